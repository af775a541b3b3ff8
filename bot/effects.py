"""Writing what a decision says: the case, its notices, its trail, and the cards already sent."""

from dataclasses import replace

from bot.ports import Writer
from routing.cases import Case
from routing.decisions import Decision
from routing.notices import Notice, NoticeKind, Posted
from routing.telling import LATER_THAN_ANY_TELLING, World

_CARDS_OF_A_CASE: frozenset[NoticeKind] = frozenset({"tell", "remind"})
_CHANGEABLE = frozenset({"slack", "teams"})


def write_decision(writer: Writer, before: Case, decision: Decision, world: World) -> None:
    """Write everything that a decision says in the caller's transaction."""
    case = decision.case
    if decision.withdraw:
        writer.supersede(case.number, ("tell", "remind"), world.now)
    if case != before:
        writer.save_case(case)
    writer.add_entries(decision.entries)
    writer.add_notices(decision.notices)
    if _looks_different(before, case):
        refresh_cards(writer, case, world)


def refresh_cards(writer: Writer, case: Case, world: World) -> None:
    """Let every card of the case that was sent show how the case stands now."""
    writer.supersede(case.number, ("update",), world.now)
    notices = writer.notices(case.number)
    stamp = str(len(notices))
    sent = [posted for posted in notices if _can_change(posted)]
    writer.add_notices([update_notice(posted, world, stamp) for posted in sent])


def update_notice(posted: Posted, world: World, stamp: str) -> Notice:
    """The change of one card; ``stamp`` tells this change from other ones."""
    notice = posted.notice
    return replace(
        notice,
        key=f"{notice.key}/update/{stamp}",
        kind="update",
        urgency=LATER_THAN_ANY_TELLING + 1,
        due_at=world.now,
        facts={"message": posted.message or "", "of": notice.kind},
    )


def _can_change(posted: Posted) -> bool:
    return (
        posted.notice.kind in _CARDS_OF_A_CASE
        and posted.state == "sent"
        and posted.message is not None
        and posted.notice.to.route in _CHANGEABLE
    )


def _looks_different(before: Case, after: Case) -> bool:
    def look(case: Case) -> tuple[object, ...]:
        return (case.state, case.position, case.handed_to, case.details, case.note, case.taken_by)

    return look(before) != look(after)
