"""A promise about speed: what the ticks ask stays cheap however many cases wait.

Plans are read for the very statements that the store sends, over many cases and notices that
aren't due.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from adapters.store import SqlStore, open_store
from adapters.store.tables import cases, notices
from tests.adapters.store.samples import LEASE, NOW, case, notice
from tests.databases import PostgresServer

DOUBLINGS = 14
MANY = 2**DOUBLINGS

# From one row to many, most of them waiting for later or done.
SPREAD = [
    """UPDATE cases SET country = 'C' || (number % 200),
       state = CASE number % 4 WHEN 3 THEN 'told' ELSE 'resolved' END,
       due_at = CASE number % 4 WHEN 3 THEN due_at END""",
    "INSERT INTO case_people SELECT 'p' || (number % 50), number FROM cases WHERE number > 1",
    """UPDATE notices SET case_number = id, address = 'U' || (id % 50), urgency = (id / 32) % 4,
       state = CASE id % 32 WHEN 0 THEN 'pending' ELSE 'sent' END""",
    """INSERT INTO destinations (route, address, changes, free_at, sent)
       SELECT 'slack', 'U' || number, FALSE, '2026-01-01 00:00:00.000000', '{}' FROM cases""",
    "ANALYZE",
]


def double(table: str, columns: str, *, changed: str) -> str:
    return f"INSERT INTO {table} ({columns}) SELECT {changed} FROM {table}"


def statements() -> Iterator[str]:
    """What fills the tables behind the one case and the one notice that are there already."""
    of_case = ", ".join(c.name for c in cases.c if c.name != "number")
    of_notice = ", ".join(c.name for c in notices.c if c.name not in ("id", "key"))
    for doubling in range(DOUBLINGS):
        yield double("cases", of_case, changed=of_case)
        key = f"key || '.{doubling}'"
        yield double("notices", f"key, {of_notice}", changed=f"{key}, {of_notice}")
    yield from SPREAD


def with_one_of_each(url: str) -> None:
    store = open_store(url)
    store.migrate()
    with store.write() as writer:
        later = NOW + timedelta(days=30)
        writer.open_case(case(due_at=later, state="told"))
        writer.add_notices([notice("n", due_at=later)])
    store.close()


class Sent:
    """Every SELECT that any engine sends, with its parameters."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []

    def __call__(self, _c: object, _k: object, sql: str, known: Any, *_: object) -> None:
        if sql.startswith("SELECT"):
            self.statements.append((sql, known))


@pytest.fixture
def sent() -> Iterator[Sent]:
    listener = Sent()
    event.listen(Engine, "before_cursor_execute", listener)
    yield listener
    event.remove(Engine, "before_cursor_execute", listener)


def due_cases(store: SqlStore) -> None:
    with store.write() as writer:
        assert writer.due_cases(NOW, 50) == ()


def next_due(store: SqlStore) -> None:
    with store.write() as writer:
        assert writer.next_due() == NOW + timedelta(days=30)


def lease_notices(store: SqlStore) -> None:
    with store.write() as writer:
        assert writer.lease_notices(NOW, NOW + LEASE, 50) == ()


def notices_behind_closed(store: SqlStore) -> None:
    with store.write() as writer:
        assert writer.notices_behind_closed(NOW, NOW + LEASE, ("tell",), 50) == ()


def backlog(store: SqlStore) -> None:
    found = store.backlog(NOW)
    assert (found.oldest_due_case, found.oldest_due_notice) == (None, None)
    assert found.open_cases == {1: MANY // 4}
    assert found.pending_notices == MANY // 32


def notices_of_cases(store: SqlStore) -> None:
    with store.write() as writer:
        assert len(writer.notices_of([3, 5, 7])[5]) == 1
        assert writer.supersede([3, 5, 7], ["tell"], NOW) == 0


def similar_cases(store: SqlStore) -> None:
    with store.read() as reader:
        assert len(reader.similar_cases("C7", "wash", 0)) == 5


def cases_of(store: SqlStore) -> None:
    with store.read() as reader:
        assert len(reader.cases_of("p7")) == 20


# What is asked, and the indexes that must answer, one set for each statement; empty where any will
# do. None may read a whole table.
QUESTIONS: list[tuple[Callable[[SqlStore], None], list[set[str]]]] = [
    (due_cases, [{"ix_cases_due"}]),
    (next_due, [{"ix_cases_due"}]),
    (lease_notices, [{"ix_notices_order", "ix_notices_line"}]),
    (notices_behind_closed, [set()]),
    (
        backlog,
        [
            {"ix_cases_due"},
            {"ix_notices_order", "ix_notices_line"},
            set(),
            {"ix_cases_open_level"},
        ],
    ),
    (notices_of_cases, [{"ix_notices_case"}, {"ix_notices_line"}]),
    (similar_cases, [{"ix_cases_open"}]),
    (cases_of, [set()]),
]


@pytest.fixture(scope="module")
def full_sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("plans") / "full.db"
    with_one_of_each(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        for statement in statements():
            connection.execute(statement)
    connection.close()
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def full_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    url = postgres_server.new_database()
    with_one_of_each(url)
    with psycopg.connect(url) as connection:
        for statement in statements():
            connection.execute(statement.encode())
    with psycopg.connect(url, autocommit=True) as connection:
        # As the server itself does now and then: it remembers which pages everybody sees.
        connection.execute("VACUUM ANALYZE")
    yield url
    postgres_server.drop(url)


def sqlite_plan(url: str, sql: str, known: Sequence[Any]) -> str:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    steps = connection.execute(f"EXPLAIN QUERY PLAN {sql}", known).fetchall()
    connection.close()
    return "\n".join(step[3] for step in steps)


def postgres_plan(url: str, sql: str, known: Mapping[str, Any]) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute(f"EXPLAIN (FORMAT JSON) {sql}".encode(), known).fetchone()
    assert row is not None
    return json.dumps(row[0], indent=1)


@pytest.mark.parametrize(("ask", "indexes"), QUESTIONS)
def test_sqlite_answers_from_indexes(
    full_sqlite_url: str, sent: Sent, ask: Callable[[SqlStore], None], indexes: list[set[str]]
) -> None:
    store = open_store(full_sqlite_url)
    ask(store)
    store.close()
    assert len(sent.statements) == len(indexes)
    for (sql, known), wanted in zip(sent.statements, indexes, strict=True):
        plan = sqlite_plan(full_sqlite_url, sql, known)
        assert all(f"INDEX {name}" in plan for name in wanted), plan
        assert not re.search(r"^SCAN \w+$", plan, re.MULTILINE), plan


@pytest.mark.parametrize(("ask", "indexes"), QUESTIONS)
def test_postgresql_answers_from_indexes(
    full_postgres_url: str, sent: Sent, ask: Callable[[SqlStore], None], indexes: list[set[str]]
) -> None:
    store = open_store(full_postgres_url)
    ask(store)
    store.close()
    for (sql, known), wanted in zip(sent.statements, indexes, strict=True):
        plan = postgres_plan(full_postgres_url, sql, known)
        assert all(f'"Index Name": "{name}"' in plan for name in wanted), plan
        assert "Seq Scan" not in plan
