"""The edges of the rounds' rules: the first and the last moment, and what an entry keeps."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from routing.contacts import Contact, FreshnessPolicy
from routing.posts import parse_post
from routing.rounds import (
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
from routing.seats import (
    SeatState,
    details_of,
    shown_name,
    shown_value,
    still_as_shown,
    who_is,
)
from routing.worktime import MAX_IDLE_DAYS, WorkingCalendar

POLICY = FreshnessPolicy(confirm_every_days=90, stale_after_days=14)
VIENNA = WorkingCalendar("Europe/Vienna")
KIRITIMATI = WorkingCalendar("Pacific/Kiritimati")  # 14 hours ahead of UTC
HONOLULU = WorkingCalendar("Pacific/Honolulu")  # 10 hours behind
CLOSED = WorkingCalendar("UTC", holiday=lambda _: True)
# 08:30 on a Wednesday in Vienna.
NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
DAY = timedelta(days=1)
IVO = Contact(
    parse_post("rts:vienna"), 1, "Ivo Example", "ivo@example.org", verified_on=date(2026, 1, 1)
)


def known(contact: Contact = IVO) -> SeatState:
    return seated(contact, None, NOW, VIENNA, POLICY)


def asked() -> SeatState:
    return next_stage(known(), NOW, VIENNA, POLICY)


def eight(day: date, calendar: WorkingCalendar) -> datetime:
    """Eight o'clock of a day there."""
    return datetime.combine(day, time(8), ZoneInfo(calendar.timezone))


class TestMornings:
    def test_fifty_are_asked_at_once_and_the_next_twenty_seconds_later(self) -> None:
        assert turn(49, NOW, VIENNA) == NOW
        assert turn(50, NOW, VIENNA) == NOW + timedelta(seconds=20)
        assert turn(100, NOW, VIENNA) == NOW + timedelta(seconds=40)

    def test_a_place_that_never_works_is_asked_in_a_morning_all_the_same(self) -> None:
        found = next_morning(NOW, CLOSED)
        assert found == datetime(2026, 3, 4, 8, tzinfo=UTC) + (MAX_IDLE_DAYS + 1) * DAY

    def test_a_place_that_does_not_work_for_weeks_is_left_alone_meanwhile(self) -> None:
        feast = WorkingCalendar("UTC", holiday=lambda day: day <= date(2026, 4, 19))
        assert next_morning(NOW, feast) == datetime(2026, 4, 20, 8, tzinfo=UTC)


class TestDue:
    def test_an_entry_that_was_never_confirmed_is_due_in_this_very_morning(self) -> None:
        assert first_due(replace(IVO, verified_on=None), NOW, VIENNA, POLICY) == NOW

    @pytest.mark.parametrize("calendar", [VIENNA, KIRITIMATI, HONOLULU], ids=lambda c: c.timezone)
    def test_a_round_begins_when_its_day_does_where_the_contact_is(
        self, calendar: WorkingCalendar
    ) -> None:
        due = first_due(replace(IVO, verified_on=date(2026, 1, 7)), NOW, calendar, POLICY)
        assert due == eight(date(2026, 4, 7), calendar)

    @pytest.mark.parametrize("calendar", [VIENNA, KIRITIMATI, HONOLULU], ids=lambda c: c.timezone)
    def test_who_is_away_is_so_until_that_day_ends_there(self, calendar: WorkingCalendar) -> None:
        state = replace(known(), away_until=date(2026, 3, 4))
        zone = ZoneInfo(calendar.timezone)
        evening = datetime.combine(date(2026, 3, 4), time(23, 59), zone)
        assert is_away(state, evening, calendar)
        assert not is_away(state, evening + timedelta(minutes=2), calendar)
        assert back(state, calendar) == eight(date(2026, 3, 5), calendar)


class TestDirectory:
    """What a changed directory does to the state of a seat."""

    def test_a_later_confirmation_is_kept(self) -> None:
        after = seated(replace(IVO, verified_on=NOW.date()), asked(), NOW, VIENNA, POLICY)
        assert after.verified_on == NOW.date()
        assert (after.asked_at, after.unanswered_since) == (None, None)

    def test_the_first_confirmation_counts_too(self) -> None:
        never = replace(IVO, verified_on=None)
        before = next_stage(known(never), NOW, VIENNA, POLICY)
        after = seated(replace(IVO, verified_on=NOW.date()), before, NOW, VIENNA, POLICY)
        assert after.stage == "waiting"
        assert after.due_at > NOW + 89 * DAY

    @pytest.mark.parametrize("day", [date(2025, 12, 1), None])
    def test_an_earlier_confirmation_or_none_answers_no_question(self, day: date | None) -> None:
        after = seated(replace(IVO, verified_on=day), asked(), NOW, VIENNA, POLICY)
        assert after == replace(asked(), verified_on=day)

    def test_other_details_begin_a_question_anew_but_do_not_answer_it(self) -> None:
        doubtful = asked().doubted("flagged", NOW)
        changed = replace(IVO, phone="+43 1 234")
        after = seated(changed, doubtful, NOW + DAY, VIENNA, POLICY)
        assert after == replace(
            doubtful, details=details_of(changed), stage="waiting", due_at=NOW + DAY
        )

    def test_other_details_without_a_later_day_are_asked_about(self) -> None:
        changed = replace(IVO, phone="+43 1 234")
        after = seated(changed, known(), NOW, VIENNA, POLICY)
        assert (after.stage, after.due_at) == ("waiting", NOW)


