"""``iombot audit``: it finds what was done to the trail, and says so to people and programs."""

import json
import sqlite3
from datetime import UTC, datetime

import pytest

from adapters.store import open_store
from routing.audit import Entry, What
from tests.adapters.store.older import OlderVersion
from tests.adapters.store.samples import case
from tests.cli.conftest import Shell

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def line(number: int, what: What = "opened") -> Entry:
    return Entry(number, AT, "wanjiru@example.org", "Wanjiru Example", "slack", what, {"text": "é"})


@pytest.fixture
def with_trail(iombot: Shell) -> Shell:
    """Two cases, with two lines and with one."""
    assert iombot("migrate").code == 0
    store = open_store(f"sqlite:///{iombot.database}")
    with store.write() as writer:
        for _ in range(2):
            writer.add_entries([line(writer.open_case(case()).number)])
        writer.add_entries([line(1, "taken")])
    store.close()
    return iombot


def tampered(iombot: Shell, *statements: str) -> None:
    with sqlite3.connect(iombot.database) as connection:
        connection.execute("DROP TRIGGER entries_keep_update")
        connection.execute("DROP TRIGGER entries_keep_delete")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_sound_trail(with_trail: Shell) -> None:
    outcome = with_trail("audit", "verify")
    assert (outcome.code, outcome.out, outcome.err) == (0, "2 cases, 3 lines: sound\n", "")
    shown = with_trail("audit", "verify", "--json")
    assert (shown.code, shown.json) == (
        0,
        {"sound": True, "cases": 2, "lines": 3, "breaks": []},
    )


def test_a_changed_and_a_missing_line(with_trail: Shell) -> None:
    tampered(
        with_trail,
        "UPDATE entries SET actor_name = 'Eve Example' WHERE id = 3",
        "DELETE FROM entries WHERE id = 2",
    )
    outcome = with_trail("audit", "verify")
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        "IOM-1: altered: line 2 (row 3)",
        "IOM-2: missing: line 1",
        "2 cases, 2 lines: 2 broken",
    ]
    shown = with_trail("audit", "verify", "--json")
    assert shown.code == 1
    assert shown.json["sound"] is False
    first = {"reference": "IOM-1", "case": 1, "kind": "altered", "sequence": 2, "row": 3}
    assert shown.json["breaks"][0] == first


def test_long_work_says_how_far_it_is(with_trail: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.verification.AT_A_TIME", 1)
    monkeypatch.setattr("bot.cli.trail._TELL_EVERY", 0.0)
    outcome = with_trail("audit", "verify", "--json")
    assert outcome.json["sound"] is True
    assert outcome.err.splitlines() == ["1 of 2 cases", "2 of 2 cases"]


def test_every_line_is_exported_with_its_hash(with_trail: Shell) -> None:
    outcome = with_trail("audit", "export")
    assert outcome.code == 0
    lines = [json.loads(text) for text in outcome.out.splitlines()]
    places = [(found["case"], found["sequence"], found["what"]) for found in lines]
    assert places == [(1, 1, "opened"), (1, 2, "taken"), (2, 1, "opened")]
    assert lines[0]["at"] == "2026-11-23T09:30:00.000000+00:00"
    assert lines[0]["facts"] == {"text": "é"}
    assert len({found["hash"] for found in lines}) == 3


def test_a_line_that_can_not_be_read_is_exported_as_such(with_trail: Shell) -> None:
    tampered(with_trail, "UPDATE entries SET facts = '{' WHERE id = 2")
    lines = with_trail("audit", "export").lines
    assert lines[2]["error"] == "unreadable"
    assert lines[2]["row"] == 2


def test_lines_of_an_older_version_are_sealed_on_demand(iombot: Shell) -> None:
    (iombot.folder / "var").mkdir()
    older = OlderVersion(f"sqlite:///{iombot.database}")
    assert iombot("audit", "verify").code == 1, "not at the current schema"
    assert iombot("migrate").code == 0
    older.open_case(case())
    older.add_entries(line(1), line(1, "taken"))
    assert "IOM-1: foreign: a line without a seal (row 1)" in iombot("audit", "verify").out
    outcome = iombot("audit", "seal")
    assert outcome.code == 0
    assert outcome.out.splitlines() == ["IOM-1: 2 lines sealed", "2 lines sealed in all"]
    assert iombot("audit", "verify").out == "1 cases, 3 lines: sound\n"
    last = iombot("audit", "export").lines[-1]
    assert (last["what"], last["facts"]) == ("sealed_late", {"lines": "2"})
    assert iombot("audit", "seal").out == "0 lines sealed in all\n"


@pytest.mark.parametrize("command", ["verify", "export"])
def test_without_a_database_there_is_nothing_to_check(iombot: Shell, command: str) -> None:
    outcome = iombot("audit", command)
    assert outcome.code == 1
    assert "iombot migrate" in outcome.err
