"""Working calendars of posts: week, holidays and time zone of the place where they sit.

National holidays are a default: an office's own list may differ. They come from the ``holidays``
package, which is imported on the first question about a holiday or an unlisted weekend.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from content.files import DATA, Iso2, Iso3, Row, Text, read_csv, unique
from content.offices import PostName, ZoneName
from content.validation import Faults, InvalidContent
from routing.posts import DOE, Post, division_of, kind_of, place_of
from routing.structure import Confidence
from routing.worktime import SATURDAY_SUNDAY, WorkingCalendar

CALENDARS_FILE: Final = "calendars.csv"
WEEKENDS_FILE: Final = "weekends.csv"
TIMEZONES_FILE: Final = "timezones.csv"

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEARS_KEPT: Final = 1024


def _weekdays(text: Any) -> frozenset[int]:
    names = str(text).split()
    unknown = [name for name in names if name not in _WEEKDAYS]
    if unknown or not names:
        raise ValueError(f"weekdays are {' '.join(_WEEKDAYS)}, not {text!r}")
    if len(set(names)) == len(_WEEKDAYS):
        raise ValueError("a week needs a working day")
    return frozenset(_WEEKDAYS.index(name) for name in names)


_Weekend = Annotated[frozenset[int], BeforeValidator(_weekdays)]


class _CalendarRow(Row):
    post: PostName
    iso2: Iso2
    subdivision: Text | None = None
    weekend: _Weekend
    timezone: ZoneName


class _WeekendRow(Row):
    iso3: Iso3
    weekend: _Weekend
    confidence: Confidence
    source: Text


class _TimezoneRow(Row):
    iso3: Iso3
    iso2: Iso2
    timezone: ZoneName


@dataclass(frozen=True, slots=True)
class Place:
    """A place of work: ISO 3166-1 alpha-2 country, its subdivision, weekend and time zone.

    ``weekend`` holds weekdays (Monday is 0); None takes the country's from the package.
    """

    iso2: str
    subdivision: str | None
    weekend: frozenset[int] | None
    timezone: str

    def calendar(self, timezone: str | None) -> WorkingCalendar:
        weekend = _national_weekend(self.iso2) if self.weekend is None else self.weekend
        return WorkingCalendar(
            timezone=timezone or self.timezone,
            weekend=weekend,
            holiday=_holiday_test(self.iso2, self.subdivision),
        )


@dataclass(frozen=True, slots=True)
class Calendars:
    """Where each office is, and each country; ``doe``'s place stands in for any other post."""

    offices: Mapping[Post, Place]
    countries: Mapping[str, Place]

    def working_calendar(self, post: Post, timezone: str | None = None) -> WorkingCalendar:
        """The calendar of whoever fills ``post``; ``timezone`` overrides the place's own.

        A Country Office keeps its country's calendar, a unit its division's, and a post without
        a place that is known the Headquarters'.

        Raises:
            ZoneInfoNotFoundError: no such time zone.
        """
        return self._place(post).calendar(timezone)

    def _place(self, post: Post) -> Place:
        if kind_of(post) == "co":
            found = self.countries.get(place_of(post) or "")
        else:
            found = self.offices.get(division_of(post) or post)
        return found or self.offices[DOE]


def load_calendars(*, root: Path | None = None) -> Calendars:
    """Places of offices and countries from the three CSV files in ``root``.

    Raises:
        InvalidContent: a file is missing or wrong, or Headquarters' calendar isn't there.
    """
    root = root or DATA
    faults = Faults()
    offices = read_csv(root / CALENDARS_FILE, _CalendarRow, faults)
    weekends = read_csv(root / WEEKENDS_FILE, _WeekendRow, faults)
    countries = read_csv(root / TIMEZONES_FILE, _TimezoneRow, faults)
    unique(((place, row.post) for place, row in offices), faults)
    for rows in (weekends, countries):
        unique(((place, row.iso3) for place, row in rows), faults)
    known = {row.iso3 for _, row in countries}
    for place, weekend in weekends:
        if weekend.iso3 not in known:
            faults.add(f"{place}: iso3", f"not a country of {TIMEZONES_FILE}: {weekend.iso3}")
    if all(row.post != DOE for _, row in offices):
        faults.add(CALENDARS_FILE, f"the calendar of {DOE!r} is missing")
    if faults.found:
        raise InvalidContent(faults.found)
    listed = {row.iso3: row.weekend for _, row in weekends}
    return Calendars(
        offices={
            row.post: Place(row.iso2, row.subdivision, row.weekend, row.timezone)
            for _, row in offices
        },
        countries={
            row.iso3: Place(row.iso2, None, listed.get(row.iso3), row.timezone)
            for _, row in countries
        },
    )


def working_calendar(post: Post, timezone: str | None = None) -> WorkingCalendar:
    """The built-in calendar of a post, as ``Calendars.working_calendar`` gives it."""
    return _built_in().working_calendar(post, timezone)


@cache
def _built_in() -> Calendars:
    return load_calendars()


@cache
def _national_weekend(iso2: str) -> frozenset[int]:
    """The weekend that the package has for a country; Saturday and Sunday if it has none."""
    import holidays

    try:
        return frozenset(holidays.country_holidays(iso2).weekend)
    except NotImplementedError:
        return SATURDAY_SUNDAY


@cache
def _holiday_test(iso2: str, subdivision: str | None) -> Callable[[date], bool]:
    return partial(_is_holiday, iso2, subdivision)


def _is_holiday(iso2: str, subdivision: str | None, day: date) -> bool:
    return day in _holidays(iso2, subdivision, day.year)


@lru_cache(maxsize=_YEARS_KEPT)
def _holidays(iso2: str, subdivision: str | None, year: int) -> frozenset[date]:
    """A country's public holidays in a year; none where the package doesn't know the country."""
    import holidays

    try:
        return frozenset(holidays.country_holidays(iso2, subdiv=subdivision, years=year))
    except NotImplementedError:
        return frozenset()
