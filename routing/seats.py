"""The state of a seat: how far the round is in which whoever fills it confirms the entry.

A seat is a post and a rank. Its state belongs to one person: who else comes to fill it begins anew.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from routing.contacts import Condition, Contact, Directory, Doubt
from routing.notices import Notice
from routing.posts import Post

Stage = Literal["waiting", "asked", "reminded", "escalated"]
_FLAGS_THAT_MARK: Final = 2
_SEATS_AT_MOST: Final = 1_500
"""Characters of a button's value for the names of seats: Slack takes 2,000 in all."""


@dataclass(frozen=True, slots=True)
class SeatState:
    """``who`` tells people apart, ``details`` entries; ``due_at`` (UTC) is when something is next.

    ``unanswered_since`` is when the first question came that has had no answer; ``flags`` are
    short names of those who said that the entry is wrong.
    """

    post: Post
    rank: int
    who: str
    details: str
    verified_on: date | None
    due_at: datetime
    stage: Stage = "waiting"
    round: int = 0
    asked_at: datetime | None = None
    unanswered_since: datetime | None = None
    away_until: date | None = None
    doubtful_since: datetime | None = None
    doubt: Doubt | None = None
    flags: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The seat as targets and facts write it: ``post#rank``."""
        return f"{self.post}#{self.rank}"

    @property
    def condition(self) -> Condition:
        return Condition(self.who, self.unanswered_since, self.away_until, self.doubt)

    def flagged(self, by: str, now: datetime) -> "SeatState":
        """Somebody says that it is wrong; the second of them marks it doubtful."""
        flags = tuple(dict.fromkeys((*self.flags, by)))
        marked = replace(self, flags=flags)
        return marked.doubted("flagged", now) if len(flags) >= _FLAGS_THAT_MARK else marked

    def doubted(self, doubt: Doubt, now: datetime) -> "SeatState":
        """Mark it doubtful, unless it is already."""
        if self.doubt is not None:
            return self
        return replace(self, doubt=doubt, doubtful_since=now)


def who_is(contact: Contact) -> str:
    """A short name for the person, the same in all of their seats: 64 bits of a SHA-256."""
    known = (contact.email, contact.slack, contact.teams, contact.name)
    return _hash(next(part for part in known if part).strip().lower())


def details_of(contact: Contact) -> str:
    """A short name for what the entry says, whenever it was confirmed."""
    parts = (contact.name, contact.email, contact.phone, contact.slack, contact.teams)
    return _hash("|".join(part or "" for part in (*parts, contact.timezone)))


def seats_in(notice: Notice, directory: Directory) -> tuple[Contact, ...]:
    """The entries that a notice asks about, as far as the same person still fills them."""
    found = seats_named(notice.facts.get("seats", "").split(), directory)
    return tuple(c for c in found if who_is(c) == notice.facts.get("who"))


def seats_named(names: Iterable[str], directory: Directory) -> tuple[Contact, ...]:
    """The contacts of seats, each named ``post#rank``; those that nobody fills are left out."""
    return tuple(contact for name in names for contact in _at(name, directory))


def _at(name: str, directory: Directory) -> tuple[Contact, ...]:
    post, _, rank = name.partition("#")
    return tuple(c for c in directory.contacts.get(Post(post), ()) if str(c.rank) == rank)


def shown_name(contacts: Iterable[Contact]) -> str:
    """A short name for what entries say, for buttons: another one when they change."""
    return _hash(" ".join(sorted(f"{c.post}#{c.rank}/{details_of(c)}" for c in contacts)))


def shown_value(contacts: Sequence[Contact]) -> str:
    """What a button below entries carries: their short name, and their seats as far as they fit."""
    seats = " ".join(f"{c.post}#{c.rank}" for c in contacts)
    name = shown_name(contacts)
    return f"{name} {seats}" if len(seats) <= _SEATS_AT_MOST else name


def still_as_shown(value: str, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    """Those of somebody's entries that a button is about; () where what they say has changed.

    A button that names no seats is about all of them.
    """
    name, _, seats = value.partition(" ")
    named = set(seats.split())
    found = tuple(c for c in contacts if not named or f"{c.post}#{c.rank}" in named)
    return found if shown_name(found) == name else ()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
