"""The card of a notice, made when it is sent, from how its case stands then."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.knowledge import Knowledge
from content.cards.cases import told_card
from content.cards.confirmation import confirm_card, report_card
from content.cards.coverage import monthly_card
from content.cards.digest import digest_card, file_fault_card, removal_card
from content.cards.drills import drill_card
from content.cards.news import progress_card, steward_card, telephone_lines
from content.labels import Labels
from routing.card import Card
from routing.cases import Case
from routing.contacts import Contact
from routing.notices import Notice, NoticeKind
from routing.seats import seats_in
from routing.telling import World

_STEWARDS: Final[Mapping[NoticeKind, Callable[[Mapping[str, str], Labels], Card]]] = {
    "digest": digest_card,
    "coverage": monthly_card,
    "file_fault": file_fault_card,
    "removal": removal_card,
}


def caseless_card(
    notice: Notice, knowledge: Knowledge, link: Callable[[Sequence[Contact]], str] | None = None
) -> Card | None:
    """What the recipient of a notice reads that is of no case; None where it isn't needed.

    ``link`` makes a mail's signed link, where the bot can be reached from outside.
    """
    labels = knowledge.labels(notice.to.language)
    if notice.kind in _STEWARDS:
        return _STEWARDS[notice.kind](notice.facts, labels)
    if notice.kind == "drill":
        return drill_card(notice, labels)
    if notice.kind == "report":
        return report_card(notice, labels)
    contacts = seats_in(notice, knowledge.snapshot.directory)
    if not contacts:
        return None
    by_mail = link is not None and notice.to.route == "mail"
    return confirm_card(contacts, notice, labels, link(contacts) if link and by_mail else None)


def notice_card(case: Case, notice: Notice, knowledge: Knowledge, world: World) -> Card:
    """What the recipient reads, in their language."""
    labels = knowledge.labels(notice.to.language)
    if notice.kind == "progress":
        numbers = duty_numbers(case, world, labels) if _needs_numbers(notice) else ()
        return progress_card(case, notice, labels, numbers)
    if notice.kind in ("vacant", "dead_address"):
        return steward_card(case, notice, labels)
    return told_card(case, notice, labels, _timezone(notice, knowledge))


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
