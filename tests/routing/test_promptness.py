"""How soon somebody who can be relied on is told, and what counts as in time."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.contacts import Contact
from routing.notices import Route
from routing.policy import Policy, Wait
from routing.posts import Post
from routing.promptness import Promptness, promptness, reached, time_given
from routing.simulation import rehearse
from routing.telling import is_reachable
from routing.topics import Severity
from routing.worktime import WorkingCalendar
from tests.builders import CAIRO, DOE, EVERYTHING, NOW, RTS, WASH, case, contact, everybody, world

STALE = date(2020, 1, 1)
SATURDAY = datetime(2026, 11, 28, 9, tzinfo=UTC)


def soon(
    *contacts: Contact,
    severity: Severity = "critical",
    now: datetime = NOW,
    live: Collection[Route] = EVERYTHING,
    policy: Policy | None = None,
) -> Promptness:
    around = world(contacts, now=now, live=live, policy=policy)
    opened = case(severity=severity, opened_at=now)
    return promptness(opened, around, reached(opened, around))


def test_a_full_ladder_tells_somebody_at_once() -> None:
    assert soon(*everybody()) == Promptness(0, in_time=True)
    assert soon(*everybody(), severity="high") == Promptness(20, in_time=True)
    assert soon(*everybody(), severity="normal") == Promptness(20, in_time=True)


def test_nobody_is_never_told() -> None:
    assert soon() == Promptness(None, in_time=False)
    assert soon(contact(DOE, slack=None, email=None)) == Promptness(None, in_time=False)
    # A mail that is kept in a file reaches nobody, and neither does the Country Office itself.
    assert soon(contact(RTS, slack=None), contact("co:KEN"), live=["slack"]).seconds is None


def test_a_level_that_is_passed_over_costs_no_time() -> None:
    assert soon(contact(DOE)) == Promptness(0, in_time=True)
    assert soon(contact(RTS, slack=None, email=None), contact(WASH)) == Promptness(0, in_time=True)


@pytest.mark.parametrize("verified_on", [STALE, date(2026, 11, 1)])
def test_the_next_one_is_told_together_with_who_is_in_doubt(verified_on: date) -> None:
    first = contact(RTS, verified_on=verified_on)
    assert soon(first, contact(RTS, 2)) == Promptness(0, in_time=True)
    assert soon(first, contact(WASH)) == Promptness(0, in_time=True)


def test_who_comes_only_after_a_level_has_had_its_time_comes_late() -> None:
    doubted = [contact(post, verified_on=STALE) for post in (RTS, WASH)]
    assert soon(*doubted, contact(DOE)) == Promptness(900, in_time=False)
    assert soon(*doubted).seconds is None
    twice = Policy(waits={"critical": Wait(60), "high": Wait(60), "normal": Wait(60)})
    assert soon(*doubted, contact(DOE), policy=twice) == Promptness(60, in_time=False)
    assert soon(*doubted, contact(DOE), severity="high", policy=twice).seconds == 80


def test_a_weekend_that_both_have_is_no_delay() -> None:
    until_monday = (SATURDAY.replace(day=30, hour=5) - SATURDAY).total_seconds()
    assert soon(*everybody(), severity="normal", now=SATURDAY) == Promptness(
        until_monday, in_time=True
    )
    assert soon(*everybody(), now=SATURDAY) == Promptness(0, in_time=True)


def test_a_weekend_that_only_the_told_have_is() -> None:
    friday = datetime(2026, 11, 27, 7, tzinfo=UTC)  # 10:00 in Nairobi
    elsewhere = contact(RTS, timezone="Africa/Cairo")
    found = soon(elsewhere, contact(DOE), severity="normal", now=friday)
    sunday = datetime(2026, 11, 29, 6, tzinfo=UTC)
    # The Director's Office is told after the specialist's four hours, and so later.
    assert found == Promptness((sunday - friday).total_seconds(), in_time=False, hours="weekend")


def test_a_holiday_is_no_excuse() -> None:
    holiday = datetime(2026, 12, 1, 7, tzinfo=UTC)
    told = contact(RTS, timezone="Africa/Cairo")
    wednesday = datetime(2026, 12, 2, 6, tzinfo=UTC)
    assert soon(told, severity="normal", now=holiday) == Promptness(
        (wednesday - holiday).total_seconds(), in_time=False, hours="holiday"
    )
    egypt = case(severity="normal", country="EGY", rungs=("co:EGY", CAIRO, DOE))
    around = world([contact(CAIRO)], now=holiday)
    assert promptness(egypt, around, reached(egypt, around)).hours == "holiday"
    assert soon(told, now=holiday) == Promptness(0, in_time=True)


def test_a_night_between_them_is_a_delay() -> None:
    far = contact(RTS, timezone="America/Panama")
    # 9:00 in Nairobi is 1:00 in Panama: at work at 16:00 Nairobi, three hours after the four.
    early = NOW.replace(hour=6)
    assert soon(far, severity="normal", now=early) == Promptness(
        7 * 3600, in_time=False, hours="off_hours"
    )
    # From noon on, four hours last until 16:00, when Panama begins: the last moment in time.
    assert soon(far, severity="normal", now=NOW - timedelta(seconds=20)).in_time
    assert not soon(far, severity="normal", now=NOW - timedelta(seconds=21)).in_time


def test_the_time_given_is_one_levels() -> None:
    around = world()
    given = {severity: time_given(case(severity=severity), around) - NOW for severity in SEVERE}
    assert given == {
        "critical": timedelta(seconds=900),
        "high": timedelta(seconds=3620),
        "normal": timedelta(seconds=14420),
    }


SEVERE: tuple[Severity, ...] = ("critical", "high", "normal")


@given(
    ranks=st.lists(
        st.tuples(st.sampled_from((RTS, WASH, DOE)), st.sampled_from(("good", "stale", "mute"))),
        max_size=6,
    ),
    severity=st.sampled_from(SEVERE),
    hours=st.integers(0, 24 * 9),
)
def test_it_is_the_dry_runs_first_step_that_reaches_somebody(
    ranks: list[tuple[str, str]], severity: Severity, hours: int
) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "good": {},
        "stale": {"verified_on": STALE},
        "mute": {"slack": None, "email": None},
    }
    people = [contact(post, n, **kinds[kind]) for n, (post, kind) in enumerate(ranks, 1)]
    now = NOW + timedelta(hours=hours)
    around = world(people, now=now)
    opened = case(severity=severity, opened_at=now)
    found = promptness(opened, around, reached(opened, around))
    good = [
        step.at
        for step in rehearse(opened, around)
        if any(s.freshness == "fresh" and is_reachable((s,), around.live) for s in step.told)
    ]
    assert (found.seconds is None) == (not good)
    if good:
        assert found.seconds is not None
        assert found.seconds >= (good[0] - now).total_seconds()
        if severity != "normal":
            assert found.seconds == (good[0] - now).total_seconds()
            assert found.in_time == (good[0] < time_given(opened, around))


def test_who_is_told_together_with_a_doubted_one_has_their_own_hours() -> None:
    early = NOW.replace(hour=6)
    doubted = contact(RTS, verified_on=STALE)
    far = contact(WASH, timezone="America/Panama")
    found = soon(doubted, far, severity="normal", now=early)
    assert found == Promptness(7 * 3600, in_time=False, hours="off_hours")
    assert soon(doubted, contact(WASH), severity="normal", now=early).seconds == 20


def test_the_reason_is_what_is_there_when_the_time_is_over() -> None:
    """Asked on the evening before a holiday, it is the holiday that makes it late."""
    evening = datetime(2026, 11, 30, 18, tzinfo=UTC)
    found = soon(contact(RTS, timezone="Africa/Cairo"), severity="normal", now=evening)
    assert (found.in_time, found.hours) == (False, "holiday")


def test_the_time_given_is_that_of_the_country_office() -> None:
    def hours_of(post: Post, timezone: str | None) -> WorkingCalendar:
        zone = "Pacific/Fiji" if post == "co:KEN" else "Africa/Cairo"
        return WorkingCalendar(zone, holiday=lambda day: day == date(2026, 11, 24))

    around = replace(world(), calendar=hours_of)
    # 21:00 in Fiji: until noon there on the next day, holiday or not.
    end = datetime(2026, 11, 24, 0, tzinfo=UTC)
    assert time_given(case(severity="normal"), around) == end
