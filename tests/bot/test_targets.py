"""Whom a case is handed over to, as people write it."""

import pytest

from bot.targets import find_target
from routing.contacts import Contact, Directory
from tests.builders import CAIRO, DOE, RTS, WASH, contact, structure

AMINA = contact(RTS, 1, name="Amina Example", email="amina@example.org", slack="T1:UAMINA")
TWIN = contact(RTS, 2, name="Sam Twin", email="sam.one@example.org", slack="USAM1")
OTHER_TWIN = contact(CAIRO, 1, name="Sam Twin", email="sam.two@example.org", slack="USAM2")
TWO_SEATS = [
    contact(post, 3, name="Lee Busy", email=mail)
    for post, mail in ((WASH, "lee@example.org"), (DOE, "LEE@example.org"))
]
NAMELESS_MAIL = [
    contact(post, 4, name="No Address", email=None, slack=f"UNONE{n}")
    for n, post in enumerate((RTS, CAIRO))
]
DIRECTORY = Directory.of([AMINA, TWIN, OTHER_TWIN, *TWO_SEATS, *NAMELESS_MAIL])


def find(text: str) -> str | Contact | None:
    return find_target(text, DIRECTORY, structure())


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("rts:cairo", "rts:cairo"),
        (" RTS:Cairo ", "rts:cairo"),
        ("prd:wash", "prd:wash"),
        ("PRD", "prd"),
        ("doe", "doe"),
        ("co:ken", "co:KEN"),
    ],
)
def test_a_post_as_written(text: str, post: str) -> None:
    assert find(text) == post


@pytest.mark.parametrize(
    "text",
    [
        "amina@example.org",
        "AMINA@Example.org",
        " amina@example.org ",
        "<mailto:amina@example.org|amina@example.org>",
        "to amina@example.org please",
        "<@UAMINA>",
        "<@UAMINA|amina>",
        "Amina Example",
        " amina EXAMPLE ",
    ],
)
def test_somebody_in_the_directory(text: str) -> None:
    assert find(text) == AMINA


def test_somebody_with_two_seats_under_one_address_is_one_person() -> None:
    assert find("Lee Busy") in TWO_SEATS
    assert find("lee@example.org") in TWO_SEATS


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Sam Twin",
        "No Address",
        "Amina",
        "rts:atlantis",
        "co:ZZZ",
        "rmm:",
        "stranger@example.org",
        "<@USTRANGER>",
        "the RTS in Cairo",
    ],
)
def test_what_is_not_clearly_one_target_is_none(text: str) -> None:
    assert find(text) is None


def test_people_of_the_same_name_are_told_apart_by_address_or_account() -> None:
    assert find("sam.two@example.org") == OTHER_TWIN
    assert find("<@USAM1>") == TWIN
