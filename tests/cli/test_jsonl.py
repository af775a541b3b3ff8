"""``iombot ask --jsonl``: one line in, one line out, and a broken line stops nothing."""

import json
from typing import Any

import pytest

from tests.cli.conftest import Shell

GOOD: dict[str, Any] = {"id": "good", "text": "who is the RTS for Kenya?"}


def line(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def answered(iombot: Shell, *lines: bytes) -> list[Any]:
    shown = iombot("ask", "--jsonl", given=b"\n".join(lines) + b"\n")
    assert (shown.code, shown.err) == (0, "")
    return shown.lines


def test_one_line_in_one_line_out_in_order(iombot: Shell) -> None:
    lines = [line(id=number, text="shelter in Kenya") for number in range(20)]
    found = answered(iombot, *lines)
    assert [answer["id"] for answer in found] == list(range(20))
    assert {answer["topic"] for answer in found} == {"shelter_settlements"}


@pytest.mark.parametrize("identity", ["a", "", 0, -1, 1.5, True, None, "é" * 100, "\ud800"])
def test_the_id_comes_back_as_it_was(iombot: Shell, identity: Any) -> None:
    (answer,) = answered(iombot, line(id=identity, text="wash in Peru"))
    assert answer["id"] == identity
    assert answer["country"] == "PER"


def test_an_answer_is_the_one_of_json(iombot: Shell) -> None:
    (answer,) = answered(iombot, line(text="shelter in Kenya"))
    assert answer == iombot("ask", "shelter in Kenya", "--json").json


@pytest.mark.parametrize(
    "broken",
    [
        b"not json",
        b'{"id": 1, "text": "shelter"',
        b"[]",
        b'"who helps?"',
        b"null",
        b"17",
        b"{}",
        line(id=1),
        line(id=1, text=None),
        line(id=1, text=["who"]),
        line(id=1, text={"a": 1}),
        line(id=1, text=5),
        b'{"id": 1, "text": NaN}',
        b'{"id": NaN, "text": "shelter in Kenya"}',
        b'{"id": 1e999, "text": "shelter in Kenya"}',
        b'{"id": ' + b"9" * 5000 + b', "text": "shelter in Kenya"}',
        line(id=[1], text="shelter in Kenya"),
        b'{"id": 1, "text": "\xff\xfe"}',
        b"\x00\x01\x02",
        b"[" * 100_000,
        b'{"text": "x", "y": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        line(id=1, text="shelter", office="XXX"),
        line(id=1, text="shelter", office="Kenya"),
        line(id=1, text="shelter", office=7),
        line(id=1, text="shelter", office=["KEN"]),
        line(id=1, text="shelter", language="de"),
        line(id=1, text="shelter", language=["en"]),
        line(id=1, text="shelter", language=1),
    ],
    ids=lambda broken: broken[:40].decode(errors="replace"),
)
def test_a_broken_line_is_answered_with_its_error(iombot: Shell, broken: bytes) -> None:
    before, error, after = answered(iombot, line(**GOOD), broken, line(**GOOD))
    assert before == after
    assert before["country"] == "KEN"
    assert isinstance(error["error"], str)
    assert error["error"]
    assert error["line"] == 2
    assert "reply" not in error


def test_the_id_of_a_broken_line_comes_back_where_it_can(iombot: Shell) -> None:
    first, second = answered(iombot, line(id="x", text=5), line(id=2, text="a", office="XXX"))
    assert (first["id"], second["id"]) == ("x", 2)


def test_empty_lines_are_left_out(iombot: Shell) -> None:
    found = answered(iombot, b"", b"   ", line(**GOOD), b"\t", b"", line(**GOOD))
    assert [answer["country"] for answer in found] == ["KEN", "KEN"]


def test_line_ends_of_windows_a_mark_in_front_and_none_at_the_end(iombot: Shell) -> None:
    given = b"\xef\xbb\xbf" + line(**GOOD) + b"\r\n" + line(**GOOD)
    shown = iombot("ask", "--jsonl", given=given)
    assert [answer.get("country") for answer in shown.lines] == ["KEN", "KEN"]


def test_no_lines_no_answers(iombot: Shell) -> None:
    shown = iombot("ask", "--jsonl")
    assert (shown.code, shown.out) == (0, "")


def test_a_huge_line_is_answered_too(iombot: Shell) -> None:
    text = "who is the RTS for Kenya? " + "blah " * 400_000
    huge, good = answered(iombot, line(id="huge", text=text), line(**GOOD))
    assert huge["id"] == "huge"
    assert "reply" in huge
    assert good["country"] == "KEN"


def test_an_office_fills_the_country_only_where_none_is_named(iombot: Shell) -> None:
    filled, named, empty = answered(
        iombot,
        line(text="who helps with shelter?", office="KEN"),
        line(text="who helps with shelter in Peru?", office="KEN"),
        line(text="who helps with shelter?", office=""),
    )
    assert (filled["country"], filled["ask"]) == ("KEN", None)
    assert filled["countries"] == []
    assert (named["country"], named["countries"]) == ("PER", ["PER"])
    assert (empty["country"], empty["ask"]) == (None, "country")


@pytest.mark.parametrize("office", ["KEN", "ken", " ken "])
def test_an_office_in_any_case(iombot: Shell, office: str) -> None:
    (answer,) = answered(iombot, line(text="shelter", office=office))
    assert answer["country"] == "KEN"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_language_that_is_given_is_used(iombot: Shell, language: str) -> None:
    (answer,) = answered(iombot, line(text="RTS Kenya", language=language))
    assert answer["language"] == language


def test_nothing_is_written(iombot: Shell) -> None:
    answered(iombot, line(text="escalate shelter kenya"), b"broken")
    assert [path for path in iombot.folder.rglob("*") if path.is_file()] == []
