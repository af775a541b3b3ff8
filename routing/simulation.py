"""A dry run of a case: who would be told, when, if nobody answers."""

from dataclasses import dataclass, replace
from datetime import datetime

from routing.cases import Case
from routing.climbing import unreachable
from routing.contacts import Standing
from routing.escalation import due, grace_end
from routing.telling import World, holders, is_reachable

_STEPS_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Telling:
    """One step of the dry run. Times are UTC.

    A level that is ``vacant`` or out of reach is passed over at once: ``until`` is ``at``.
    """

    at: datetime
    until: datetime | None
    level: int
    post: str
    contacts: tuple[Standing, ...]
    reminder: bool = False
    vacant: bool = False


def rehearse(case: Case, world: World, reminders: int = 2) -> tuple[Telling, ...]:
    """Run the case's own rules to the end of its ladder and some reminders on; sends nothing.

    Every message to a route that is configured is taken to arrive, and every other one is kept.
    """
    case = grace_end(case, world)
    found: list[Telling] = []
    while case.due_at is not None and len(found) < _STEPS_AT_MOST and case.reminders < reminders:
        world = replace(world, now=case.due_at)
        before = case
        case = _out_of_reach_passed(due(case, world).case, world)
        found += _passed_between(before, case, world)
        contacts = holders(case, world)
        if contacts:
            found.append(_telling(case, world, contacts))
    return tuple(found)


def _out_of_reach_passed(case: Case, world: World) -> Case:
    """What follows at once where nobody of the level can get the message."""
    while case.state == "told" and not is_reachable(holders(case, world), world.live):
        after = unreachable(case, world).case
        if after == case:
            break
        case = after
    return case


def _telling(case: Case, world: World, contacts: tuple[Standing, ...]) -> Telling:
    return Telling(
        at=world.now,
        until=case.due_at,
        level=case.rung.level,
        post=case.rung.post,
        contacts=contacts,
        reminder=case.state == "exhausted",
    )


def _passed_between(before: Case, after: Case, world: World) -> list[Telling]:
    """The levels that the step went past, and the last one where the ladder ends in nobody."""
    if before.state == "exhausted":
        return []
    end = after.position if holders(after, world) else len(after.rungs)
    skipped = [(r, world.standings(r.post)) for r in before.rungs[before.position + 1 : end]]
    return [
        Telling(world.now, world.now, rung.level, rung.post, contacts, vacant=not contacts)
        for rung, contacts in skipped
    ]
