"""``iombot ladder``: the contract's object, dates on both sides of 2024, and wrong words."""

from datetime import date
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.cli.test_ask import CONTACT, STEP, assert_shaped

COMPLETE = ("--country", "KEN", "--topic", "wash")


def ladder(iombot: Shell, *arguments: str) -> dict[str, Any]:
    shown = iombot("ladder", *arguments, "--json")
    assert (shown.code, shown.err) == (0, "")
    found: dict[str, Any] = shown.json
    return found


def posts(found: dict[str, Any]) -> list[str]:
    return [step["post"] for step in found["steps"]]


def test_every_field_of_the_contract(with_example: Shell) -> None:
    found = ladder(with_example, *COMPLETE, "--severity", "high")
    assert (found["country"], found["topic"], found["severity"]) == ("KEN", "wash", "high")
    date.fromisoformat(found["at"])
    assert posts(found) == ["co:KEN", "rts:nairobi", "prd:wash", "doe"]
    assert [step["level"] for step in found["steps"]] == [1, 2, 3, 4]
    for step in found["steps"]:
        assert_shaped(step, STEP)
        assert step["why"]
        assert step["source"]
        assert step["contacts"]
        for contact in step["contacts"]:
            assert_shaped(contact, CONTACT)


def test_vacant_posts_are_shown(iombot: Shell) -> None:
    found = ladder(iombot, *COMPLETE)
    assert posts(found) == ["co:KEN", "rts:nairobi", "prd:wash", "doe"]
    assert found["steps"][1]["contacts"] == []
    shown = iombot("ladder", *COMPLETE)
    assert shown.code == 0
    assert "Vacant" in shown.out


@pytest.mark.parametrize(
    ("country", "at", "office"),
    [
        ("PER", "2023-12-31", "rts:buenos-aires"),
        ("PER", "2024-01-01", "rts:panama"),
        ("MEX", "2023-12-31", "rts:san-jose"),
        ("MEX", "2024-01-01", "rts:panama"),
        ("KEN", "2023-12-31", "rts:nairobi"),
        ("KEN", "2024-01-01", "rts:nairobi"),
    ],
)
def test_the_office_of_a_date(iombot: Shell, country: str, at: str, office: str) -> None:
    found = ladder(iombot, "--country", country, "--topic", "cccm", "--at", at)
    assert found["at"] == at
    assert posts(found)[1] == office


def test_a_time_is_a_date_too(iombot: Shell) -> None:
    assert ladder(iombot, *COMPLETE, "--at", "2023-12-31T23:59")["at"] == "2023-12-31"


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        (None, ["co:KEN", "rts:nairobi", "doe"]),
        ("directors_office", ["co:KEN", "rts:nairobi", "doe"]),
        ("resettlement", ["co:KEN", "rts:nairobi", "rmm", "doe"]),
    ],
)
def test_the_levels_of_a_topic(iombot: Shell, topic: str | None, expected: list[str]) -> None:
    arguments = ("--topic", topic) if topic else ()
    found = ladder(iombot, "--country", "KEN", *arguments)
    assert posts(found) == expected
    assert found["topic"] == topic


@pytest.mark.parametrize("country", ["ken", "Ken", " KEN "])
def test_a_country_code_in_any_case(iombot: Shell, country: str) -> None:
    assert ladder(iombot, "--country", country)["country"] == "KEN"


@pytest.mark.parametrize(("language", "word"), [("en", "Level"), ("fr", "Niveau"), ("es", "Nivel")])
def test_in_a_language(iombot: Shell, language: str, word: str) -> None:
    shown = iombot("ladder", *COMPLETE, "--language", language)
    assert shown.code == 0
    assert f"{word} 2" in shown.out


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        ((), 2, "--country"),
        (("--country", ""), 1, "country"),
        (("--country", "Kenya"), 1, "Kenya"),
        (("--country", "KE"), 1, "KE"),
        (("--country", "XXX"), 1, "XXX"),
        (("--country", "KEN", "--topic", "nope"), 1, "nope"),
        (("--country", "KEN", "--topic", "WASH"), 1, "WASH"),
        (("--country", "KEN", "--at", "yesterday"), 2, "yesterday"),
        (("--country", "KEN", "--at", "2024-02-30"), 2, "2024-02-30"),
        (("--country", "KEN", "--at", "2024-01-01x"), 2, "2024-01-01x"),
        (("--country", "KEN", "--at", ""), 2, "--at"),
        (("--country", "KEN", "--at", "0001-01-01"), 2, "1900"),
        (("--country", "KEN", "--at", "9999-12-31"), 2, "2200"),
        (("--country", "KEN", "--severity", "huge"), 2, "huge"),
        (("--country", "KEN", "--language", "de"), 2, "de"),
        (("--country", "KEN", "surplus"), 2, "surplus"),
    ],
)
def test_what_is_wrong_is_named(
    iombot: Shell, arguments: tuple[str, ...], code: int, named: str
) -> None:
    shown = iombot("ladder", *arguments)
    assert shown.code == code
    assert shown.out == ""
    assert named in shown.err
    assert "Traceback" not in shown.err
    assert iombot("ladder", *arguments, "--json").code == code


def test_no_database_is_made(iombot: Shell) -> None:
    ladder(iombot, *COMPLETE)
    assert [path for path in iombot.folder.rglob("*") if path.is_file()] == []
