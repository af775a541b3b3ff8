"""Working calendars: where each post works, its weekend, its holidays, and its clock."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest

from content.calendars import load_calendars, working_calendar
from content.structure import load_structure
from content.validation import Fault, faults_of
from routing.posts import Post, country_office, division_of, kind_of
from routing.worktime import SATURDAY_SUNDAY, add_working_time, working_day
from tests.content.data_folder import DataFolder

FRIDAY_SATURDAY = frozenset({4, 5})


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder.copied_to(tmp_path)


@pytest.mark.parametrize(
    ("post", "weekend", "timezone"),
    [
        ("rts:nairobi", SATURDAY_SUNDAY, "Africa/Nairobi"),
        ("rts:cairo", FRIDAY_SATURDAY, "Africa/Cairo"),
        ("rts:panama", SATURDAY_SUNDAY, "America/Panama"),
        ("coord:astana", SATURDAY_SUNDAY, "Asia/Almaty"),
        ("coord:bangkok", SATURDAY_SUNDAY, "Asia/Bangkok"),
        ("slo:new-york", SATURDAY_SUNDAY, "America/New_York"),
        ("ac:panama-city", SATURDAY_SUNDAY, "America/Panama"),
        ("rmo:tokyo", SATURDAY_SUNDAY, "Asia/Tokyo"),
        ("prd", SATURDAY_SUNDAY, "Europe/Zurich"),
        ("prd:wash", SATURDAY_SUNDAY, "Europe/Zurich"),
        ("rmm", SATURDAY_SUNDAY, "Europe/Zurich"),
        ("doe", SATURDAY_SUNDAY, "Europe/Zurich"),
        ("co:KEN", SATURDAY_SUNDAY, "Africa/Nairobi"),
        ("co:EGY", FRIDAY_SATURDAY, "Africa/Cairo"),
        ("co:BGD", FRIDAY_SATURDAY, "Asia/Dhaka"),
        ("co:LBY", FRIDAY_SATURDAY, "Africa/Tripoli"),
        ("co:PSE", FRIDAY_SATURDAY, "Asia/Hebron"),
        ("co:SOM", FRIDAY_SATURDAY, "Africa/Mogadishu"),
        ("co:MRT", SATURDAY_SUNDAY, "Africa/Nouakchott"),
        ("co:COD", SATURDAY_SUNDAY, "Africa/Kinshasa"),
        ("co:NPL", SATURDAY_SUNDAY, "Asia/Kathmandu"),
        ("co:UKR", SATURDAY_SUNDAY, "Europe/Kyiv"),
        ("co:XKX", SATURDAY_SUNDAY, "Europe/Belgrade"),
    ],
)
def test_week_and_clock_of_a_post(post: str, weekend: frozenset[int], timezone: str) -> None:
    calendar = working_calendar(Post(post))
    assert calendar.weekend == weekend
    assert calendar.timezone == timezone


@pytest.mark.parametrize(
    ("post", "day"),
    [
        ("co:KEN", date(2026, 12, 12)),
        ("rts:cairo", date(2026, 7, 23)),
        ("rts:pretoria", date(2026, 9, 24)),
        ("co:ETH", date(2026, 1, 7)),
        ("prd:wash", date(2026, 9, 10)),
        ("doe", date(2026, 12, 31)),
        ("rmo:washington", date(2026, 4, 16)),
        ("slo:new-york", date(2026, 2, 12)),
    ],
)
def test_holidays_of_the_country_or_canton(post: str, day: date) -> None:
    """Jamhuri Day, Revolution Day, Heritage Day, Genna, Geneva's fast and Restoration,
    Emancipation Day in Washington, Lincoln's birthday in New York.
    """
    assert not working_day(day, working_calendar(Post(post)))


def test_a_canton_s_holiday_is_not_the_nation_s() -> None:
    assert working_calendar(country_office("CHE")).holiday(date(2026, 9, 10)) is False
    assert working_calendar(Post("doe")).holiday(date(2026, 9, 10)) is True


def test_a_contact_s_time_zone_changes_the_clock_and_nothing_else() -> None:
    own = working_calendar(Post("rts:cairo"))
    remote = working_calendar(Post("rts:cairo"), "Europe/Rome")
    assert remote.timezone == "Europe/Rome"
    assert remote.weekend == own.weekend
    assert remote.holiday is own.holiday
    with pytest.raises(ZoneInfoNotFoundError):
        working_calendar(Post("rts:cairo"), "Europe/Atlantis")


def test_an_unknown_place_keeps_headquarters_calendar() -> None:
    assert working_calendar(Post("rts:lagos")).timezone == "Europe/Zurich"
    assert working_calendar(country_office("ZZZ")).timezone == "Europe/Zurich"
    assert working_calendar(Post("steward:desk")).timezone == "Europe/Zurich"


def test_a_wait_over_a_holiday_in_egypt() -> None:
    """Thursday 23 July 2026 is a holiday, Friday and Saturday the weekend: Sunday it is."""
    calendar = working_calendar(Post("rts:cairo"))
    start = datetime(2026, 7, 22, 13, tzinfo=UTC)
    assert add_working_time(start, 4 * 3600, calendar) == datetime(2026, 7, 26, 8, tzinfo=UTC)


def test_every_country_and_office_has_a_calendar_with_working_days() -> None:
    structure = load_structure()
    calendars = load_calendars()
    assert calendars.countries.keys() == structure.countries.keys()
    for iso3, country in structure.countries.items():
        assert calendars.countries[iso3].iso2 == country.iso2
    first = datetime(2026, 1, 1, tzinfo=UTC)
    for post in (*structure.offices, *map(country_office, structure.countries)):
        calendar = working_calendar(post)
        assert len(calendar.weekend) == 2, post
        waited = add_working_time(first, 9 * 3600, calendar) - first
        assert waited.days < 14, post


def test_offices_are_where_the_structure_has_them() -> None:
    structure = load_structure()
    offices = load_calendars().offices
    for post, office in structure.offices.items():
        place = offices[division_of(post) or post]
        assert place.iso2 == structure.countries[office.host].iso2
        assert place.timezone == office.timezone
    assert all(kind_of(post) != "co" for post in offices)


def test_asking_for_a_calendar_of_an_office_does_not_import_the_holidays() -> None:
    script = (
        "import sys\n"
        "from content.calendars import working_calendar\n"
        "from datetime import date\n"
        "calendar = working_calendar('rts:cairo')\n"
        "print('holidays' in sys.modules, calendar.holiday(date(2026, 7, 23)))\n"
        "print('holidays' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True", "True"]


Breakage = Callable[[DataFolder], None]


@pytest.mark.parametrize(
    ("breakage", "place", "message"),
    [
        pytest.param(
            lambda f: f.replace("calendars.csv", "EG,,fri sat", "EG,,fri sabt"),
            "calendars.csv:4: weekend",
            "Value error, weekdays are mon tue wed thu fri sat sun, not 'fri sabt'",
            id="no such weekday",
        ),
        pytest.param(
            lambda f: f.replace("calendars.csv", "EG,,fri sat", "EG,,mon tue wed thu fri sat sun"),
            "calendars.csv:4: weekend",
            "Value error, a week needs a working day",
            id="no working day",
        ),
        pytest.param(
            lambda f: f.replace("calendars.csv", "doe,CH", "ac:geneva,CH"),
            "calendars.csv",
            "the calendar of 'doe' is missing",
            id="headquarters missing",
        ),
        pytest.param(
            lambda f: f.replace("weekends.csv", "LBY,", "LBX,"),
            "weekends.csv:7: iso3",
            "not a country of timezones.csv: LBX",
            id="weekend of no country",
        ),
        pytest.param(
            lambda f: f.append("weekends.csv", "MRT,fri sat,low,again"),
            "weekends.csv:15",
            "'MRT' again; first in weekends.csv:8",
            id="country twice",
        ),
        pytest.param(
            lambda f: f.replace("timezones.csv", "Asia/Kabul", "Asia/Herat"),
            "timezones.csv:3: timezone",
            "Value error, no such time zone: 'Asia/Herat'",
            id="unknown time zone",
        ),
    ],
)
def test_a_fault_tells_its_place(
    folder: DataFolder, breakage: Breakage, place: str, message: str
) -> None:
    breakage(folder)
    assert Fault(place, message) in faults_of(lambda: load_calendars(root=folder.root))
