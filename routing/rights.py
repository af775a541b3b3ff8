"""Who may act on a case: the people on its ladder, the asker, and stewards."""

from collections.abc import Collection

from routing.cases import Case
from routing.people import Person
from routing.telling import World, holders


def is_steward(person: Person, stewards: Collection[str]) -> bool:
    """``stewards`` are mail addresses, in whatever case."""
    return person.email is not None and person.email.lower() in {s.lower() for s in stewards}


def is_asker(person: Person, case: Case) -> bool:
    return case.asker.key == person.key or case.asker.account == person.account


def is_on_ladder(person: Person, case: Case, world: World) -> bool:
    """Fills a post of the ladder today, holds the case now, or was told of it or took it."""
    if person.key in case.people:
        return True
    standings = [s for rung in case.rungs for s in world.standings(rung.post)]
    standings += holders(case, world)
    return any(person.fills(standing.contact) for standing in standings)


def may_act(person: Person, case: Case, world: World, stewards: Collection[str]) -> bool:
    return (
        is_asker(person, case) or is_steward(person, stewards) or is_on_ladder(person, case, world)
    )


def may_cancel(person: Person, case: Case, stewards: Collection[str]) -> bool:
    """Only whoever raised a case, and stewards, may say that it was never needed."""
    return is_asker(person, case) or is_steward(person, stewards)
