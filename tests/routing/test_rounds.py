"""When contacts are asked: mornings, weeks, holidays, daylight saving; and what follows silence."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.contacts import Condition, Contact, FreshnessPolicy
from routing.posts import parse_post
from routing.rounds import (
    MORNING,
    back,
    confirmed,
    first_due,
    is_away,
    next_morning,
    next_stage,
    seated,
    stewards_hour,
    turn,
)
from routing.seats import SeatState, details_of, who_is
from routing.worktime import WorkingCalendar, working_day

POLICY = FreshnessPolicy(confirm_every_days=90, stale_after_days=14)
FRIDAY_SATURDAY = frozenset({4, 5})
CALENDARS = {
    "Cairo": WorkingCalendar("Africa/Cairo", FRIDAY_SATURDAY),
    "Vienna": WorkingCalendar("Europe/Vienna"),
    "Santiago": WorkingCalendar("America/Santiago"),
    "Kiritimati": WorkingCalendar("Pacific/Kiritimati"),
    "Kathmandu": WorkingCalendar("Asia/Kathmandu"),
}
VIENNA = CALENDARS["Vienna"]
NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
MOMENTS = st.integers(1_704_067_200, 1_830_297_600).map(lambda at: datetime.fromtimestamp(at, UTC))
PLACES = st.sampled_from(sorted(CALENDARS))


def contact(verified: date | None = date(2026, 1, 1), phone: str = "") -> Contact:
    return Contact(
        parse_post("rts:vienna"),
        1,
        "Ivo Example",
        email="ivo@example.org",
        phone=phone or None,
        verified_on=verified,
    )


def state(**changes: object) -> SeatState:
    begun = seated(contact(), None, NOW, VIENNA, POLICY)
    return replace(begun, **changes)  # type: ignore[arg-type]


@given(MOMENTS, PLACES)
def test_a_morning_is_one_of_a_working_day_there(at: datetime, place: str) -> None:
    calendar = CALENDARS[place]
    found = next_morning(at, calendar)
    there = found.astimezone(ZoneInfo(calendar.timezone))
    assert found >= at
    assert time(8) <= there.time() < time(12)
    assert working_day(there.date(), calendar)
    assert found - at < timedelta(days=5)
    assert next_morning(found, calendar) == found, "in a morning it is done at once"


@pytest.mark.parametrize(
    ("place", "day", "utc"),
    [
        ("Cairo", date(2026, 4, 23), 6),  # the last Thursday of winter time
        ("Cairo", date(2026, 4, 26), 5),  # Sunday, the first working day of summer time
        ("Cairo", date(2026, 10, 29), 5),
        ("Cairo", date(2026, 11, 1), 6),
        ("Vienna", date(2026, 3, 27), 7),
        ("Vienna", date(2026, 3, 30), 6),
        ("Vienna", date(2026, 10, 26), 7),
        ("Santiago", date(2026, 4, 3), 11),
        ("Santiago", date(2026, 4, 6), 12),
        ("Santiago", date(2026, 9, 7), 11),
    ],
)
def test_mornings_around_daylight_saving(place: str, day: date, utc: int) -> None:
    calendar = CALENDARS[place]
    eight = datetime.combine(day, time(utc), tzinfo=UTC)
    assert next_morning(eight - timedelta(hours=3), calendar) == eight
    almost_over = eight + MORNING - timedelta(seconds=1)
    assert next_morning(almost_over, calendar) == almost_over
    assert next_morning(eight + MORNING, calendar) > eight + timedelta(hours=20)


def test_the_week_of_cairo() -> None:
    days = {
        next_morning(datetime(2026, 3, day, 0, tzinfo=UTC), CALENDARS["Cairo"])
        .astimezone(ZoneInfo("Africa/Cairo"))
        .strftime("%a")
        for day in range(1, 15)
    }
    assert days == {"Sun", "Mon", "Tue", "Wed", "Thu"}


@given(st.integers(0, 30_000), MOMENTS, PLACES)
def test_many_who_are_due_together_are_spread_over_mornings(
    place: int, now: datetime, where: str
) -> None:
    calendar = CALENDARS[where]
    at = turn(place, now, calendar)
    assert at >= now
    assert at == next_morning(at, calendar)
    assert turn(0, at, calendar) == at, "and then it is done"


def test_a_place_that_never_works_is_asked_all_the_same() -> None:
    closed = WorkingCalendar("UTC", holiday=lambda _: True)
    assert next_morning(NOW, closed) < NOW + timedelta(days=70)


def test_a_confirmed_entry_is_due_after_the_policys_days() -> None:
    due = first_due(contact(date(2026, 1, 1)), NOW, VIENNA, POLICY)
    assert due.astimezone(ZoneInfo("Europe/Vienna")).date() == date(2026, 4, 1)


def test_an_entry_that_was_never_confirmed_is_due_in_the_next_morning() -> None:
    due = first_due(contact(None), NOW, VIENNA, POLICY)
    assert due.date() in (NOW.date(), NOW.date() + timedelta(days=1))


def test_asked_reminded_and_the_stewards_told_then_the_next_round() -> None:
    asked = next_stage(state(), NOW, VIENNA, POLICY)
    assert (asked.stage, asked.round, asked.unanswered_since) == ("asked", 1, NOW)
    reminded = next_stage(asked, asked.due_at, VIENNA, POLICY)
    assert reminded.stage == "reminded"
    assert timedelta(days=4) < asked.due_at - NOW < timedelta(days=8)
    told = next_stage(reminded, reminded.due_at, VIENNA, POLICY)
    assert told.stage == "escalated"
    assert told.due_at >= NOW + timedelta(days=90)
    again = next_stage(told, told.due_at, VIENNA, POLICY)
    assert (again.stage, again.round) == ("asked", 2)
    assert again.unanswered_since == NOW, "the first question without an answer"


def test_a_confirmation_settles_everything() -> None:
    asked = next_stage(state(flags=("x",)), NOW, VIENNA, POLICY)
    doubtful = replace(asked.doubted("bounced", NOW), away_until=date(2026, 4, 1))
    today = replace(contact(), verified_on=NOW.date())
    settled = confirmed(doubtful, today, NOW, VIENNA, POLICY)
    assert settled.condition == Condition(settled.who)
    assert settled.stage == "waiting"
    assert settled.flags == ()
    assert settled.due_at > NOW + timedelta(days=89)


class TestImports:
    def test_somebody_else_begins_anew(self) -> None:
        before = next_stage(state(), NOW, VIENNA, POLICY).doubted("flagged", NOW)
        other = replace(contact(), name="Zoe Example", email="zoe@example.org")
        after = seated(other, before, NOW, VIENNA, POLICY)
        assert (after.stage, after.doubt, after.round) == ("waiting", None, 0)

    def test_the_same_entry_keeps_its_state(self) -> None:
        before = next_stage(state(), NOW, VIENNA, POLICY)
        assert seated(contact(), before, NOW, VIENNA, POLICY) == before

    def test_other_details_are_asked_about_in_the_next_morning(self) -> None:
        before = state()
        after = seated(contact(phone="+43 1 234"), before, NOW, VIENNA, POLICY)
        assert after.due_at < NOW + timedelta(days=2)
        assert after.details == details_of(contact(phone="+43 1 234"))

    def test_a_later_confirmation_in_the_file_counts(self) -> None:
        before = next_stage(state(), NOW, VIENNA, POLICY)
        after = seated(contact(NOW.date()), before, NOW, VIENNA, POLICY)
        assert after.stage == "waiting"
        assert after.due_at > NOW + timedelta(days=89)


def test_two_different_people_mark_an_entry() -> None:
    once = state().flagged("a", NOW)
    assert once.flagged("a", NOW).doubt is None
    assert once.flagged("b", NOW).doubt == "flagged"


def test_away_until_the_end_of_that_day_there() -> None:
    away = state(away_until=date(2026, 3, 4))
    assert is_away(away, datetime(2026, 3, 4, 22, 59, tzinfo=UTC), VIENNA)
    assert not is_away(away, datetime(2026, 3, 4, 23, 1, tzinfo=UTC), VIENNA)
    assert back(away, VIENNA).astimezone(ZoneInfo("Europe/Vienna")).date() == date(2026, 3, 5)
    with pytest.raises(ValueError, match="isn't away"):
        back(state(), VIENNA)


@given(MOMENTS)
def test_stewards_hear_at_one_hour_a_day(at: datetime) -> None:
    hour = stewards_hour(at, VIENNA)
    assert hour >= at
    assert (hour.hour, hour.minute, hour.second) == (12, 0, 0)
    assert working_day(hour.date(), VIENNA)


@pytest.mark.parametrize(
    ("condition", "verified", "says"),
    [
        (None, None, "unconfirmed"),
        (Condition("x", unanswered_since=NOW - timedelta(days=14)), None, "unconfirmed"),
        (Condition("x", unanswered_since=NOW - timedelta(days=15)), None, "stale"),
        (Condition("x", unanswered_since=NOW - timedelta(days=15)), NOW.date(), "fresh"),
        (Condition("x", away_until=NOW.date()), NOW.date(), "away"),
        (Condition("x", away_until=NOW.date() - timedelta(days=1)), NOW.date(), "fresh"),
        (Condition("x", away_until=NOW.date(), doubt="notme"), NOW.date(), "doubtful"),
    ],
)
def test_freshness_knows_the_condition(
    condition: Condition | None, verified: date | None, says: str
) -> None:
    assert POLICY.freshness(contact(verified), NOW.date(), condition) == says


def test_people_are_told_apart_by_mail_then_by_account_then_by_name() -> None:
    one = contact()
    assert who_is(one) == who_is(replace(one, name="I. Example", email="IVO@example.org"))
    assert who_is(one) != who_is(replace(one, email="other@example.org"))
    without = replace(one, email=None, slack="U1")
    assert who_is(without) == who_is(replace(without, name="Other"))
