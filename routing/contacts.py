"""Who fills a post, and how fresh that knowledge is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from routing.language import Language
from routing.posts import Post

Channel = Literal["slack", "teams", "mail"]
CHANNELS: Final[tuple[Channel, ...]] = ("slack", "teams", "mail")

Freshness = Literal["fresh", "ageing", "stale", "doubtful", "away", "unconfirmed"]


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
class FreshnessPolicy:
    """Days after which a confirmation is asked for, and after which no answer has consequences."""

    confirm_every_days: float = 90
    stale_after_days: float = 14

    def freshness(self, contact: Contact, today: date) -> Freshness:
        if contact.verified_on is None:
            return "unconfirmed"
        age = (today - contact.verified_on) / timedelta(days=1)
        if age <= self.confirm_every_days:
            return "fresh"
        if age <= self.confirm_every_days + self.stale_after_days:
            return "ageing"
        return "stale"


@dataclass(frozen=True, slots=True)
class Standing:
    """A contact with its freshness on the day of the question."""

    contact: Contact
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Directory:
    """Every contact, by post, in the order of their ranks."""

    contacts: Mapping[Post, tuple[Contact, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, contacts: Iterable[Contact]) -> "Directory":
        by_post: dict[Post, list[Contact]] = {}
        for contact in sorted(contacts, key=lambda c: (c.post, c.rank)):
            by_post.setdefault(contact.post, []).append(contact)
        return cls({post: tuple(found) for post, found in by_post.items()})

    def standings(self, post: Post, today: date, policy: FreshnessPolicy) -> tuple[Standing, ...]:
        """The contacts of a post, those in doubt behind the others, otherwise by rank."""
        found = [
            Standing(contact, policy.freshness(contact, today))
            for contact in self.contacts.get(post, ())
        ]
        return tuple(sorted(found, key=lambda s: s.freshness in ("stale", "doubtful", "away")))

    def everybody(self) -> tuple[Contact, ...]:
        return tuple(contact for found in self.contacts.values() for contact in found)

    def of_email(self, email: str) -> tuple[Contact, ...]:
        wanted = email.strip().lower()
        return tuple(c for c in self.everybody() if c.email and c.email.lower() == wanted)
