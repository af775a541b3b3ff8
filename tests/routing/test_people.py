"""When two accounts are one person, and when a person is a contact."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.language import Language
from routing.people import Account, Person
from tests.builders import RTS, contact, person

OBJECT_ID = "0b1c2d3e-AAAA-4bbb-8ccc-1234567890ab"


@given(st.emails())
def test_people_are_one_and_the_same_by_mail_address_in_any_case(email: str) -> None:
    in_slack = person(email.upper(), user="U1")
    in_teams = person(email.lower(), platform="teams", user=OBJECT_ID, tenant="tenant")
    assert in_slack.key == in_teams.key == email.lower()


def test_without_a_mail_address_the_account_is_the_person() -> None:
    assert person(None, user="U1").key == "slack:T1:U1"
    assert person("", user="U1").key == "slack:T1:U1"
    assert person(None, user="U1", tenant="T2").key != person(None, user="U1").key


@pytest.mark.parametrize(
    ("filling", "account", "fills"),
    [
        ({"slack": "U1"}, Account("slack", "T1", "U1"), True),
        ({"slack": "U1"}, Account("slack", "T2", "U1"), True),
        ({"slack": "T1:U1"}, Account("slack", "T1", "U1"), True),
        ({"slack": "T1:U1"}, Account("slack", "T2", "U1"), False),
        ({"slack": "T1:U1"}, Account("slack", "", "U1"), False),
        ({"slack": "U2"}, Account("slack", "T1", "U1"), False),
        ({"slack": None}, Account("slack", "T1", "U1"), False),
        ({"slack": "U1"}, Account("teams", "T1", "U1"), False),
        ({"slack": "U1"}, Account("terminal", "", "U1"), False),
        ({"teams": OBJECT_ID}, Account("teams", "tenant", OBJECT_ID), True),
        ({"teams": OBJECT_ID.upper()}, Account("teams", "tenant", OBJECT_ID.lower()), True),
        ({"teams": OBJECT_ID.lower()}, Account("teams", "tenant", OBJECT_ID.upper()), True),
        ({"teams": OBJECT_ID}, Account("slack", "T1", OBJECT_ID), False),
        ({"teams": None}, Account("teams", "tenant", OBJECT_ID), False),
        ({"teams": None, "slack": None}, Account("terminal", "", "somebody"), False),
    ],
)
def test_an_account_in_the_directory_is_its_contact(
    filling: dict[str, Any], account: Account, fills: bool
) -> None:
    known = contact(RTS, **{"email": None, "slack": None, **filling})
    assert Person(account, "Somebody").fills(known) is fills


@pytest.mark.parametrize(
    ("mine", "theirs", "fills"),
    [
        ("amina@example.org", "Amina@Example.ORG", True),
        ("AMINA@EXAMPLE.ORG", "amina@example.org", True),
        ("amina@example.org", "omar@example.org", False),
        (None, "amina@example.org", False),
        ("amina@example.org", None, False),
        (None, None, False),
        ("", "", False),
    ],
)
def test_a_mail_address_in_the_directory_is_its_contact(
    mine: str | None, theirs: str | None, fills: bool
) -> None:
    known = contact(RTS, email=theirs, slack=None)
    assert person(mine, user="UELSEWHERE").fills(known) is fills


def test_a_mail_address_counts_on_every_platform() -> None:
    known = contact(RTS, email="amina@example.org", slack="U9")
    in_terminal = Account("terminal", "", "Amina@example.org")
    assert Person(in_terminal, "Amina", email="Amina@example.org").fills(known)


@pytest.mark.parametrize(
    ("fixed", "told", "reads"),
    [("fr", "es", "fr"), (None, "es", "es"), (None, None, "en"), ("es", None, "es")],
)
def test_the_language_that_was_fixed_comes_first(
    fixed: Language | None, told: Language | None, reads: str
) -> None:
    assert person(language=fixed, platform_language=told).reads == reads
