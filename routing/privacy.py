"""Whose telephone number shows to whom, and what is noted of it.

A number in the directory is personal. It shows to people on the same ladder, to stewards, and in a
critical case; and where the bot can do no more by itself: at the end of a ladder, and while the
database is away. Who takes a case and who raised it see one another's. Each showing is noted.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from routing.contacts import Contact, Standing
from routing.ladder import Ladder
from routing.people import Person
from routing.posts import Post
from routing.stewards import Stewards

Ground = Literal["ladder", "steward", "critical", "end_of_ladder", "taken", "outage"]


@dataclass(frozen=True, slots=True)
class Showing:
    """Somebody's number was shown to somebody. ``key`` is unique: the same showing once only.

    ``viewer`` is a person's key, ``whose`` the contact's mail address in lower case, or its seat
    (``post#rank``); ``at`` is UTC; ``case`` None where there was none.
    """

    key: str
    at: datetime
    viewer: str
    viewer_name: str
    platform: str
    whose: str
    name: str
    post: Post | None
    ground: Ground
    case: int | None = None


def ground_for(
    person: Person, ladder: Ladder, stewards: Stewards, *, critical: bool = False
) -> Ground | None:
    """Why the numbers of a ladder show to a person; None where they don't."""
    if critical:
        return "critical"
    standings = (standing for step in ladder.steps for standing in step.contacts)
    if any(person.fills(standing.contact) for standing in standings):
        return "ladder"
    return "steward" if stewards.includes(person) else None


def showings_of(
    standings: Iterable[Standing],
    person: Person,
    ground: Ground,
    at: datetime,
    key: str,
    case: int | None = None,
) -> tuple[Showing, ...]:
    """What there is to note where a person sees these contacts; their own number is theirs."""
    contacts = {whose(s.contact): s.contact for s in standings if s.contact.phone}
    return tuple(
        Showing(
            key=showing_key(key, name),
            at=at,
            viewer=person.key,
            viewer_name=person.name,
            platform=person.account.platform,
            whose=name,
            name=contact.name,
            post=contact.post,
            ground=ground,
            case=case,
        )
        for name, contact in contacts.items()
        if not person.fills(contact)
    )


def showing_key(occasion: str, whose: str) -> str:
    """A showing's own name: of what was answered or sent, and of whose number; it names nobody."""
    return f"{occasion}/{hashlib.sha256(whose.encode()).hexdigest()[:16]}"


def whose(contact: Contact) -> str:
    """A contact's own name in the record: the mail address, else the seat."""
    return contact.email.lower() if contact.email else f"{contact.post}#{contact.rank}"
