"""Tampering with the audit trail in SQL, past the triggers: it shows."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy.engine import Connection

from adapters.store import SqlStore
from routing.chain import first_break
from tests.adapters.store.older import engine_of
from tests.adapters.store.samples import case, entry

WITHOUT_TRIGGERS = {
    "sqlite": [
        "DROP TRIGGER entries_keep_update",
        "DROP TRIGGER entries_keep_delete",
        "DROP TRIGGER entries_keep_replace",
    ],
    "postgresql": ["ALTER TABLE entries DISABLE TRIGGER USER"],
}
SLIP_IN = (
    "INSERT INTO entries"
    " (case_number, at, actor, actor_name, platform, what, facts, sequence, hash)"
    " SELECT case_number, at, actor, actor_name, platform, 'cancelled', facts, {place}, {digest}"
    " FROM entries WHERE id = 4"
)


@pytest.fixture
def trail(store: SqlStore) -> SqlStore:
    """Two cases with four lines each, written by turns in several transactions."""
    with store.write() as writer:
        for _ in range(2):
            number = writer.open_case(case()).number
            writer.add_entries([entry(number, summary="The well is dry. · ñ 水")])
    for what in ("told", "delivered", "taken"):
        with store.write() as writer:
            for number in (1, 2):
                writer.add_entries([entry(number, what, post="rts:nairobi")])
    return store


@pytest.fixture
def outside(trail: SqlStore, store_url: str) -> Iterator[Connection]:
    """A connection for which the triggers don't hold."""
    with engine_of(store_url).connect() as connection:
        for statement in WITHOUT_TRIGGERS[connection.dialect.name]:
            connection.exec_driver_sql(statement)
        connection.commit()
        yield connection


def found(store: SqlStore) -> list[tuple[object, ...]]:
    with store.read() as reader:
        faults = [first_break(chain) for chain in reader.chains(0, 100)]
        strays = reader.stray_lines(100)
    return [(f.case, f.kind, f.sequence, f.row) for f in (*faults, *strays) if f is not None]


def test_a_trail_is_sound_as_it_was_written(trail: SqlStore) -> None:
    assert found(trail) == []
    with trail.read() as reader:
        assert [len(chain.links) for chain in reader.chains(0, 100)] == [4, 4]
        assert [chain.case for chain in reader.chains(0, 1)] == [1]
        assert [chain.case for chain in reader.chains(1, 100)] == [2]
        assert reader.chains(2, 100) == ()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE entries SET what = 'cancelled' WHERE id = 3", (1, "altered", 2, 3)),
        ("UPDATE entries SET actor = 'eve@example.org' WHERE id = 4", (2, "altered", 2, 4)),
        ("UPDATE entries SET actor_name = 'Eve' WHERE id = 1", (1, "altered", 1, 1)),
        ("UPDATE entries SET platform = 'teams' WHERE id = 8", (2, "altered", 4, 8)),
        ("UPDATE entries SET facts = '{}' WHERE id = 6", (2, "altered", 3, 6)),
        ("UPDATE entries SET at = '2026-11-23 10:00:00+00:00' WHERE id = 5", (1, "altered", 3, 5)),
        ("UPDATE entries SET hash = 'x' WHERE id = 7", (1, "altered", 4, 7)),
        ("DELETE FROM entries WHERE id = 1", (1, "missing", 1, None)),
        ("DELETE FROM entries WHERE id = 5", (1, "missing", 3, None)),
        ("DELETE FROM entries WHERE id = 8", (2, "missing", 4, None)),
        ("DELETE FROM entries WHERE case_number = 2", (2, "missing", 1, None)),
        (SLIP_IN.format(place="NULL", digest="NULL"), (2, "foreign", None, 9)),
        (SLIP_IN.format(place=5, digest="hash"), (2, "altered", 5, 9)),
        ("UPDATE cases SET audit_count = 3 WHERE number = 1", (1, "foreign", 4, 7)),
        ("UPDATE cases SET audit_hash = NULL WHERE number = 2", (2, "altered", 4, 8)),
        (
            "UPDATE cases SET opened_at = '2026-11-20 10:00:00+00:00' WHERE number = 1",
            (1, "altered", 1, 1),
        ),
    ],
)
def test_tampering_shows(
    trail: SqlStore, outside: Connection, statement: str, expected: tuple[object, ...]
) -> None:
    outside.exec_driver_sql(statement)
    outside.commit()
    assert found(trail) == [expected]


def test_two_lines_that_changed_places(trail: SqlStore, outside: Connection) -> None:
    for place, row in ((99, 3), (2, 5), (3, 3)):
        outside.exec_driver_sql(f"UPDATE entries SET sequence = {place} WHERE id = {row}")
    outside.commit()
    assert found(trail) == [(1, "reordered", 2, 5)]


def test_a_line_that_was_moved_to_another_case(trail: SqlStore, outside: Connection) -> None:
    outside.exec_driver_sql("UPDATE entries SET case_number = 2, sequence = 5 WHERE id = 7")
    outside.commit()
    assert found(trail) == [(1, "missing", 4, None), (2, "altered", 5, 7)]


def test_lines_whose_case_is_gone(trail: SqlStore, outside: Connection) -> None:
    if outside.dialect.name == "postgresql":
        constraint = "ALTER TABLE entries DROP CONSTRAINT entries_case_number_fkey"
        outside.exec_driver_sql(constraint)
    outside.exec_driver_sql("DELETE FROM cases WHERE number = 1")
    outside.commit()
    assert found(trail) == [(1, "foreign", None, row) for row in (1, 3, 5, 7)]


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "garbage",
    ["at = 'once'", "facts = '{'", "facts = '[]'", "actor = x'00ff'", "sequence = 'second'"],
)
def test_what_only_sqlite_lets_in_is_shown_and_breaks_nothing(
    trail: SqlStore, outside: Connection, garbage: str
) -> None:
    outside.exec_driver_sql(f"UPDATE entries SET {garbage} WHERE id = 4")
    outside.commit()
    ((number, kind, _, _),) = found(trail)
    assert (number, kind) in [(2, "altered"), (2, "foreign")]


def test_a_line_that_was_undone_leaves_no_gap(trail: SqlStore) -> None:
    with trail.write() as writer:
        writer.add_entries([entry(1, "details")])
        with suppress(LookupError), writer.savepoint():
            writer.add_entries([entry(1, "resolved"), entry(2, "resolved")])
            writer.add_entries([entry(9)])
        writer.add_entries([entry(1, "cancelled"), entry(2, "cancelled")])
    with suppress(LookupError), trail.write() as writer:
        writer.add_entries([entry(2, "resolved")])
        writer.add_entries([entry(9)])
    with trail.write() as writer:
        writer.add_entries([entry(2, "details")])
    assert found(trail) == []
    with trail.read() as reader:
        assert [line.what for line in reader.entries(1)][4:] == ["details", "cancelled"]
        assert [line.what for line in reader.entries(2)][4:] == ["cancelled", "details"]


def test_what_no_database_holds_is_sealed_as_it_is_stored(store: SqlStore) -> None:
    odd = "half \ud83d and \0 nothing"
    with store.write() as writer:
        number = writer.open_case(case()).number
        writer.add_entries([replace(entry(number, text="é"), actor=odd, actor_name=odd)])
    assert found(store) == []
