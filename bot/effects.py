"""Writing what a decision says: the case, its notices, its trail, and the cards already sent."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.ports import Writer
from routing.cases import Case
from routing.decisions import Decision
from routing.notices import Notice, NoticeKind, Posted
from routing.telling import LATER_THAN_ANY_TELLING, World

_CARDS_OF_A_CASE: frozenset[NoticeKind] = frozenset({"tell", "remind", "copy", "details"})
_CHANGEABLE = frozenset({"slack", "teams"})


def write_decision(writer: Writer, before: Case, decision: Decision, world: World) -> None:
    """Write everything that a decision says in the caller's transaction."""
    write_decisions(writer, [(before, decision)], world)


def write_decisions(writer: Writer, decided: Sequence[tuple[Case, Decision]], world: World) -> None:
    """The same for several cases, each with how it was before: a few statements for all of them."""
    decisions = [decision for _, decision in decided]
    withdrawn = [decision.case.number for decision in decisions if decision.withdraw]
    writer.supersede(withdrawn, ("tell", "remind"), world.now)
    # The lines first: each case is then written once, with the head of its trail.
    writer.add_entries([line for decision in decisions for line in decision.entries])
    writer.save_cases([decision.case for before, decision in decided if decision.case != before])
    writer.add_notices([notice for decision in decisions for notice in decision.notices])
    changed = [d.case.number for before, d in decided if _looks_different(before, d.case)]
    refresh_cards(writer, changed, world)


def refresh_cards(writer: Writer, numbers: Collection[int], world: World) -> None:
    """Let every card of these cases that was sent show how its case stands now."""
    writer.supersede(numbers, ("update",), world.now)
    updates = [
        update_notice(posted, world, stamp=str(len(notices)))
        for notices in writer.notices_of(numbers).values()
        for posted in notices
        if _can_change(posted)
    ]
    writer.add_notices(updates)


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
        return (
            *(case.state, case.position, case.handed_to, case.note, case.taken_by),
            *(case.summary, case.details),
        )

    return look(before) != look(after)
