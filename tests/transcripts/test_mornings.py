"""Contacts are asked in the morning where they are, also when clocks change and weeks differ."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.stage import Stage
from tests.transcripts.cast import directory

PLACES = {
    "Cairo": ("rts:cairo", "Africa/Cairo"),
    "Vienna": ("rts:vienna", "Europe/Vienna"),
    "Santiago": ("co:CHL", "America/Santiago"),
}
ROUND = timedelta(days=90)
Days = Mapping[str, tuple[str, int]]


async def due_on(stage: Stage, place: str, days: Days) -> None:
    """Somebody is due on each of the days; everybody else was asked long ago."""
    post, zone = PLACES[place]
    lines = {}
    for rank, day in enumerate(days, 1):
        verified = date.fromisoformat(day) - ROUND
        lines[day] = f"{post},{rank},Due {day},due-{day}@example.org,,,,en,{zone},{verified}"
    nobody = ("amina", "joseph", "fatou", "omar", "lucia", "noor", "director")
    await stage.import_contacts(directory(*nobody, **lines))


async def asked_as(stage: Stage, place: str, days: Days) -> None:
    """Each was asked first at eight there, on the day and at the hour of UTC that ``days`` has."""
    zone = ZoneInfo(PLACES[place][1])
    first: dict[str, datetime] = {}
    for address, at in stage.rows.written("confirm"):
        first.setdefault(address, at)
    found = {
        address: (at.astimezone(zone).date().isoformat(), at.hour, at.astimezone(zone).time())
        for address, at in first.items()
    }
    assert found == {
        f"due-{due}@example.org": (day, utc, time(8)) for due, (day, utc) in days.items()
    }


@pytest.mark.parametrize(
    ("place", "days"),
    [
        # In Cairo the clock goes forward on Friday, April 24th.
        (
            "Cairo",
            {
                "2026-04-22": ("2026-04-22", 6),
                "2026-04-23": ("2026-04-23", 6),
                "2026-04-24": ("2026-04-26", 5),
                "2026-04-25": ("2026-04-26", 5),
                "2026-04-27": ("2026-04-27", 5),
            },
        ),
        # And back in the night to Friday, October 30th.
        (
            "Cairo",
            {
                "2026-10-29": ("2026-10-29", 5),
                "2026-10-30": ("2026-11-01", 6),
                "2026-10-31": ("2026-11-01", 6),
                "2026-11-02": ("2026-11-02", 6),
            },
        ),
        (
            "Vienna",
            {
                "2026-03-27": ("2026-03-27", 7),
                "2026-03-28": ("2026-03-30", 6),
                "2026-03-29": ("2026-03-30", 6),
                "2026-03-31": ("2026-03-31", 6),
            },
        ),
        # Monday after the clock goes back is Austria's national day.
        (
            "Vienna",
            {
                "2026-10-23": ("2026-10-23", 6),
                "2026-10-24": ("2026-10-27", 7),
                "2026-10-25": ("2026-10-27", 7),
                "2026-10-26": ("2026-10-27", 7),
            },
        ),
        # Good Friday is two days before the clock goes back in Chile.
        (
            "Santiago",
            {
                "2026-04-02": ("2026-04-02", 11),
                "2026-04-03": ("2026-04-06", 12),
                "2026-04-05": ("2026-04-06", 12),
                "2026-04-07": ("2026-04-07", 12),
            },
        ),
        (
            "Santiago",
            {
                "2026-09-04": ("2026-09-04", 12),
                "2026-09-05": ("2026-09-07", 11),
                "2026-09-06": ("2026-09-07", 11),
                "2026-09-08": ("2026-09-08", 11),
            },
        ),
    ],
)
async def test_eight_in_the_morning_on_both_sides_of_a_change_of_clocks(
    stage: Stage, place: str, days: Days
) -> None:
    stage.clock.at = datetime.combine(date.fromisoformat(min(days)), time(), tzinfo=UTC)
    stage.clock.at -= timedelta(days=3)
    await due_on(stage, place, days)
    await stage.pass_time(days=9)
    await asked_as(stage, place, days)


async def test_the_week_of_cairo(stage: Stage) -> None:
    """It works from Sunday to Thursday: who is due on Friday or Saturday is asked on Sunday."""
    days = {
        "2026-03-08": ("2026-03-08", 6),
        "2026-03-09": ("2026-03-09", 6),
        "2026-03-10": ("2026-03-10", 6),
        "2026-03-11": ("2026-03-11", 6),
        "2026-03-12": ("2026-03-12", 6),
        "2026-03-13": ("2026-03-15", 6),
        "2026-03-14": ("2026-03-15", 6),
    }
    await due_on(stage, "Cairo", days)
    await stage.pass_time(days=14)
    await asked_as(stage, "Cairo", days)
