"""Notices: the messages that the bot owes somebody, and what became of each."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, get_args

from routing.card import Card
from routing.language import Language
from routing.posts import Post

NoticeKind = Literal[
    "tell",  # a level is told: take it, pass it on, hand it over
    "remind",  # the last level is told again
    "copy",  # a coordinating office gets a copy
    "details",  # somebody who was told gets what was added
    "progress",  # the asker learns of a step
    "update",  # a card already sent changes to show the case's state
    "vacant",  # stewards learn of a vacant post
    "dead_address",  # stewards learn of an address that refused for good
    "digest",  # stewards' weekly digest; of no case
    "file_fault",  # stewards learn what is wrong with the daily file; of no case
    "removal",  # stewards learn that somebody was removed; of no case
    "coverage",  # stewards' monthly report; of no case
    "picture",  # a report as a picture, after its words or for whoever asked; of no case
    "drill",  # a test notice, marked as such; of no case
    "confirm",  # a contact is asked whether their entries are right; of no case
    "report",  # news about the directory; of no case
]
Route = Literal["slack", "teams", "mail", "terminal"]
ROUTES: Final[tuple[Route, ...]] = get_args(Route)
NoticeState = Literal["pending", "sent", "kept", "refused", "superseded"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a notice is for. ``address`` is the route's own: user id, object id, mail address.

    ``tenant`` is the Slack team or Entra tenant where it is known, else empty.
    """

    route: Route
    address: str
    name: str
    language: Language
    tenant: str = ""
    post: Post | None = None
    rank: int | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of the outbox before it is stored. ``key`` is unique: the same notice once only.

    ``step`` and ``round`` say which telling of the case it belongs to; ``urgency`` orders the
    outbox (0 first); ``due_at`` (UTC) is when it may go out; ``facts`` are what its words need.
    ``case`` is 0 where it belongs to none.
    """

    key: str
    kind: NoticeKind
    case: int
    to: Recipient
    urgency: int
    due_at: datetime
    step: int = 0
    round: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice in the outbox: its row's id, and what became of it so far.

    ``uncertain`` is True where an attempt ended without the provider's word (time-out, 5xx,
    crash in mid-call). ``message`` is the provider's own reference of what was sent: for Slack
    ``channel:ts``, for Teams ``conversation:activity``, for mail the Message-ID.
    """

    id: int
    notice: Notice
    state: NoticeState = "pending"
    attempts: int = 0
    uncertain: bool = False
    repeated: bool = False
    message: str | None = None
    code: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes with a message: a PNG, its file's name, and what it shows in words.

    The name has ``mark_of`` the message's key in it, so that it can be recognized.
    """

    name: str
    alt: str
    png: bytes


def mark_of(key: str) -> str:
    """A short name for a delivery's key: 48 bits of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message handed to a channel. ``key`` is the same for every attempt at one notice.

    ``replaces`` is the provider's reference of an earlier message that this one changes;
    ``repeat`` is True where an earlier attempt may have arrived. ``thread`` groups a case's mails.
    Where there is a ``picture``, the card is what stands beside it.
    ``in_time`` is asked in the moment in which the message leaves: where it says no, somebody else
    may be sending it, and it stays here.
    """

    key: str
    to: Recipient
    card: Card
    replaces: str | None = None
    repeat: bool = False
    thread: str | None = None
    picture: Picture | None = None
    in_time: Callable[[], bool] = field(default=lambda: True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider says that it has the message; ``message`` is its reference."""

    message: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Nothing could send it; it lies in a file for somebody to send by hand."""

    path: str
    mailto: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused for good: this address won't work by trying again."""

    code: str


@dataclass(frozen=True, slots=True)
class Later:
    """Certainly not accepted now; try again, after ``retry_after`` seconds where given."""

    code: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No word from the provider: the message may or may not have arrived."""

    code: str


Outcome = Sent | Kept | Refused | Later | Unknown

NOT_RECORDED: Final = Later("not_recorded")
"""What a provider that can be asked says of a message that never arrived."""
NOT_DRAWN: Final = Refused("not_drawn")
"""A message that was nothing but a picture, and there is none."""
