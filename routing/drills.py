"""Drills: a test notice down the real paths, and how long people take to acknowledge it.

A drill is no case: it has a reference of its own, never climbs, and stands in no list of cases.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from routing.contacts import Contact
from routing.posts import PostKind, kind_of
from routing.stewards import office_of
from routing.structure import Structure

EVERYBODY: Final = "all"
RUNS_FOR: Final = timedelta(days=1)
"""After that another drill may begin for the same office; late answers still count."""
_LEVELS: Final[Mapping[PostKind, int]] = {"co": 1, "rts": 2, "prd": 3, "rmm": 3, "doe": 4}
OTHER_LEVEL: Final = 0
_REFERENCE: Final = re.compile(r"\bdrill[-\s#]?(\d{1,9})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Drilled:
    """Somebody who gets the test notice, known by their seats: nothing personal is kept.

    ``level`` is that of their seat on a ladder (0: on none), ``office`` a Regional Office's slug
    or ``headquarters``.
    """

    seats: tuple[str, ...]
    level: int
    office: str
    acknowledged: datetime | None = None

    @property
    def key(self) -> str:
        return self.seats[0]


@dataclass(frozen=True, slots=True)
class Drill:
    """``office`` is a slug or ``EVERYBODY``; ``at`` (UTC) is when it began."""

    number: int
    office: str
    at: datetime
    by: str
    people: tuple[Drilled, ...]

    @property
    def reference(self) -> str:
        return f"DRILL-{self.number}"

    def runs(self, now: datetime) -> bool:
        """Is somebody still expected to answer?"""
        waiting = any(person.acknowledged is None for person in self.people)
        return waiting and now < self.at + RUNS_FOR

    def overlaps(self, office: str) -> bool:
        return EVERYBODY in (office, self.office) or office == self.office


@dataclass(frozen=True, slots=True)
class Result:
    """One level in one region. Seconds are those from the drill's begin to the tap."""

    level: int
    office: str
    told: int
    acknowledged: int
    median_seconds: float | None
    longest_seconds: float | None


def drill_number(text: str) -> int | None:
    found = _REFERENCE.search(text)
    return int(found.group(1)) if found else None


def level_of(contact: Contact) -> int:
    return _LEVELS.get(kind_of(contact.post), OTHER_LEVEL)


def person_key(contact: Contact) -> str:
    return (contact.email or contact.slack or contact.teams or contact.name).lower()


def drilled(
    contacts: Iterable[Contact], office: str, structure: Structure, day: date
) -> tuple[tuple[Drilled, Contact], ...]:
    """Who would get a drill's notice, each person once, with the seat that they are told by."""
    found: dict[str, tuple[Drilled, Contact]] = {}
    for contact in contacts:
        theirs = office_of(contact.post, structure, day)
        if office not in (EVERYBODY, theirs) or not contact.addresses():
            continue
        key, seat = person_key(contact), f"{contact.post}#{contact.rank}"
        if key in found:
            person, first = found[key]
            found[key] = (replace(person, seats=(*person.seats, seat)), first)
            continue
        person = Drilled((seat,), level_of(contact), theirs)
        found[key] = (person, contact)
    return tuple(found.values())


def results(drill: Drill) -> Sequence[Result]:
    """By level and region."""
    groups: dict[tuple[int, str], list[Drilled]] = {}
    for person in drill.people:
        groups.setdefault((person.level, person.office), []).append(person)
    return [_result(drill, *group, people) for group, people in sorted(groups.items())]


def _result(drill: Drill, level: int, office: str, people: Sequence[Drilled]) -> Result:
    taken = [
        (person.acknowledged - drill.at).total_seconds()
        for person in people
        if person.acknowledged is not None
    ]
    return Result(
        level,
        office,
        len(people),
        len(taken),
        median(taken) if taken else None,
        max(taken, default=None),
    )
