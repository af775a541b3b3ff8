"""What follows for a case when its time has come, and when somebody acts on it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from routing import escalation
from routing.cases import Case, State
from routing.climbing import unreachable
from routing.decisions import Actor, Decision, Refusal
from routing.people import Person
from routing.policy import Policy
from routing.posts import Post
from routing.topics import Severity
from tests.builders import (
    CAIRO,
    CANBERRA,
    DOE,
    NOW,
    RTS,
    WASH,
    case,
    contact,
    everybody,
    holder,
    person,
    world,
)
from tests.routing.lives import Life


def decided(outcome: Decision | Refusal) -> Decision:
    assert isinstance(outcome, Decision)
    return outcome


def code_of(outcome: Decision | Refusal) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


def opened(**known: object) -> Case:
    return escalation.grace_end(case(**known), world())


def told(position: int = 1, **known: object) -> Case:
    """A case that lies with a level, as after its telling."""
    return case(
        **{"state": "told", "position": position, "round": position, "due_at": NOW, **known}
    )


@pytest.mark.parametrize(("severity", "grace"), [("critical", 0), ("high", 20), ("normal", 20)])
def test_the_first_level_is_told_after_the_grace(severity: Severity, grace: float) -> None:
    raised = opened(severity=severity)
    assert raised.due_at == NOW + timedelta(seconds=grace)
    assert raised.state == "grace"


def test_opening_leaves_one_line_with_what_happened() -> None:
    decision = escalation.opened(opened(), world(), Actor.of(person()))
    assert [(e.what, e.facts["summary"]) for e in decision.entries] == [
        ("opened", "The well is dry.")
    ]
    assert (decision.entries[0].platform, decision.notices) == ("slack", ())


@pytest.mark.parametrize(
    ("severity", "wait"), [("critical", 900), ("high", 3600), ("normal", 14400)]
)
def test_each_level_has_the_policys_wait(severity: Severity, wait: float) -> None:
    decision = escalation.due(opened(severity=severity), world())
    assert (decision.case.state, decision.case.position) == ("told", 1)
    assert decision.case.due_at == NOW + timedelta(seconds=wait)


def test_a_normal_case_waits_in_cairos_week_and_holidays() -> None:
    ladder = (Post("co:EGY"), CAIRO, WASH, DOE)
    monday_in_cairo = datetime(2026, 11, 30, 13, tzinfo=UTC)  # 15:00, and Tuesday is a holiday
    now = world([*everybody(), contact(CAIRO)], now=monday_in_cairo)
    decision = escalation.due(opened(severity="normal", country="EGY", rungs=ladder), now)
    assert decision.case.due_at == datetime(2026, 12, 2, 8, tzinfo=UTC)  # Wednesday 10:00


def climb_unanswered(life: Life) -> list[str]:
    """Run until the first reminder; who was told, in order."""
    while life.case.state != "exhausted":
        life.tick()
        life.deliver_all()
    return [line.facts["post"] for line in life.lines("told")]


def test_unanswered_it_climbs_level_by_level_and_says_why() -> None:
    life = Life(opened(), world())
    assert climb_unanswered(life) == [RTS, WASH, DOE]
    assert [line.facts["post"] for line in life.lines("no_answer")] == [RTS, WASH, DOE]
    after = [(n.facts["to"], n.facts["after"]) for n in life.news("told")]
    assert after == [
        ("Rts-Nairobi-1 Example", ""),
        ("Prd-Wash-1 Example", "no_answer"),
        ("Doe-1 Example", "no_answer"),
    ]


@pytest.mark.parametrize(
    ("position", "first"), [(0, RTS), (1, WASH), (2, DOE)], ids=["CO", "the RTS", "the division"]
)
def test_an_asker_on_the_ladder_starts_above_their_own_level(position: int, first: str) -> None:
    life = Life(opened(position=position), world())
    assert climb_unanswered(life)[0] == first


def test_vacant_levels_are_passed_at_once_and_reported_to_each_steward_once() -> None:
    life = Life(opened(), world([contact(DOE)], stewards=2))
    life.tick()
    assert (life.case.position, life.case.rung.post) == (3, DOE)
    assert [line.facts["post"] for line in life.lines("vacant")] == [RTS, WASH]
    reports = [(n.to.address, n.facts["subject"]) for n in life.waiting if n.kind == "vacant"]
    assert sorted(reports) == sorted(
        (f"steward{n}@example.org", post) for n in (1, 2) for post in (RTS, WASH)
    )
    life.deliver_all()
    for _ in range(4):
        life.tick()
        life.deliver_all()
    assert len(life.lines("vacant")) == 2


def test_a_ladder_without_anybody_is_never_forgotten() -> None:
    life = Life(opened(), world([]))
    life.tick()
    assert life.case.state == "exhausted"
    assert len(life.news("exhausted")) == 1
    assert not life.lines("told", "reminded")
    life.world = replace(world(), now=life.world.now)
    life.tick()
    assert [n.kind for n in life.waiting if n.to.post] == ["remind"], "as soon as somebody is there"


def test_the_end_of_the_ladder_reminds_with_growing_pauses_up_to_the_cap() -> None:
    policy = Policy(reminder_cap_seconds=20_000)
    life = Life(opened(), world(policy=policy))
    climb_unanswered(life)
    pauses = []
    for _ in range(5):
        before = life.world.now
        life.tick()
        life.deliver_all()
        pauses.append((life.world.now - before).total_seconds())
    assert pauses == [7200, 14400, 20_000, 20_000, 20_000]
    assert len(life.lines("reminded")) == 6
    assert len(life.news("exhausted")) == 1
    assert {n.to.post for n, _ in life.posted if n.kind == "remind"} == {DOE}


@pytest.mark.parametrize("deed", ["acknowledge", "resolve", "cancel"])
@pytest.mark.parametrize("ticks", [0, 1, 4])
def test_a_case_that_is_taken_or_closed_tells_nobody_further(deed: str, ticks: int) -> None:
    life = Life(opened(), world())
    for _ in range(ticks):
        life.tick()
    somebody = holder(RTS)
    outcomes = {
        "acknowledge": escalation.acknowledge(life.case, life.world, somebody),
        "resolve": escalation.resolve(life.case, life.world, somebody, "done"),
        "cancel": escalation.cancel(life.case, life.world, somebody, "by mistake"),
    }
    life.waiting = [n for n in life.waiting if n.kind == "tell"]
    assert life.apply(outcomes[deed])
    assert life.case.due_at is None
    assert {n.kind for n in life.waiting} == {"progress"}
    late = escalation.due(life.case, life.world)
    assert (late.case, late.notices, late.entries) == (life.case, (), ())


def test_taking_a_case_says_who_has_it_and_how_to_reach_them() -> None:
    decision = decided(escalation.acknowledge(told(), world(), holder(RTS)))
    assert (decision.case.state, decision.case.taken_by) == ("taken", "rts-nairobi-1@example.org")
    assert decision.case.taken_by_name == "Rts-Nairobi-1 Example"
    assert decision.case.taken_at == NOW
    assert decision.withdraw
    (news,) = decision.notices
    assert news.facts["event"] == "taken"
    assert news.facts["contact"] == "+254 700 000001, rts-nairobi-1@example.org"


ASKERS = [person(), person("ASKER@EXAMPLE.ORG", platform="teams", user="object")]


@pytest.mark.parametrize("asker", ASKERS, ids=["where they asked", "on another platform"])
def test_askers_get_no_news_of_their_own_deeds(asker: Person) -> None:
    for outcome in (
        escalation.acknowledge(told(), world(), asker),
        escalation.resolve(told(), world(), asker, "solved"),
        escalation.cancel(told(), world(), asker),
    ):
        assert decided(outcome).notices == ()


def test_an_asker_whose_address_became_known_later_is_still_the_asker() -> None:
    raised = told(asker=person(None))
    assert decided(escalation.cancel(raised, world(), person())).notices == ()


@pytest.mark.parametrize("state", ["resolved", "cancelled"])
def test_a_closed_case_refuses_everything(state: State) -> None:
    closed = case(state=state, closed_at=NOW)
    rts, now = holder(RTS), world()
    outcomes = [
        escalation.acknowledge(closed, now, rts),
        escalation.pass_on(closed, now, rts),
        escalation.hand_over(closed, now, rts, WASH),
        escalation.resolve(closed, now, rts, "note"),
        escalation.cancel(closed, now, rts),
        escalation.add_details(closed, now, rts, "more"),
    ]
    assert [code_of(outcome) for outcome in outcomes] == ["closed"] * 6


def test_a_case_is_taken_once() -> None:
    taken = decided(escalation.acknowledge(told(), world(), holder(RTS))).case
    assert code_of(escalation.acknowledge(taken, world(), holder(RTS))) == "already_yours"
    assert code_of(escalation.acknowledge(taken, world(), holder(WASH))) == "already_taken"


def test_details_are_kept_in_order_and_tell_nobody_by_themselves() -> None:
    once = decided(escalation.add_details(told(), world(), person(), "200 families"))
    twice = decided(escalation.add_details(once.case, world(), person(), "Road closed"))
    assert twice.case.details == ("200 families", "Road closed")
    assert (twice.notices, [e.facts["text"] for e in twice.entries]) == ((), ["Road closed"])
    assert twice.case.due_at == NOW


def test_coordinating_offices_get_a_copy_of_the_regional_level_only() -> None:
    ladder = (Post("co:UGA"), RTS, WASH, DOE)
    now = world([*everybody(), contact(CANBERRA)], copies=True)
    life = Life(opened(country="UGA", rungs=ladder), now)
    life.tick()
    copies = [n for n in life.waiting if n.kind == "copy"]
    assert [n.to.post for n in copies] == [CANBERRA]
    life.tick()
    assert [n for n in life.waiting if n.kind == "copy"] == copies
    handed = escalation.hand_over(
        told(country="UGA", rungs=ladder), now, holder(RTS), contact(RTS, 2)
    )
    assert isinstance(handed, Decision)
    assert {n.kind for n in handed.notices} == {"tell"}
    assert not [n for n in escalation.due(opened(), now).notices if n.kind == "copy"]


def test_whoever_is_reminded_is_involved_even_if_they_came_after_the_telling() -> None:
    ended = told(3, state="exhausted")
    successor = world([contact(DOE, 2)])
    assert "doe-2@example.org" in escalation.due(ended, successor).case.people


def test_nobody_is_out_of_reach_of_a_case_that_was_taken() -> None:
    taken = told(state="taken", due_at=None)
    decision = unreachable(taken, world())
    assert (decision.case, decision.notices) == (taken, ())


def test_a_case_that_is_put_off_is_not_forgotten() -> None:
    until = NOW + timedelta(minutes=1)
    assert escalation.put_off(told(), until) == told(due_at=until)
