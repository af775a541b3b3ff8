"""Passing a case on and handing it over."""

from collections.abc import Callable

import pytest

from routing import escalation
from routing.cases import Case, State
from routing.contacts import Contact
from routing.decisions import Decision, Refusal
from routing.posts import PRD, Post
from routing.telling import World
from tests.builders import CAIRO, DOE, NOW, RTS, WASH, case, contact, everybody, holder, world
from tests.routing.lives import Life

SOMEBODY = holder(RTS)
ORGANIZATION = world([*everybody(), contact(CAIRO), contact(CAIRO, 2), contact(PRD)])


def told(position: int = 1, **known: object) -> Case:
    usual = {"state": "told", "position": position, "round": position, "due_at": NOW}
    return case(**{**usual, **known})


def taken(by: str = "rts-nairobi-1@example.org") -> Case:
    return told(state="taken", due_at=None, taken_by=by, taken_by_name="Amina")


def code_of(outcome: Decision | Refusal) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


def hand_over(raised: Case, target: Post | Contact, now: World = ORGANIZATION) -> Life:
    life = Life(raised, now)
    assert life.apply(escalation.hand_over(raised, now, SOMEBODY, target))
    return life


def test_passing_on_tells_the_next_level_now() -> None:
    life = Life(told(), ORGANIZATION)
    assert life.apply(escalation.pass_on(life.case, ORGANIZATION, SOMEBODY, seen_round=1))
    assert (life.case.position, life.case.state, life.case.round) == (2, "told", 2)
    assert [line.what for line in life.trail] == ["passed", "told"]
    life.deliver_all()
    assert [n.facts["after"] for n in life.news("told")] == ["passed"]


def test_a_double_clicked_next_passes_once() -> None:
    life = Life(told(), ORGANIZATION)
    assert life.apply(escalation.pass_on(life.case, ORGANIZATION, SOMEBODY, seen_round=1))
    for seen in (1, 0):
        second = escalation.pass_on(life.case, ORGANIZATION, SOMEBODY, seen_round=seen)
        assert code_of(second) == "already_passed"
    assert life.case.position == 2


def test_in_the_grace_the_first_level_can_be_told_at_once() -> None:
    raised = escalation.grace_end(case(), ORGANIZATION)
    life = Life(raised, ORGANIZATION)
    assert life.apply(escalation.pass_on(raised, ORGANIZATION, SOMEBODY, seen_round=0))
    assert (life.case.position, life.case.round) == (1, 1)
    again = escalation.pass_on(life.case, ORGANIZATION, SOMEBODY, seen_round=0)
    assert code_of(again) == "already_passed"


def test_the_last_level_has_no_next() -> None:
    for raised in (told(3), told(3, state="exhausted"), told(3, handed_to="rts:cairo")):
        assert code_of(escalation.pass_on(raised, ORGANIZATION, SOMEBODY)) == "last_level"


def test_passing_on_into_nobody_ends_the_ladder() -> None:
    lonely = world([contact(RTS)])
    life = Life(told(), lonely)
    assert life.apply(escalation.pass_on(life.case, lonely, SOMEBODY, seen_round=1))
    assert life.case.state == "exhausted"
    assert len(life.news("exhausted")) == 1
    for seen in (1, None):
        again = escalation.pass_on(life.case, lonely, SOMEBODY, seen_round=seen)
        assert isinstance(again, Refusal)


def test_whoever_took_a_case_can_pass_it_on() -> None:
    life = Life(taken(), ORGANIZATION)
    assert life.apply(escalation.pass_on(life.case, ORGANIZATION, SOMEBODY))
    assert (life.case.state, life.case.taken_by, life.case.taken_at) == ("told", None, None)


def test_an_old_button_takes_a_case_from_nobody_who_has_taken_it() -> None:
    held = taken(by="rts-nairobi-2@example.org")
    assert (
        code_of(escalation.pass_on(held, ORGANIZATION, SOMEBODY, seen_round=1)) == "already_taken"
    )
    typed = escalation.pass_on(held, ORGANIZATION, SOMEBODY)
    assert isinstance(typed, Decision)


def test_handing_over_to_a_level_further_up_moves_there() -> None:
    life = hand_over(told(), DOE)
    assert (life.case.position, life.case.handed_to, life.case.rung.post) == (3, None, DOE)


