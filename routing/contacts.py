"""Who fills a post, and how fresh that knowledge is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal

from routing.language import Language
from routing.posts import Post

Channel = Literal["slack", "teams", "mail"]
CHANNELS: Final[tuple[Channel, ...]] = ("slack", "teams", "mail")

Freshness = Literal["fresh", "ageing", "stale", "doubtful", "away", "unconfirmed"]
Doubt = Literal["flagged", "bounced", "notme"]
Seat = tuple[Post, int]
DOUBTED: Final[frozenset[Freshness]] = frozenset({"stale", "doubtful", "away"})
"""These stand behind the others of their post."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody (or a mailbox) who fills a post; rank 1 holds it, 2 and up are deputies.

    ``slack`` is a user id (``U1`` or ``T1:U1``), ``teams`` an Entra object id, ``timezone`` an
    IANA name, ``verified_on`` the day when the contact last confirmed these details.
    """

    post: Post
    rank: int
    name: str
    email: str | None = None
    phone: str | None = None
    slack: str | None = None
    teams: str | None = None
    language: Language | None = None
    timezone: str | None = None
    verified_on: date | None = None

    def addresses(self) -> tuple[tuple[Channel, str], ...]:
        """Every way to reach the contact, the quickest first."""
        pairs: tuple[tuple[Channel, str | None], ...] = (
            ("slack", self.slack),
            ("teams", self.teams),
            ("mail", self.email),
        )
        return tuple((channel, address) for channel, address in pairs if address)


@dataclass(frozen=True, slots=True)
class Condition:
    """What is known of a seat beside its entry; it holds for the person ``who`` alone.

    ``unanswered_since`` (UTC) is the first question to confirm the entry that had no answer.
    """

    who: str
    unanswered_since: datetime | None = None
    away_until: date | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class FreshnessPolicy:
    """Days after which a confirmation is asked for, and after which no answer has consequences."""

    confirm_every_days: float = 90
    stale_after_days: float = 14

    def freshness(
        self, contact: Contact, today: date, condition: Condition | None = None
    ) -> Freshness:
        if condition is not None and condition.doubt is not None:
            return "doubtful"
        if condition is not None and condition.away_until and today <= condition.away_until:
            return "away"
        if contact.verified_on is None:
            return "stale" if self._is_silent(condition, today) else "unconfirmed"
        age = (today - contact.verified_on) / timedelta(days=1)
        if age <= self.confirm_every_days:
            return "fresh"
        if age <= self.confirm_every_days + self.stale_after_days:
            return "ageing"
        return "stale"

    def _is_silent(self, condition: Condition | None, today: date) -> bool:
        """Has somebody who never confirmed been asked, and not answered for too long?"""
        since = condition.unanswered_since if condition is not None else None
        return since is not None and (today - since.date()) / timedelta(days=1) > (
            self.stale_after_days
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A contact with its freshness on the day of the question."""

    contact: Contact
    freshness: Freshness
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """Every contact, by post, in the order of their ranks; ``conditions`` are of some seats."""

    contacts: Mapping[Post, tuple[Contact, ...]] = field(default_factory=dict)
    conditions: Mapping[Seat, Condition] = field(default_factory=dict)

    @classmethod
    def of(
        cls, contacts: Iterable[Contact], conditions: Mapping[Seat, Condition] | None = None
    ) -> "Directory":
        by_post: dict[Post, list[Contact]] = {}
        for contact in sorted(contacts, key=lambda c: (c.post, c.rank)):
            by_post.setdefault(contact.post, []).append(contact)
        return cls({post: tuple(found) for post, found in by_post.items()}, conditions or {})

    def standings(self, post: Post, today: date, policy: FreshnessPolicy) -> tuple[Standing, ...]:
        """The contacts of a post, those in doubt behind the others, otherwise by rank."""
        found = [self.standing(contact, today, policy) for contact in self.contacts.get(post, ())]
        return tuple(sorted(found, key=lambda s: s.freshness in DOUBTED))

    def standing(self, contact: Contact, today: date, policy: FreshnessPolicy) -> Standing:
        condition = self.conditions.get((contact.post, contact.rank))
        return Standing(contact, policy.freshness(contact, today, condition), condition)

    def everybody(self) -> tuple[Contact, ...]:
        return tuple(contact for found in self.contacts.values() for contact in found)

    def of_email(self, email: str) -> tuple[Contact, ...]:
        wanted = email.strip().lower()
        return tuple(c for c in self.everybody() if c.email and c.email.lower() == wanted)
