"""No destination gets messages faster than its platform allows, nor much slower."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.notices import Route
from routing.pacing import LIMITS, Destination, Limit, Pace, turns
from tests.builders import NOW, telling

AHEAD = timedelta(seconds=1.5)
HOUR = timedelta(hours=1)
SLACK, TEAMS = LIMITS["slack"], LIMITS["teams"]


def sent_in(
    limit: Limit, seconds: float, tick: float = 1.0, pace: Pace | None = None
) -> list[datetime]:
    """When messages go to somebody for whom more wait than can ever be sent."""
    pace = pace or Pace(NOW)
    found: list[datetime] = []
    at = NOW
    while at < NOW + timedelta(seconds=seconds):
        given, pace = turns(pace, limit, at, at + AHEAD, 1000)
        found += given
        at += timedelta(seconds=tick)
    return [each for each in found if each < NOW + timedelta(seconds=seconds)]


def gaps(found: Sequence[datetime]) -> list[float]:
    return [(after - before).total_seconds() for before, after in pairwise(found)]


def test_the_first_message_goes_at_once_and_the_next_in_its_turn() -> None:
    given, pace = turns(Pace(NOW), SLACK, NOW, NOW + AHEAD, 5)
    assert [(at - NOW).total_seconds() for at in given] == [0, 1.02]
    assert turns(pace, SLACK, NOW, NOW + AHEAD, 5) == ((), pace)


def test_after_a_pause_nothing_waits() -> None:
    _, pace = turns(Pace(NOW), SLACK, NOW, NOW + AHEAD, 1)
    later = NOW + timedelta(seconds=2)
    assert turns(pace, SLACK, later, later + AHEAD, 1)[0] == (later,)


def test_nothing_goes_before_a_pause_is_over() -> None:
    """A pause is what a provider has asked for, by 429 and Retry-After."""
    until = NOW + timedelta(seconds=30)
    assert turns(Pace(until), SLACK, NOW, NOW + AHEAD, 1) == ((), Pace(until))
    soon = until - timedelta(seconds=1)
    assert turns(Pace(until), SLACK, soon, soon + AHEAD, 1)[0] == (until,)


@pytest.mark.parametrize("tick", [0.1, 1.0])
@pytest.mark.parametrize("route", ["slack", "teams"])
def test_the_pace_is_within_five_percent_of_the_limit(route: Route, tick: float) -> None:
    limit = LIMITS[route]
    found = sent_in(limit, 120, tick)
    assert min(gaps(found)) >= limit.interval
    assert len(found) >= 0.95 * 120 / limit.interval


def test_the_hours_limit_is_kept_and_used() -> None:
    """1,800 at full speed, then none until the first of them is an hour old."""
    found = sent_in(TEAMS, 2 * 3600 + 600)
    assert found[1799] - NOW < timedelta(seconds=1800 / 7 * 1.05)
    assert found[1800] - NOW >= HOUR
    assert found[1800] - NOW < HOUR * 1.05
    assert all(after - before >= HOUR for before, after in zip(found, found[1800:], strict=False))


def test_a_message_that_changes_has_a_pace_of_its_own() -> None:
    tell, update = telling(), telling(kind="update")
    assert Destination.of(tell) != Destination.of(update)
    assert Destination.of(tell) == Destination.of(telling(kind="progress"))


@given(
    arrivals=st.lists(
        st.tuples(st.floats(min_value=0, max_value=3), st.integers(min_value=0, max_value=9)),
        max_size=60,
    ),
    limit=st.builds(Limit, st.floats(min_value=0.1, max_value=2), st.none() | st.integers(1, 40)),
)
def test_whatever_comes_when_the_limits_hold(
    arrivals: list[tuple[float, int]], limit: Limit
) -> None:
    pace, at, sent = Pace(NOW), NOW, list[datetime]()
    for pause, wanted in arrivals:
        at += timedelta(seconds=pause)
        given, pace = turns(pace, limit, at, at + AHEAD, wanted)
        assert len(given) <= wanted
        assert all(at <= turn <= at + AHEAD for turn in given)
        sent += given
    assert all(gap >= limit.interval for gap in gaps(sent))
    if limit.hourly is not None:
        assert len(sent) <= limit.hourly, "all of it takes minutes"
