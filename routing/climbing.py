"""Up the ladder: telling a level, passing over a vacant one, reminding the last."""

from dataclasses import replace

from routing.audit import Entry
from routing.cases import Case
from routing.decisions import ENGINE_ACTOR, Decision, entry, holder, involve
from routing.errors import RoutingError
from routing.notices import Notice
from routing.telling import (
    World,
    deadline,
    holders,
    is_reachable,
    notice_to,
    progress,
    routes,
    to_stewards,
)
from routing.together import told_together


def unreachable(case: Case, world: World) -> Decision:
    """Nobody of the present level can be told: go on at once if that reaches somebody."""
    line = entry(case, world, ENGINE_ACTOR, "unreachable", post=holder(case))
    if case.state != "told":
        return Decision(case, entries=(line,))
    later = case.rungs[case.position + 1 :]
    if not any(is_reachable(world.standings(rung.post), world.live) for rung in later):
        return Decision(case, progress(case, world, "unreachable", post=holder(case)), (line,))
    return climb(case, world, (line,), case.position + 1, after="unreachable")


def climb(
    case: Case, world: World, lines: tuple[Entry, ...], position: int, after: str = ""
) -> Decision:
    """Tell the first level from ``position`` on that somebody fills; the end if there is none."""
    vacant: list[Notice] = []
    for index in range(position, len(case.rungs)):
        case, moved = _as_of_today(case, world, index)
        lines = (*lines, *moved)
        there = replace(case, position=index, handed_to=None, state="told")
        if holders(there, world):
            told = tell(there, world, lines, after)
            return replace(told, notices=(*vacant, *told.notices))
        post = there.rung.post
        lines = (*lines, entry(there, world, ENGINE_ACTOR, "vacant", post=post))
        vacant.extend(to_stewards(there, world, "vacant", post, post))
    ended = exhaust(case, world, lines)
    return replace(ended, notices=(*vacant, *ended.notices))


def _as_of_today(case: Case, world: World, index: int) -> tuple[Case, tuple[Entry, ...]]:
    """The case with the post that its level has today, where the structure has changed since."""
    rung = case.rungs[index]
    try:
        ladder = world.organization.ladder(
            case.country, case.topic, world.now.date(), subject=case.subject
        )
    except RoutingError:
        return case, ()
    posts = [step.post for step in ladder.steps if step.level == rung.level]
    if not posts or rung.post in posts:
        return case, ()
    rungs = (*case.rungs[:index], replace(rung, post=posts[0]), *case.rungs[index + 1 :])
    line = entry(case, world, ENGINE_ACTOR, "moved", post=posts[0], before=rung.post)
    return replace(case, rungs=rungs), (line,)


def tell(case: Case, world: World, lines: tuple[Entry, ...], after: str) -> Decision:
    """Tell whoever the case lies with; their time begins now."""
    standings = holders(case, world)
    wait = world.policy.waits[case.severity].seconds
    told = replace(
        case,
        state="told",
        round=case.round + 1,
        due_at=deadline(case, world, standings, wait),
    )
    until = told.due_at.isoformat(timespec="seconds") if told.due_at else ""
    line = entry(told, world, ENGINE_ACTOR, "told", post=holder(told), until=until)
    ways = told_together(told, world)
    if not ways:
        nobody = unreachable(told, world)
        return replace(nobody, entries=(*lines, line, *nobody.entries))
    for way in ways:
        told = involve(told, way.email or way.address)
    notices = [notice_to(told, world, "tell", way, after=after) for way in ways]
    notices += _copies(told, world)
    return Decision(told, tuple(notices), (*lines, line))


def _copies(case: Case, world: World) -> list[Notice]:
    if case.handed_to:
        return []
    ladder = world.organization.ladder(
        case.country, case.topic, world.now.date(), subject=case.subject
    )
    posts = [p for step in ladder.steps if step.post == case.rung.post for p in step.copies]
    found = [routes(world.standings(post), world.live) for post in posts]
    return [notice_to(case, world, "copy", ways[0]) for ways in found if ways]


def exhaust(case: Case, world: World, lines: tuple[Entry, ...]) -> Decision:
    ended = replace(case, position=len(case.rungs) - 1, handed_to=None, state="exhausted")
    line = entry(ended, world, ENGINE_ACTOR, "exhausted")
    reminded = remind(ended, world)
    return Decision(
        reminded.case,
        (*reminded.notices, *progress(reminded.case, world, "exhausted")),
        (*lines, line, *reminded.entries),
    )


def remind(case: Case, world: World) -> Decision:
    """Remind the last level, and pause twice as long before the next time."""
    standings = holders(case, world)
    pause = world.policy.pause(case.severity, case.reminders + 1)
    reminded = replace(
        case,
        reminders=case.reminders + 1,
        round=case.round + 1,
        due_at=deadline(case, world, standings, pause),
    )
    ways = told_together(reminded, world)
    line = entry(reminded, world, ENGINE_ACTOR, "reminded", post=holder(reminded))
    if not ways:
        return Decision(reminded)
    for way in ways:
        reminded = involve(reminded, way.email or way.address)
    notices = tuple(notice_to(reminded, world, "remind", way) for way in ways)
    return Decision(reminded, notices, (line,))
