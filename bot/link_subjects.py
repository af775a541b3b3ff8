"""Which signed link belongs into a mail; None where there is nothing to answer."""

from collections.abc import Sequence
from typing import Literal

from bot.knowledge import Knowledge
from bot.signed_links import Subject
from content.cards.confirmation import ACCEPT
from routing.cases import Case
from routing.contacts import Contact
from routing.notices import Notice
from routing.seats import seats_in, shown_name, who_is

_OF_CASES = frozenset({"tell", "remind", "details"})


def subject_of(notice: Notice, knowledge: Knowledge, case: Case | None = None) -> Subject | None:
    """What the notice's mail may be answered about, by whoever it goes to."""
    if notice.to.route != "mail":
        return None
    if case is not None:
        is_asked = notice.kind in _OF_CASES and case.is_open and "mail" in knowledge.live
        return _at_seat(notice, knowledge, "case", case.reference) if is_asked else None
    if notice.kind == "drill":
        return _at_seat(notice, knowledge, "drill", notice.facts["reference"])
    if "accept" in notice.facts:
        key = notice.facts["accept"].removeprefix(ACCEPT)
        return Subject("accept", key, notice.to.language)
    contacts = seats_in(notice, knowledge.snapshot.directory)
    return _about(contacts, notice) if contacts else None


def _about(contacts: Sequence[Contact], notice: Notice) -> Subject:
    return Subject(
        "confirm",
        shown_name(contacts),
        notice.to.language,
        tuple(f"{contact.post}#{contact.rank}" for contact in contacts),
        who_is(contacts[0]),
    )


def _at_seat(
    notice: Notice, knowledge: Knowledge, purpose: Literal["drill", "case"], reference: str
) -> Subject | None:
    to = notice.to
    if to.post is None:
        return None
    for contact in knowledge.snapshot.directory.contacts.get(to.post, ()):
        if contact.rank == to.rank and contact.email == to.address:
            seat = f"{contact.post}#{contact.rank}"
            return Subject(purpose, reference, to.language, (seat,), who_is(contact))
    return None