@pytest.mark.parametrize(
    ("target", "name"),
    [
        pytest.param(CAIRO, "rts:cairo", id="a post off the ladder"),
        pytest.param(contact(CAIRO, 2), "rts:cairo#2", id="a person off the ladder"),
        pytest.param(contact(DOE, 2), "doe#2", id="one person of a later level"),
        pytest.param(Post("prd"), "prd", id="the division instead of its unit"),
    ],
)
def test_handing_over_elsewhere_keeps_the_position_and_climbs_on_from_there(
    target: Post | Contact, name: str
) -> None:
    life = hand_over(told(), target)
    assert (life.case.position, life.case.handed_to, life.case.round) == (1, name, 2)
    life.deliver_all()
    holder_of = {n.to.post for n, _ in life.posted if n.kind == "tell"}
    assert holder_of == {name.partition("#")[0]}
    life.tick()
    assert (life.case.position, life.case.handed_to, life.case.rung.post) == (2, None, WASH)
    assert life.lines("no_answer")[0].facts["post"] == name


def test_handing_back_down_never_goes_back() -> None:
    life = hand_over(told(3), RTS)
    assert (life.case.position, life.case.handed_to) == (3, RTS)
    life.tick()
    assert (life.case.state, life.case.handed_to, life.case.rung.post) == ("exhausted", None, DOE)


def test_handing_back_to_the_level_itself_needs_no_remark() -> None:
    life = hand_over(told(handed_to="rts:cairo"), RTS)
    assert (life.case.position, life.case.handed_to) == (1, None)


def test_only_one_person_is_told_where_one_was_named() -> None:
    life = hand_over(told(), contact(CAIRO, 2))
    (notice,) = life.waiting
    assert (notice.to.post, notice.to.rank) == (CAIRO, 2)


@pytest.mark.parametrize(
    ("target", "gone"),
    [
        pytest.param(CAIRO, world(), id="a vacant post"),
        pytest.param(contact(CAIRO, 3), ORGANIZATION, id="a rank that nobody holds"),
        pytest.param(contact(CAIRO), world(), id="somebody who has left"),
        pytest.param(WASH, world([contact(RTS)]), id="a unit without its division"),
    ],
)
def test_a_vacant_target_is_refused(target: Post | Contact, gone: World) -> None:
    assert code_of(escalation.hand_over(told(), gone, SOMEBODY, target)) == "vacant_target"


@pytest.mark.parametrize(
    ("raised", "target"),
    [
        (told(), RTS),
        (told(handed_to="rts:cairo"), CAIRO),
        (told(handed_to="rts:cairo#2"), contact(CAIRO, 2)),
        (told(3, state="exhausted"), DOE),
    ],
)
def test_where_the_case_lies_already_it_need_not_go(raised: Case, target: Post | Contact) -> None:
    outcome = escalation.hand_over(raised, ORGANIZATION, SOMEBODY, target)
    assert code_of(outcome) == "already_there"


STATES: tuple[State, ...] = ("grace", "told", "exhausted", "taken")


@pytest.mark.parametrize("state", STATES)
def test_every_open_case_can_be_handed_over_and_starts_to_wait_again(state: State) -> None:
    raised = taken() if state == "taken" else told(3 if state == "exhausted" else 1, state=state)
    life = hand_over(raised, CAIRO)
    assert (life.case.state, life.case.taken_by, life.case.handed_to) == ("told", None, CAIRO)
    life.deliver_all()
    assert [n.facts["after"] for n in life.news("told")] == ["handed_over"]


def test_a_hand_over_names_both_sides_in_the_trail() -> None:
    line = hand_over(told(), CAIRO).lines("handed_over")[0]
    assert (line.actor, line.facts) == (SOMEBODY.key, {"to": "rts:cairo", "post": "rts:nairobi"})


@pytest.mark.parametrize(
    "deed",
    [
        lambda raised, now: escalation.pass_on(raised, now, SOMEBODY),
        lambda raised, now: escalation.hand_over(raised, now, SOMEBODY, CAIRO),
    ],
)
def test_what_was_still_to_be_told_is_void(
    deed: Callable[[Case, World], Decision | Refusal],
) -> None:
    outcome = deed(told(), ORGANIZATION)
    assert isinstance(outcome, Decision)
    assert outcome.withdraw