class TestConfirmed:
    def test_nothing_is_open_and_the_entry_is_as_it_was_said(self) -> None:
        before = replace(asked().doubted("bounced", NOW), flags=("a",), away_until=date(2026, 4, 1))
        said = replace(IVO, name="Zoe Example", email="zoe@example.org", verified_on=NOW.date())
        assert confirmed(before, said, NOW, VIENNA, POLICY) == SeatState(
            post=said.post,
            rank=1,
            who=who_is(said),
            details=details_of(said),
            verified_on=NOW.date(),
            due_at=first_due(said, NOW, VIENNA, POLICY),
            round=1,
        )


class TestStages:
    def test_reminded_after_a_third_and_the_stewards_told_after_another(self) -> None:
        policy = FreshnessPolicy(confirm_every_days=90, stale_after_days=21)
        first = next_stage(known(), NOW, VIENNA, policy)
        assert first.due_at == NOW + 7 * DAY
        second = next_stage(first, first.due_at, VIENNA, policy)
        assert second.due_at == datetime(2026, 3, 18, 12, tzinfo=UTC)
        third = next_stage(second, second.due_at, VIENNA, policy)
        assert third.stage == "escalated"
        assert third.due_at == next_morning(NOW + 90 * DAY, VIENNA)

    def test_a_day_lies_between_two_at_least(self) -> None:
        policy = FreshnessPolicy(confirm_every_days=90, stale_after_days=1)
        assert next_stage(known(), NOW, VIENNA, policy).due_at == NOW + DAY

    def test_a_policy_that_asks_often_leaves_time_to_grow_stale(self) -> None:
        policy = FreshnessPolicy(confirm_every_days=5, stale_after_days=30)
        reminded = replace(next_stage(known(), NOW, VIENNA, policy), stage="reminded")
        after = next_stage(reminded, NOW + 20 * DAY, VIENNA, policy)
        assert after.due_at == next_morning(NOW + 50 * DAY, VIENNA)

    def test_the_next_round_has_a_time_and_a_number_of_its_own(self) -> None:
        again = next_stage(replace(asked(), stage="escalated"), NOW + 90 * DAY, VIENNA, POLICY)
        assert (again.round, again.asked_at) == (2, NOW + 90 * DAY)
        assert again.unanswered_since == NOW


class TestStewardsHour:
    def test_the_hour_itself_is_not_too_late(self) -> None:
        noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
        assert stewards_hour(noon, VIENNA) == noon
        assert stewards_hour(noon + timedelta(seconds=1), VIENNA) == noon + DAY

    def test_not_at_a_weeks_end(self) -> None:
        saturday = datetime(2026, 3, 7, 9, tzinfo=UTC)
        assert stewards_hour(saturday, VIENNA) == datetime(2026, 3, 9, 12, tzinfo=UTC)

    def test_long_feasts_are_waited_for(self) -> None:
        feast = WorkingCalendar("UTC", holiday=lambda day: day <= date(2026, 4, 19))
        assert stewards_hour(NOW, feast) == datetime(2026, 4, 20, 12, tzinfo=UTC)

    def test_a_place_that_never_works_has_its_stewards_told_at_once(self) -> None:
        assert stewards_hour(NOW, CLOSED) == NOW


class TestShown:
    """Which entries a button is about that was sent some time ago."""

    TWO = (IVO, replace(IVO, rank=2))
    THREE = (*TWO, replace(IVO, rank=3))

    def test_those_that_were_shown_whatever_else_there_is(self) -> None:
        assert still_as_shown(shown_value(self.TWO), self.THREE) == self.TWO

    def test_none_where_one_of_them_has_changed_or_gone(self) -> None:
        value = shown_value(self.TWO)
        assert still_as_shown(value, (IVO, replace(self.TWO[1], phone="+43 1 234"))) == ()
        assert still_as_shown(value, (IVO,)) == ()

    def test_a_button_without_seats_is_about_all(self) -> None:
        assert still_as_shown(shown_name(self.TWO), self.TWO) == self.TWO
        assert still_as_shown(shown_name(self.TWO), self.THREE) == ()

    def test_very_many_seats_still_fit_a_button(self) -> None:
        many = [replace(IVO, rank=rank) for rank in range(1, 500)]
        assert len(shown_value(many)) < 2_000
        assert len(still_as_shown(shown_value(many), many)) == len(many)
