"""What follows for a case, as values: the case afterwards, what is owed, and the trail."""

from dataclasses import dataclass, replace

from routing.audit import ENGINE, Entry, What
from routing.cases import Case
from routing.notices import Notice
from routing.people import Person
from routing.telling import World


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, and from which platform: a person's key and name, or the engine."""

    key: str = ENGINE
    name: str = ENGINE
    platform: str = ENGINE

    @classmethod
    def of(cls, person: Person) -> "Actor":
        return cls(person.key, person.name, person.account.platform)


ENGINE_ACTOR = Actor()


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows. ``withdraw`` says that notices still waiting to be told are void now."""

    case: Case
    notices: tuple[Notice, ...] = ()
    entries: tuple[Entry, ...] = ()
    withdraw: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing happened: a code that ``content`` has words for."""

    code: str
    case: Case


def entry(case: Case, world: World, actor: Actor, what: What, **facts: str) -> Entry:
    return Entry(case.number, world.now, actor.key, actor.name, actor.platform, what, facts)


def holder(case: Case) -> str:
    """The post, or ``post#rank``, that the case lies with."""
    return case.handed_to or case.rung.post


def involve(case: Case, key: str) -> Case:
    """The case with one more person who may act on it: a person's key or an address."""
    return replace(case, people=case.people | {key.lower() if "@" in key else key})
