"""Who may act on a case, and who may only cancel it."""

from dataclasses import replace

import pytest

from routing.cases import Asker
from routing.people import Person
from routing.rights import is_asker, is_on_ladder, is_steward, may_act, may_cancel
from routing.stewards import Stewards
from tests.builders import CAIRO, DOE, RTS, WASH, case, contact, everybody, holder, person, world

STEWARDS = Stewards(("Steward1@Example.org",))
STEWARD = person("steward1@example.ORG", user="USTEWARD")
STRANGER = person("stranger@example.org", user="USTRANGER")


@pytest.mark.parametrize(
    ("who", "acts", "cancels"),
    [
        pytest.param(person(), True, True, id="the asker"),
        pytest.param(STEWARD, True, True, id="a steward, whatever the case of the address"),
        pytest.param(holder("co:KEN", 2), True, False, id="a deputy at the asker's own level"),
        pytest.param(holder(RTS), True, False, id="the RTS"),
        pytest.param(holder(WASH, 2), True, False, id="a deputy who wasn't told yet"),
        pytest.param(holder(DOE), True, False, id="the last level"),
        pytest.param(holder(CAIRO), False, False, id="the RTS of another region"),
        pytest.param(STRANGER, False, False, id="a stranger"),
        pytest.param(person(None, user="UNOBODY"), False, False, id="somebody without an address"),
    ],
)
def test_who_may_act(who: Person, acts: bool, cancels: bool) -> None:
    now = world([*everybody(), contact(CAIRO)])
    assert may_act(who, case(), now, STEWARDS) is acts
    assert may_cancel(who, case(), STEWARDS) is cancels


def test_whoever_the_case_was_handed_to_may_act() -> None:
    now = world([*everybody(), contact(CAIRO), contact(CAIRO, 2)])
    handed_to_post = case(state="told", handed_to="rts:cairo")
    handed_to_one = case(state="told", handed_to="rts:cairo#2")
    assert is_on_ladder(holder(CAIRO), handed_to_post, now)
    assert is_on_ladder(holder(CAIRO, 2), handed_to_one, now)
    assert not is_on_ladder(holder(CAIRO, 1), handed_to_one, now)


def test_whoever_was_told_may_act_after_leaving_the_post() -> None:
    told = replace(case(), people=frozenset({"asker@example.org", "rts-nairobi-1@example.org"}))
    assert is_on_ladder(holder(RTS), told, world([]))
    assert not is_on_ladder(holder(WASH), told, world([]))


def test_a_unit_without_anybody_is_answered_for_by_its_division() -> None:
    division = contact("prd")
    vacant_unit = world([contact(RTS), division])
    assert is_on_ladder(holder("prd"), case(), vacant_unit)
    filled_unit = world([contact(RTS), division, contact(WASH)])
    assert not is_on_ladder(holder("prd"), case(), filled_unit)


def test_the_asker_is_known_by_address_on_another_platform_and_by_account_without_one() -> None:
    raised = case(asker=person("asker@example.org", user="U1"))
    assert is_asker(person("ASKER@example.org", platform="teams", user="object"), raised)
    nameless = case(asker=person(None, user="U1"))
    assert is_asker(person(None, user="U1"), nameless)
    assert is_asker(person("asker@example.org", user="U1"), nameless)
    assert not is_asker(person(None, user="U1", tenant="T2"), nameless)
    assert not is_asker(STRANGER, raised)


def test_nobody_is_a_steward_without_an_address() -> None:
    assert not is_steward(person(None), Stewards(("", "steward@example.org")))
    assert not is_steward(STRANGER, Stewards())


def test_an_asker_is_remembered_as_known_when_the_case_was_raised() -> None:
    asker = person("Asker@Example.org", phone="+254 711 000000")
    kept = Asker.of(asker, "fr")
    assert (kept.key, kept.email, kept.phone) == (asker.key, asker.email, asker.phone)
    assert (kept.account, kept.language) == (asker.account, "fr")
