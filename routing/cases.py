"""A case: something that somebody raised, and where on its ladder it stands."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from routing.language import Language
from routing.people import Account, Person
from routing.posts import Post
from routing.topics import Severity

State = Literal["grace", "told", "exhausted", "taken", "resolved", "cancelled"]
OPEN_STATES: frozenset[State] = frozenset({"grace", "told", "exhausted", "taken"})
CLIMBING_STATES: frozenset[State] = frozenset({"grace", "told", "exhausted"})


@dataclass(frozen=True, slots=True)
class Asker:
    """Who raised the case, as known when it was raised."""

    key: str
    name: str
    account: Account
    language: Language
    email: str | None = None
    phone: str | None = None

    @classmethod
    def of(cls, person: Person, language: Language) -> "Asker":
        return cls(person.key, person.name, person.account, language, person.email, person.phone)


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of the case's ladder as it was when the case was opened."""

    level: int
    post: Post


@dataclass(frozen=True, slots=True)
class Case:
    """A case. All times are UTC.

    ``number`` is 0 until the store gives one. ``rungs`` are fixed at the opening, their contacts
    are not. ``position`` is the index in ``rungs`` of the level told last (before the first
    notice: of the asker's own level). ``round`` grows with every telling, so that each has a name
    of its own. ``handed_to`` is a post, or one contact of it (``post#rank``), that holds the case
    instead of the level at ``position``. ``due_at`` is when the engine acts next, None if never.
    """

    number: int
    opened_at: datetime
    country: str
    topic: str | None
    subject: str | None
    severity: Severity
    summary: str
    asker: Asker
    rungs: tuple[Rung, ...]
    position: int
    state: State = "grace"
    round: int = 0
    reminders: int = 0
    handed_to: str | None = None
    due_at: datetime | None = None
    details: tuple[str, ...] = ()
    taken_by: str | None = None
    taken_by_name: str | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    note: str | None = None
    people: frozenset[str] = field(default_factory=frozenset)

    @property
    def reference(self) -> str:
        return f"IOM-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def rung(self) -> Rung:
        return self.rungs[self.position]
