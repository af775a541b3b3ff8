"""The dry run: what it shows is what the engine does, whoever fills the ladder."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.contacts import Contact
from routing.escalation import grace_end
from routing.notices import Route
from routing.posts import Post
from routing.simulation import Telling, rehearse
from routing.telling import World, holders
from routing.topics import SEVERITIES, Severity
from tests.builders import CAIRO, DOE, NOW, RTS, WASH, case, contact, everybody, world
from tests.routing.lives import Life

REMINDERS = 2


def shown(tellings: tuple[Telling, ...]) -> list[tuple[str, str]]:
    return [
        (t.post, "vacant" if t.vacant else "reminder" if t.reminder else "told") for t in tellings
    ]


def test_an_answered_ladder_climbs_to_the_end_and_reminds() -> None:
    tellings = rehearse(case(), world())
    assert shown(tellings) == [
        (RTS, "told"),
        (WASH, "told"),
        (DOE, "told"),
        (DOE, "reminder"),
        (DOE, "reminder"),
    ]
    start = NOW + timedelta(seconds=20)
    waits = [0, 3600, 7200, 10_800, 10_800 + 7200]
    assert [t.at for t in tellings] == [start + timedelta(seconds=wait) for wait in waits]
    assert all(telling.until == following.at for telling, following in pairwise(tellings))
    assert [s.contact.rank for s in tellings[0].contacts] == [1, 2]


def test_vacant_levels_are_shown_once_at_the_moment_when_they_are_passed() -> None:
    tellings = rehearse(case(), world([contact(WASH)]))
    assert shown(tellings) == [(RTS, "vacant"), (WASH, "told"), (DOE, "vacant")]
    assert tellings[0].at == tellings[0].until == tellings[1].at
    assert tellings[2].at == tellings[1].until


def test_a_ladder_of_nobody_is_vacant_from_end_to_end() -> None:
    assert shown(rehearse(case(), world([]))) == [(p, "vacant") for p in (RTS, WASH, DOE)]


def test_a_level_out_of_reach_is_shown_and_passed_at_once() -> None:
    by_phone = contact(RTS, slack=None, email=None)
    tellings = rehearse(case(severity="critical"), world([by_phone, contact(WASH), contact(DOE)]))
    assert shown(tellings)[:2] == [(RTS, "told"), (WASH, "told")]
    assert tellings[0].at == tellings[0].until == tellings[1].at == NOW
    assert [s.contact for s in tellings[0].contacts] == [by_phone]


def test_a_case_handed_to_nobody_in_particular_starts_above_the_asker() -> None:
    assert shown(rehearse(case(position=2), world()))[0] == (DOE, "told")


def test_a_normal_case_shows_the_hours_of_each_recipient() -> None:
    thursday = datetime(2026, 11, 26, 13, tzinfo=UTC)  # 15:00 in Cairo, whose weekend comes
    ladder = (Post("co:EGY"), CAIRO, DOE)
    now = world([contact(CAIRO), contact(DOE)], now=thursday)
    tellings = rehearse(case(severity="normal", country="EGY", rungs=ladder), now)
    assert tellings[0].until == datetime(2026, 11, 29, 8, 0, 20, tzinfo=UTC)  # Sunday 10:00


def test_each_contact_has_their_own_hours() -> None:
    ladder = (Post("co:EGY"), CAIRO, DOE)
    people = [contact(CAIRO), contact(CAIRO, 2, timezone="Africa/Nairobi"), contact(DOE)]
    for moment, hours in {
        "2026-11-27T09:00": ("weekend", "working"),  # a Friday
        "2026-11-29T09:00": ("working", "weekend"),  # a Sunday
        "2026-12-01T09:00": ("holiday", "working"),
        "2026-12-02T22:00": ("off_hours", "off_hours"),
    }.items():
        now = world(people, now=datetime.fromisoformat(moment).replace(tzinfo=UTC))
        draft = case(severity="critical", country="EGY", rungs=ladder)
        assert rehearse(draft, now)[0].hours == hours, moment


def test_a_case_under_way_goes_on_from_where_it_stands() -> None:
    due = NOW + timedelta(minutes=5)
    told = case(state="told", position=1, round=1, due_at=due)
    tellings = rehearse(told, world())
    assert shown(tellings)[:2] == [(WASH, "told"), (DOE, "told")]
    assert tellings[0].at == due
    assert rehearse(case(state="taken", position=1), world()) == ()


def run(life: Life) -> list[tuple[datetime, str, str]]:
    """What the engine does to a case with nobody answering, up to some reminders."""
    found: list[tuple[datetime, str, str]] = []
    while life.case.reminders < REMINDERS:
        seen, reminders = len(life.trail), life.case.reminders
        life.tick()
        life.deliver_all()
        for line in life.trail[seen:]:
            if line.what in ("told", "vacant"):
                found.append((line.at, line.facts["post"], line.what))
        if life.case.reminders > reminders and holders(life.case, life.world):
            found.append((life.world.now, life.case.rung.post, "reminder"))
    return found


SEAT = st.sampled_from(["nobody", "slack", "teams", "mail", "phone"])
WAYS: dict[str, dict[str, Any]] = {
    "slack": {},
    "teams": {"slack": None, "teams": "object-1"},
    "mail": {"slack": None},
    "phone": {"slack": None, "email": None},
}


@st.composite
def filled(draw: st.DrawFn) -> list[Contact]:
    """Somebody, or nobody, at each rank of each level; in Cairo's hours or Nairobi's."""
    found: list[Contact] = []
    for post in (RTS, WASH, Post("prd"), DOE):
        for rank in (1, 2):
            way = draw(SEAT)
            if way != "nobody":
                zone = draw(st.sampled_from(["Africa/Cairo", "Africa/Nairobi"]))
                found.append(contact(post, rank, timezone=zone, **WAYS[way]))
    return found


LIVE = st.frozensets(st.sampled_from(["slack", "teams", "mail"]))
MOMENTS = st.integers(0, 60 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@settings(deadline=None, max_examples=300)
@given(filled(), LIVE, st.sampled_from(SEVERITIES), MOMENTS, st.integers(0, 2))
def test_the_dry_run_is_what_really_happens(
    contacts: list[Contact],
    live: frozenset[Route],
    severity: Severity,
    moment: datetime,
    position: int,
) -> None:
    now: World = world(contacts, live=live, now=moment)
    draft = case(severity=severity, position=position, opened_at=moment)
    tellings = rehearse(draft, now, REMINDERS)
    happened = run(Life(grace_end(draft, now), now))
    times = [t.at for t in tellings]
    assert [(at, post, what) for at, (post, what) in zip(times, shown(tellings), strict=True)] == (
        happened
    )


def test_a_dry_run_leaves_the_case_as_it_was() -> None:
    draft = case()
    assert rehearse(draft, world(everybody())) == rehearse(draft, world(everybody()))
    assert draft == case()
