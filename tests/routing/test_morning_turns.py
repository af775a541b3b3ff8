"""Who is due is asked at the first look within a morning; many are spread."""

from datetime import UTC, datetime, timedelta

import pytest

from content.calendars import working_calendar
from routing.posts import parse_post
from routing.rounds import APART, AT_ONCE, next_morning, turn

NAIROBI = working_calendar(parse_post("rts:nairobi"), "Africa/Nairobi")
# Nairobi is three hours ahead; 2027-03-02 is a Tuesday, 2027-03-06 a Saturday.
EIGHT = datetime(2027, 3, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (EIGHT - timedelta(hours=3), EIGHT),
        (EIGHT, EIGHT),
        (EIGHT + timedelta(hours=2.5), EIGHT + timedelta(hours=2.5)),
        (EIGHT + timedelta(hours=4), EIGHT + timedelta(days=1)),
        (EIGHT + timedelta(days=4, hours=1), EIGHT + timedelta(days=6)),
    ],
)
def test_the_next_morning(at: datetime, found: datetime) -> None:
    assert next_morning(at, NAIROBI) == found


def test_few_are_asked_at_once_and_many_spread() -> None:
    turns = [turn(place, EIGHT, NAIROBI) for place in range(5_000)]
    assert turns[:AT_ONCE] == [EIGHT] * AT_ONCE
    assert turns[AT_ONCE] == EIGHT + APART
    assert turns == sorted(turns)
    assert turns[-1] < EIGHT + timedelta(hours=1)


def test_whose_turn_is_after_the_morning_waits_for_the_next() -> None:
    late = EIGHT + timedelta(hours=4) - APART
    assert turn(0, late, NAIROBI) == late
    assert turn(AT_ONCE, late, NAIROBI) == EIGHT + timedelta(days=1)
