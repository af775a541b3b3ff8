"""Working time: a calendar of working days, and how waits are counted in it.

Every instant is an aware datetime; results are in UTC. A working day runs from ``opens`` to
``closes`` on the wall clock of the calendar's time zone, both ends included, so that a wait that
is used up at closing time ends then and not the next morning.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SATURDAY_SUNDAY: Final = frozenset({5, 6})

# A calendar with no working time for this long is taken to be wrong: the rest of a wait is then
# counted around the clock, so that nobody waits for ever.
MAX_IDLE_DAYS: Final = 60


def _never(_day: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When somebody works.

    ``timezone`` is an IANA name, ``weekend`` holds weekdays (Monday is 0), ``holiday`` tells
    whether a local day is a holiday.

    Raises:
        ValueError: ``closes`` isn't after ``opens``.
        ZoneInfoNotFoundError: no such time zone.
    """

    timezone: str
    weekend: frozenset[int] = SATURDAY_SUNDAY
    holiday: Callable[[date], bool] = _never
    opens: time = time(8)
    closes: time = time(17)

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise ValueError(f"a working day can't close at {self.closes} and open at {self.opens}")
        ZoneInfo(self.timezone)

    def local_day(self, at: datetime) -> date:
        """The day on the wall clock. Raises ValueError where ``at`` has no time zone."""
        if at.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def window(self, day: date) -> tuple[datetime, datetime]:
        """The working hours of a day in UTC, whether or not it is a working day."""
        zone = ZoneInfo(self.timezone)
        opens = datetime.combine(day, self.opens, tzinfo=zone)
        closes = datetime.combine(day, self.closes, tzinfo=zone)
        return opens.astimezone(UTC), closes.astimezone(UTC)


def working_day(day: date, calendar: WorkingCalendar) -> bool:
    """Neither weekend nor holiday."""
    return day.weekday() not in calendar.weekend and not calendar.holiday(day)


def is_working(at: datetime, calendar: WorkingCalendar) -> bool:
    """Whether the instant is within the hours of a working day."""
    day = calendar.local_day(at)
    if not working_day(day, calendar):
        return False
    opens, closes = calendar.window(day)
    return opens <= at <= closes


def add_working_time(start: datetime, seconds: float, calendar: WorkingCalendar) -> datetime:
    """The instant, in UTC, when ``seconds`` of working time have passed since ``start``.

    With 0 seconds: ``start`` itself within working hours, otherwise the next opening. After
    ``MAX_IDLE_DAYS`` days without working time, the rest is counted around the clock.

    Raises:
        ValueError: ``seconds`` is negative, or ``start`` has no time zone.
    """
    if seconds < 0:
        raise ValueError("working time can't be negative")
    left = timedelta(seconds=seconds)
    day = calendar.local_day(start)
    reached = start.astimezone(UTC)
    idle_days = 0
    while idle_days < MAX_IDLE_DAYS:
        opens, closes = calendar.window(day)
        begins = max(reached, opens)
        if begins <= closes and working_day(day, calendar):
            if left <= closes - begins:
                return begins + left
            left -= closes - begins
            reached = closes
            idle_days = 0
        day += timedelta(days=1)
        idle_days += 1
    return reached + left
