"""Working time: weekends, holidays and clocks that change, by hand and by property."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.worktime import (
    MAX_IDLE_DAYS,
    WorkingCalendar,
    add_working_time,
    is_working,
    working_day,
)

HOUR = 3600
DAY = 9 * HOUR
FRIDAY_SATURDAY = frozenset({4, 5})


def on(*days: date) -> Callable[[date], bool]:
    return lambda day: day in days


def local(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def reached(calendar: WorkingCalendar, start: str, hours: float) -> str:
    """Where a wait ends on the calendar's own wall clock."""
    at = add_working_time(local(calendar.timezone, start), hours * HOUR, calendar)
    assert at.tzinfo is UTC
    return at.astimezone(ZoneInfo(calendar.timezone)).strftime("%Y-%m-%d %H:%M")


VIENNA = WorkingCalendar("Europe/Vienna")
CAIRO = WorkingCalendar("Africa/Cairo", weekend=FRIDAY_SATURDAY)
KATHMANDU = WorkingCalendar("Asia/Kathmandu")
CASABLANCA = WorkingCalendar("Africa/Casablanca")
SANTIAGO = WorkingCalendar("America/Santiago")
# Easter of 2026: Good Friday and Easter Monday.
EASTER = WorkingCalendar("Europe/Vienna", holiday=on(date(2026, 4, 3), date(2026, 4, 6)))


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "expected"),
    [
        pytest.param(VIENNA, "2026-03-04T10:00", 4, "2026-03-04 14:00", id="within a day"),
        pytest.param(VIENNA, "2026-03-04T13:00", 4, "2026-03-04 17:00", id="to closing time"),
        pytest.param(VIENNA, "2026-03-04T15:00", 4, "2026-03-05 10:00", id="over night"),
        pytest.param(VIENNA, "2026-03-04T06:30", 1, "2026-03-04 09:00", id="before opening"),
        pytest.param(VIENNA, "2026-03-04T20:00", 1, "2026-03-05 09:00", id="after closing"),
        pytest.param(VIENNA, "2026-03-06T16:00", 4, "2026-03-09 11:00", id="over the weekend"),
        pytest.param(VIENNA, "2026-03-07T12:00", 0, "2026-03-09 08:00", id="nothing on Saturday"),
        pytest.param(VIENNA, "2026-03-04T12:00", 0, "2026-03-04 12:00", id="nothing at work"),
        pytest.param(VIENNA, "2026-03-02T08:00", 45, "2026-03-06 17:00", id="a whole week"),
        pytest.param(VIENNA, "2026-03-27T16:00", 4, "2026-03-30 11:00", id="Vienna into summer"),
        pytest.param(VIENNA, "2026-10-23T16:00", 4, "2026-10-26 11:00", id="Vienna into winter"),
        pytest.param(EASTER, "2026-04-02T16:00", 4, "2026-04-07 11:00", id="over Easter"),
        pytest.param(
            CAIRO, "2026-03-05T16:00", 4, "2026-03-08 11:00", id="Friday and Saturday off"
        ),
        pytest.param(CAIRO, "2026-04-23T16:00", 4, "2026-04-26 11:00", id="Cairo into summer"),
        pytest.param(CAIRO, "2026-10-29T16:00", 4, "2026-11-01 11:00", id="Cairo into winter"),
        pytest.param(KATHMANDU, "2026-03-04T16:15", 1, "2026-03-05 08:15", id="45 minutes"),
        pytest.param(CASABLANCA, "2026-02-13T16:00", 4, "2026-02-16 11:00", id="Ramadan begins"),
        pytest.param(CASABLANCA, "2026-03-20T16:00", 4, "2026-03-23 11:00", id="Ramadan ends"),
        pytest.param(
            SANTIAGO, "2026-04-03T16:00", 4, "2026-04-06 11:00", id="Santiago into winter"
        ),
        pytest.param(
            SANTIAGO, "2026-09-04T16:00", 4, "2026-09-07 11:00", id="Santiago into summer"
        ),
    ],
)
def test_waits_by_hand(calendar: WorkingCalendar, start: str, hours: float, expected: str) -> None:
    assert reached(calendar, start, hours) == expected


def test_the_clocks_really_change_in_those_weekends() -> None:
    for zone, before, after in [
        ("Europe/Vienna", "2026-03-27T12:00", "2026-03-30T12:00"),
        ("Africa/Cairo", "2026-04-23T12:00", "2026-04-26T12:00"),
        ("Africa/Casablanca", "2026-02-13T12:00", "2026-02-16T12:00"),
        ("America/Santiago", "2026-04-03T12:00", "2026-04-06T12:00"),
    ]:
        assert local(zone, before).utcoffset() != local(zone, after).utcoffset(), zone


def test_a_clock_that_changes_during_work_adds_or_takes_its_hour() -> None:
    nights = WorkingCalendar(
        "Europe/Vienna", weekend=frozenset(), opens=time(0, 30), closes=time(6, 30)
    )
    assert reached(nights, "2026-03-29T00:30", 5) == "2026-03-29 06:30"
    assert reached(nights, "2026-10-25T00:30", 7) == "2026-10-25 06:30"


