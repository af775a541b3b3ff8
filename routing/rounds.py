"""When contacts are asked to confirm their entries, and what follows where nobody answers.

Theory of operation. Every seat has a time when something is next due (``SeatState.due_at``), in a
morning of a working day where its contact is. A contact is asked, reminded after a third of the
policy's ``stale_after_days``, and their stewards are told after another third. Whatever was missed
is done once, in the same morning or the next one, some people at a time.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from routing.contacts import Contact, FreshnessPolicy
from routing.seats import SeatState, Stage, details_of, who_is
from routing.worktime import MAX_IDLE_DAYS, WorkingCalendar, working_day

MORNING: Final = timedelta(hours=4)
"""From the opening of a working day."""
AT_ONCE: Final = 50
APART: Final = timedelta(seconds=20)
"""So many people are asked at once, and after so long the next of them."""
TOGETHER: Final = timedelta(days=14)
"""Somebody who is asked is asked for all of their seats that would be due so soon."""
_STEWARDS_AT: Final = time(12, tzinfo=UTC)
_A_DAY: Final = timedelta(days=1)


def next_morning(at: datetime, calendar: WorkingCalendar) -> datetime:
    """``at`` itself in the morning of a working day, else when the next one begins (UTC).

    A place that doesn't work for ``MAX_IDLE_DAYS`` days has a wrong calendar: any day will do.
    """
    day = calendar.local_day(at)
    for count in range(2 * MAX_IDLE_DAYS):
        opens = calendar.window(day)[0]
        if working_day(day, calendar) or count > MAX_IDLE_DAYS:
            if at <= opens:
                return opens
            if at < opens + MORNING:
                return at
        day += _A_DAY
    return at


def turn(place: int, now: datetime, calendar: WorkingCalendar) -> datetime:
    """When (UTC) somebody is asked who is at this place (from 0) among those due ``now``.

    Few are asked at once; many are spread, so that what was missed floods nobody's channels.
    """
    return next_morning(now + place // AT_ONCE * APART, calendar)


def first_due(
    contact: Contact, now: datetime, calendar: WorkingCalendar, policy: FreshnessPolicy
) -> datetime:
    """When a confirmed entry's next round begins; an unconfirmed one's in the next morning."""
    if contact.verified_on is None:
        return next_morning(now, calendar)
    day = contact.verified_on + timedelta(days=policy.confirm_every_days)
    begins = datetime.combine(day, time(), tzinfo=ZoneInfo(calendar.timezone))
    return next_morning(begins.astimezone(UTC), calendar)


def seated(
    contact: Contact,
    before: SeatState | None,
    now: datetime,
    calendar: WorkingCalendar,
    policy: FreshnessPolicy,
) -> SeatState:
    """The state of a seat as its entry stands now, whatever has changed it."""
    who, details = who_is(contact), details_of(contact)
    if before is None or before.who != who:
        due = first_due(contact, now, calendar, policy)
        return SeatState(contact.post, contact.rank, who, details, contact.verified_on, due)
    is_same = (before.details, before.verified_on) == (details, contact.verified_on)
    if is_same:
        return before
    present = replace(before, details=details, verified_on=contact.verified_on)
    if _is_later(contact.verified_on, before.verified_on):
        return _settled(present, first_due(contact, now, calendar, policy))
    if before.details == details:
        return present
    return replace(present, stage="waiting", due_at=next_morning(now, calendar))


def _is_later(day: date | None, before: date | None) -> bool:
    return day is not None and (before is None or day > before)


def _settled(state: SeatState, due_at: datetime) -> SeatState:
    """Somebody said that the entry is right: nothing is open any more."""
    return replace(
        state,
        due_at=due_at,
        stage="waiting",
        asked_at=None,
        unanswered_since=None,
        doubtful_since=None,
        doubt=None,
        flags=(),
    )


def confirmed(
    state: SeatState,
    contact: Contact,
    now: datetime,
    calendar: WorkingCalendar,
    policy: FreshnessPolicy,
) -> SeatState:
    """The state after whoever fills the seat has confirmed ``contact``; they are here again."""
    present = replace(
        state,
        who=who_is(contact),
        details=details_of(contact),
        verified_on=contact.verified_on,
        away_until=None,
    )
    return _settled(present, first_due(contact, now, calendar, policy))


def is_away(state: SeatState, now: datetime, calendar: WorkingCalendar) -> bool:
    return state.away_until is not None and calendar.local_day(now) <= state.away_until


def back(state: SeatState, calendar: WorkingCalendar) -> datetime:
    """The first morning after somebody's absence. Raises ValueError where they aren't away."""
    if state.away_until is None:
        raise ValueError(f"{state.name} isn't away")
    zone = ZoneInfo(calendar.timezone)
    day = datetime.combine(state.away_until + _A_DAY, time(), tzinfo=zone)
    return next_morning(day.astimezone(UTC), calendar)


def next_stage(
    state: SeatState, now: datetime, calendar: WorkingCalendar, policy: FreshnessPolicy
) -> SeatState:
    """The state after what was due has been done: asked, reminded, or the stewards told."""
    pause = timedelta(days=max(policy.stale_after_days / 3, 1))
    following: dict[Stage, Stage] = {"asked": "reminded", "reminded": "escalated"}
    stage = following.get(state.stage, "asked")
    if stage == "asked":
        return replace(
            state,
            stage=stage,
            round=state.round + 1,
            asked_at=now,
            unanswered_since=state.unanswered_since or now,
            due_at=next_morning(now + pause, calendar),
        )
    if stage == "reminded":
        return replace(state, stage=stage, due_at=stewards_hour(now + pause, calendar))
    again = (state.asked_at or now) + timedelta(days=policy.confirm_every_days)
    begins = max(again, now + timedelta(days=policy.stale_after_days))
    return replace(state, stage=stage, due_at=next_morning(begins, calendar))


def stewards_hour(at: datetime, calendar: WorkingCalendar) -> datetime:
    """When (UTC) from ``at`` on stewards hear: one hour a day for all, on a contact's working day.

    One hour, so that what falls on one day can be told in one message.
    """
    day = at.astimezone(UTC).date()
    for _ in range(MAX_IDLE_DAYS):
        hour = datetime.combine(day, _STEWARDS_AT)
        if hour >= at and working_day(day, calendar):
            return hour
        day += _A_DAY
    return at
