"""When an attempt is repeated, and when a way is given up."""

import math
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.notices import Later, NoticeKind, Posted, Refused, Sent, Unknown
from routing.retry import HELD_UP, asked_pause, given_up, next_attempt, pause
from tests.builders import NOW, telling

JITTER = st.floats(min_value=0, max_value=1)


def posted(attempts: int, kind: NoticeKind = "tell") -> Posted:
    return Posted(1, telling(kind=kind), attempts=attempts)


def seconds_until(at: datetime | None) -> float:
    assert at is not None
    return (at - NOW).total_seconds()


@given(JITTER)
def test_the_first_new_attempt_comes_within_ten_seconds(jitter: float) -> None:
    assert 1.5 <= seconds_until(next_attempt(posted(1), Later("503"), NOW, jitter)) <= 10


@given(st.integers(min_value=1, max_value=10_000), JITTER)
def test_pauses_double_up_to_a_minute_with_a_quarter_at_random(
    attempts: int, jitter: float
) -> None:
    middle = pause(attempts, 0.5)
    assert middle == min(2.0**attempts if attempts < 10 else 60, 60)
    assert 0.75 * middle <= pause(attempts, jitter) <= 1.25 * middle


@pytest.mark.parametrize("outcome", [Later("503"), Unknown("timeout")])
@pytest.mark.parametrize(("kind", "most"), [("tell", 6), ("remind", 6), ("progress", 30)])
def test_a_way_is_given_up_after_its_attempts(
    outcome: Later | Unknown, kind: NoticeKind, most: int
) -> None:
    assert next_attempt(posted(most - 1, kind), outcome, NOW, 0.5) is not None
    assert next_attempt(posted(most, kind), outcome, NOW, 0.5) is None


def test_a_telling_gives_the_next_channel_its_chance_after_about_a_minute() -> None:
    spent = sum(pause(attempts, 0.5) for attempts in range(1, 6))
    assert 45 <= spent <= 90


@pytest.mark.parametrize(
    ("kind", "asked", "waited"),
    [
        ("tell", 30, 30),
        ("tell", 0, 0),
        ("tell", -5, 0),
        ("tell", 60, 60),
        ("progress", 600, 600),
        ("progress", 86_400, 86_400),
        ("progress", math.inf, 86_400),
        ("progress", math.nan, 0),
    ],
)
def test_the_provider_says_when_to_come_back_within_reason(
    kind: NoticeKind, asked: float, waited: float
) -> None:
    again = next_attempt(posted(1, kind), Later("429", retry_after=asked), NOW, 0.5)
    assert again == NOW + timedelta(seconds=waited)


@pytest.mark.parametrize("kind", ["tell", "remind"])
def test_a_telling_does_not_wait_for_a_long_pause_but_goes_another_way(kind: NoticeKind) -> None:
    assert next_attempt(posted(1, kind), Later("429", retry_after=61), NOW, 0.5) is None


@given(st.integers(min_value=1, max_value=1000))
def test_a_process_that_came_too_late_gives_nothing_up(attempts: int) -> None:
    assert next_attempt(posted(attempts), HELD_UP, NOW, 0.5) == NOW


@pytest.mark.parametrize("outcome", [Unknown("timeout"), Later("503"), Sent("1"), Refused("no")])
def test_only_the_provider_asks_for_a_pause(outcome: Later | Unknown | Sent | Refused) -> None:
    assert asked_pause(outcome) is None
    assert asked_pause(Later("429", retry_after=7)) == timedelta(seconds=7)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Later("429"), "gave up: 429"),
        (Unknown("timeout"), "gave up: timeout"),
        (Sent("1"), "gave up: unknown"),
    ],
)
def test_giving_up_keeps_the_reason(outcome: Later | Unknown | Sent, code: str) -> None:
    assert given_up(outcome) == Refused(code)
