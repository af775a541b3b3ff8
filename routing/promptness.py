"""How soon somebody who can be relied on is told of a case, and whether the policy means that.

Theory of operation. The case's own rules are run as in a dry run: what goes to a configured channel
arrives, and nobody answers. Somebody is *told* when a step reaches them by a configured channel and
their entry isn't in doubt; where the policy counts the wait in working hours, once they are at work
too. That is *in time* before the time is over that the policy gives to one level. Where it counts
in working hours, these are hours of the Country Office's usual week: the time zone between the two
and a holiday of whoever is told make a telling late, and are no excuse for it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from routing.cases import Case
from routing.contacts import DOUBTED, Standing
from routing.posts import country_office
from routing.simulation import Hours, Telling, hours_of, tellings
from routing.telling import World, is_reachable
from routing.worktime import add_working_time


@dataclass(frozen=True, slots=True)
class Reached:
    """The first who is told in a way that counts. Times are UTC.

    ``told_at`` is when the message goes, ``at`` when they are at work too where that matters.
    """

    at: datetime
    told_at: datetime
    level: int
    who: Standing


@dataclass(frozen=True, slots=True)
class Promptness:
    """``seconds`` from the opening until somebody is told; None: nobody is.

    ``hours`` says what kept whoever was told in time from work when that time was over.
    """

    seconds: float | None
    in_time: bool
    hours: Hours | None = None


def reached(case: Case, world: World) -> Reached | None:
    """The first, from the opening on, who is told of a case that ``world.now`` opens."""
    for telling in tellings(case, world):
        # At most one: whoever can be relied on is told alone, or the last of several.
        for standing in _relied(telling, world):
            return _reached(case, world, telling, standing)
    return None


def promptness(case: Case, world: World, found: Reached | None) -> Promptness:
    """Whether that is in time for a case, opened ``world.now``."""
    if found is None:
        return Promptness(None, in_time=False)
    seconds = (found.at - world.now).total_seconds()
    end = time_given(case, world)
    if found.told_at >= end:
        return Promptness(seconds, in_time=False)
    if found.at <= end:
        return Promptness(seconds, in_time=True)
    return Promptness(seconds, in_time=False, hours=hours_of(found.who, replace(world, now=end)))


def time_given(case: Case, world: World) -> datetime:
    """When (UTC) the time is over that the policy gives to one level of a case opened now."""
    wait = world.policy.waits[case.severity]
    start = world.now + timedelta(seconds=world.policy.grace(case.severity))
    if not wait.working_hours_only:
        return start + timedelta(seconds=wait.seconds)
    calendar = world.calendar(country_office(case.country), None)
    return add_working_time(start, wait.seconds, replace(calendar, holiday=_no_holiday))


def _relied(telling: Telling, world: World) -> list[Standing]:
    return [
        standing
        for standing in telling.told
        if standing.freshness not in DOUBTED and is_reachable((standing,), world.live)
    ]


def _reached(case: Case, world: World, telling: Telling, who: Standing) -> Reached:
    at = telling.at
    if world.policy.waits[case.severity].working_hours_only:
        at = add_working_time(at, 0, world.calendar(who.contact.post, who.contact.timezone))
    return Reached(at, telling.at, telling.level, who)


def _no_holiday(_day: date) -> bool:
    return False
