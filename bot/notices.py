"""The card of a notice, made when it is sent, from how its case stands then."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.knowledge import Knowledge
from bot.link_subjects import subject_of
from bot.signed_links import LinkTo
from content.cards.cases import told_card
from content.cards.confirmation import confirm_card, report_card
from content.cards.coverage import monthly_card
from content.cards.digest import digest_card, file_fault_card, removal_card
from content.cards.drills import drill_card
from content.cards.news import progress_card, steward_card, telephone_lines
from content.cards.pictures import picture_card
from content.labels import Labels
from routing.card import Card
from routing.cases import Case
from routing.notices import Notice, NoticeKind
from routing.seats import seats_in
from routing.telling import World

_STEWARDS: Final[Mapping[NoticeKind, Callable[[Mapping[str, str], Labels], Card]]] = {
    "digest": digest_card,
    "coverage": monthly_card,
    "picture": picture_card,
    "file_fault": file_fault_card,
    "removal": removal_card,
}


def caseless_card(
    notice: Notice, knowledge: Knowledge, link_to: LinkTo | None = None
) -> Card | None:
    """What the recipient of a notice reads that is of no case; None where it isn't needed.

    ``link_to`` makes a mail's signed link, where the bot can be reached from outside.
    """
    labels = knowledge.labels(notice.to.language)
    if notice.kind in _STEWARDS:
        return _STEWARDS[notice.kind](notice.facts, labels)
    subject = subject_of(notice, knowledge) if link_to is not None else None
    link = link_to(subject) if link_to is not None and subject is not None else None
    if notice.kind == "drill":
        return drill_card(notice, labels, link)
    if notice.kind == "report":
        return report_card(notice, labels, link)
    contacts = seats_in(notice, knowledge.snapshot.directory)
    return confirm_card(contacts, notice, labels, link) if contacts else None


def notice_card(
    case: Case,
    notice: Notice,
    knowledge: Knowledge,
    world: World,
    link_to: LinkTo | None = None,
) -> Card:
    """What the recipient reads, in their language; ``link_to`` as for ``caseless_card``."""
    labels = knowledge.labels(notice.to.language)
    if notice.kind == "progress":
        numbers = duty_numbers(case, world, labels) if _needs_numbers(notice) else ()
        return progress_card(case, notice, labels, numbers)
    if notice.kind in ("vacant", "dead_address"):
        return steward_card(case, notice, labels)
    subject = subject_of(notice, knowledge, case) if link_to is not None else None
    link = link_to(subject) if link_to is not None and subject is not None else None
    return told_card(case, notice, labels, _timezone(notice, knowledge), link)


def duty_numbers(case: Case, world: World, labels: Labels) -> tuple[str, ...]:
    """What the asker can still call: the policy's numbers, then everybody on the ladder."""
    standings = [s for rung in reversed(case.rungs[1:]) for s in world.standings(rung.post)]
    return (*world.policy.duty_numbers, *telephone_lines(standings, labels))


def _needs_numbers(notice: Notice) -> bool:
    return notice.facts.get("event") in ("exhausted", "unreachable")


def _timezone(notice: Notice, knowledge: Knowledge) -> str | None:
    if notice.to.post is None:
        return None
    for contact in knowledge.snapshot.directory.contacts.get(notice.to.post, ()):
        if contact.rank == notice.to.rank and contact.timezone:
            return contact.timezone
    return None