def test_kathmandu_in_utc() -> None:
    start = datetime(2026, 3, 4, 2, 15, tzinfo=UTC)
    assert is_working(start, KATHMANDU)
    assert not is_working(start - timedelta(seconds=1), KATHMANDU)
    assert add_working_time(start, DAY, KATHMANDU) == start + timedelta(hours=9)


def test_hours_weekends_and_holidays() -> None:
    assert is_working(local("Europe/Vienna", "2026-03-04T08:00"), VIENNA)
    assert is_working(local("Europe/Vienna", "2026-03-04T17:00"), VIENNA)
    assert not is_working(local("Europe/Vienna", "2026-03-04T17:00:01"), VIENNA)
    assert not is_working(local("Europe/Vienna", "2026-03-07T12:00"), VIENNA)
    assert not is_working(local("Europe/Vienna", "2026-04-06T12:00"), EASTER)
    assert working_day(date(2026, 3, 8), CAIRO)
    assert not working_day(date(2026, 3, 6), CAIRO)
    assert not working_day(date(2026, 4, 3), EASTER)


def test_an_instant_in_another_zone_is_the_same_instant() -> None:
    start = local("Asia/Kathmandu", "2026-03-06T20:45")
    assert add_working_time(start, HOUR, VIENNA) == add_working_time(
        start.astimezone(UTC), HOUR, VIENNA
    )


def test_without_working_days_the_wait_ends_around_the_clock() -> None:
    never = WorkingCalendar("UTC", holiday=lambda _day: True)
    start = datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert add_working_time(start, 4 * HOUR, never) == start + timedelta(hours=4)


def test_work_that_resumes_within_the_bound_is_waited_for() -> None:
    def away(days: int) -> WorkingCalendar:
        resumes = date(2026, 3, 2) + timedelta(days=days)
        return WorkingCalendar("UTC", weekend=frozenset(), holiday=lambda day: day < resumes)

    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    opening = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=MAX_IDLE_DAYS - 1)
    assert add_working_time(start, HOUR, away(MAX_IDLE_DAYS - 1)) == opening
    assert add_working_time(start, HOUR, away(MAX_IDLE_DAYS)) == start + timedelta(hours=1)


def test_a_wait_that_began_ends_around_the_clock_where_work_stops_for_good() -> None:
    stops = WorkingCalendar("UTC", weekend=frozenset(), holiday=lambda day: day > date(2026, 3, 2))
    start = datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert add_working_time(start, 3 * HOUR, stops) == datetime(2026, 3, 2, 19, tzinfo=UTC)


def test_what_makes_no_sense_is_refused() -> None:
    start = datetime(2026, 3, 4, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="negative"):
        add_working_time(start, -1, VIENNA)
    with pytest.raises(ValueError, match="time zone"):
        add_working_time(start.replace(tzinfo=None), 1, VIENNA)
    with pytest.raises(ValueError, match="can't close"):
        WorkingCalendar("UTC", opens=time(9), closes=time(9))
    with pytest.raises(ZoneInfoNotFoundError):
        WorkingCalendar("Europe/Atlantis")


ZONES = (
    *("UTC", "Europe/Vienna", "Africa/Cairo", "Africa/Casablanca", "Asia/Kathmandu"),
    *("America/Santiago", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns"),
)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Any zone, up to five days of weekend, hours from one to all but one, some holidays."""
    opens = draw(st.integers(0, 22))
    closes = draw(st.integers(opens + 1, 23))
    off = draw(st.integers(0, 12))
    return WorkingCalendar(
        timezone=draw(st.sampled_from(ZONES)),
        weekend=draw(st.frozensets(st.integers(0, 6), max_size=5)),
        holiday=lambda day: day.day <= off,
        opens=time(opens),
        closes=time(closes),
    )


instants = st.datetimes(datetime(2023, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
waits = st.integers(0, 60 * HOUR)


@settings(deadline=None)
@given(calendars(), instants, waits)
def test_a_wait_ends_within_working_hours_and_not_before_it_began(
    calendar: WorkingCalendar, start: datetime, seconds: int
) -> None:
    end = add_working_time(start, seconds, calendar)
    assert is_working(end, calendar)
    assert end >= start + timedelta(seconds=seconds)


@settings(deadline=None)
@given(calendars(), instants, waits, waits)
def test_two_waits_are_as_long_as_their_sum(
    calendar: WorkingCalendar, start: datetime, first: int, second: int
) -> None:
    in_two = add_working_time(add_working_time(start, first, calendar), second, calendar)
    assert in_two == add_working_time(start, first + second, calendar)


@settings(deadline=None)
@given(calendars(), instants, st.timedeltas(timedelta(0), timedelta(days=9)), waits, waits)
def test_later_starts_and_longer_waits_end_no_earlier(
    calendar: WorkingCalendar, start: datetime, delay: timedelta, seconds: int, more: int
) -> None:
    end = add_working_time(start, seconds, calendar)
    assert add_working_time(start + delay, seconds, calendar) >= end
    assert add_working_time(start, seconds + more, calendar) >= end


@settings(deadline=None)
@given(calendars(), instants)
def test_no_wait_stays_within_working_hours(calendar: WorkingCalendar, start: datetime) -> None:
    end = add_working_time(start, 0, calendar)
    assert (end == start) == is_working(start, calendar)
