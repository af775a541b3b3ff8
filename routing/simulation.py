"""A dry run of a case: who would be told, when, if nobody answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from routing.cases import Case
from routing.climbing import unreachable
from routing.contacts import Standing
from routing.escalation import due, grace_end
from routing.telling import World, holders, is_reachable
from routing.together import those_told
from routing.worktime import is_working, working_day

_STEPS_AT_MOST = 12

Hours = Literal["working", "off_hours", "weekend", "holiday"]


@dataclass(frozen=True, slots=True)
class Telling:
    """One step of the dry run. Times are UTC.

    A level that is ``vacant`` or out of reach is passed over at once: ``until`` is ``at``.
    ``hours`` says, for each of the contacts, what time of their working week that is. ``told``
    are those whom the step tells, of this level or a later one.
    """

    at: datetime
    until: datetime | None
    level: int
    post: str
    contacts: tuple[Standing, ...]
    reminder: bool = False
    vacant: bool = False
    hours: tuple[Hours, ...] = ()
    told: tuple[Standing, ...] = ()


def rehearse(case: Case, world: World, reminders: int = 2) -> tuple[Telling, ...]:
    """Run the case's own rules to the end of its ladder and some reminders on; sends nothing.

    A case that is under way goes on from where it stands. Every message to a route that is
    configured is taken to arrive, and every other one is kept.
    """
    return tuple(tellings(case, world, reminders))


def tellings(case: Case, world: World, reminders: int = 2) -> Iterator[Telling]:
    """``rehearse``, a step at a time."""
    if case.due_at is None and case.state == "grace":
        case = grace_end(case, world)
    count = 0
    while case.due_at is not None and count < _STEPS_AT_MOST and case.reminders < reminders:
        world = replace(world, now=max(case.due_at, world.now))
        before = case
        case = _out_of_reach_passed(due(case, world).case, world)
        found = _passed_between(before, case, world)
        contacts = holders(case, world)
        if contacts:
            found.append(_telling(case, world, contacts))
        count += len(found)
        yield from found


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
        hours=tuple(hours_of(standing, world) for standing in contacts),
        told=those_told(case, world),
    )


def hours_of(standing: Standing, world: World) -> Hours:
    """Is it working time for a contact now, and if not, why not?"""
    calendar = world.calendar(standing.contact.post, standing.contact.timezone)
    if is_working(world.now, calendar):
        return "working"
    day = calendar.local_day(world.now)
    if working_day(day, calendar):
        return "off_hours"
    return "weekend" if day.weekday() in calendar.weekend else "holiday"


def _passed_between(before: Case, after: Case, world: World) -> list[Telling]:
    """The levels that the step went past, and the last one where the ladder ends in nobody."""
    if before.state == "exhausted":
        return []
    end = after.position if holders(after, world) else len(after.rungs)
    skipped = [(r, world.standings(r.post)) for r in before.rungs[before.position + 1 : end]]
    return [
        Telling(
            at=world.now,
            until=world.now,
            level=rung.level,
            post=rung.post,
            contacts=contacts,
            vacant=not contacts,
            hours=tuple(hours_of(standing, world) for standing in contacts),
        )
        for rung, contacts in skipped
    ]
