"""Moments and spans as people read them."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.times import moment, precise, span

AT = datetime(2026, 3, 1, 21, 5, 9, 999_999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (None, "2026-03-01 21:05 UTC"),
        ("Africa/Nairobi", "2026-03-02 00:05 (UTC+03:00)"),
        ("Asia/Kathmandu", "2026-03-02 02:50 (UTC+05:45)"),
        ("America/Lima", "2026-03-01 16:05 (UTC-05:00)"),
        ("America/St_Johns", "2026-03-01 17:35 (UTC-03:30)"),
        ("UTC", "2026-03-01 21:05 (UTC+00:00)"),
    ],
)
def test_a_moment_in_the_readers_time(zone: str | None, text: str) -> None:
    assert moment(AT, zone) == text


def test_summer_time_shows_in_the_offset() -> None:
    assert moment(AT, "Africa/Cairo").endswith("(UTC+02:00)")
    assert moment(AT + timedelta(days=90), "Africa/Cairo").endswith("(UTC+03:00)")


def test_any_offset_is_told_in_utc() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=-9)))
    assert moment(elsewhere) == moment(AT)
    assert precise(elsewhere) == precise(AT) == "2026-03-01 21:05:09"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (0.6, "1 s"),
        (20, "20 s"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (3599.6, "1 h"),
        (9000, "2 h 30 min"),
        (3601, "1 h 1 s"),
        (86_400, "1 d"),
        (90_061, "1 d 1 h"),
    ],
)
def test_spans_in_their_two_largest_units(seconds: float, text: str) -> None:
    assert span(seconds) == text


@given(st.floats(min_value=0, max_value=1e9))
def test_a_span_is_never_wrong_by_its_smallest_unit(seconds: float) -> None:
    sizes = {"d": 86_400, "h": 3600, "min": 60, "s": 1}
    text = span(seconds)
    told = sum(int(n) * sizes[unit] for n, unit in re.findall(r"(\d+) (d|h|min|s)\b", text))
    smallest = min(sizes[unit] for unit in re.findall(r"[a-z]+", text))
    assert 0 <= round(seconds) - told < smallest
