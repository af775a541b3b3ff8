"""A dry run of a case: who would be told, when, if nobody answers."""

from dataclasses import dataclass, replace
from datetime import datetime

from routing.cases import Case
from routing.contacts import Standing
from routing.escalation import due, grace_end
from routing.telling import World, holders

_STEPS_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Telling:
    """One step of the dry run. Times are UTC; ``vacant`` levels are passed over at once."""

    at: datetime
    until: datetime | None
    level: int
    post: str
    contacts: tuple[Standing, ...]
    reminder: bool = False
    vacant: bool = False


def rehearse(case: Case, world: World, reminders: int = 2) -> tuple[Telling, ...]:
    """Run the case's own rules to the end of its ladder and some reminders on; sends nothing."""
    case = grace_end(case, world)
    found: list[Telling] = []
    while case.due_at is not None and len(found) < _STEPS_AT_MOST and case.reminders < reminders:
        world = replace(world, now=case.due_at)
        before = case
        case = due(case, world).case
        found += _vacant_between(before, case, world)
        if case.state in ("told", "exhausted"):
            found.append(_telling(case, world))
    return tuple(found)


def _telling(case: Case, world: World) -> Telling:
    contacts = holders(case, world)
    return Telling(
        at=world.now,
        until=case.due_at,
        level=case.rung.level,
        post=case.rung.post,
        contacts=contacts,
        reminder=case.state == "exhausted",
        vacant=not contacts,
    )


def _vacant_between(before: Case, after: Case, world: World) -> list[Telling]:
    start = before.position + 1
    end = after.position if after.state == "told" else len(after.rungs) - 1
    return [
        Telling(world.now, world.now, rung.level, rung.post, (), vacant=True)
        for rung in before.rungs[start:end]
        if before.state != "exhausted" and not world.standings(rung.post)
    ]
