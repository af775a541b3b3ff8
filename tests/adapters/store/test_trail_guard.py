"""The audit trail can't be changed, by whichever way of SQL."""

import sqlite3

import psycopg
import pytest

from adapters.store import SqlStore, open_store
from tests.adapters.store.samples import case, entry

CHANGES = ["UPDATE entries SET what = 'taken'", "DELETE FROM entries"]


def with_a_line(url: str) -> SqlStore:
    store = open_store(url)
    with store.write() as writer:
        writer.open_case(case())
        writer.add_entries([entry(1)])
    return store


def kept(store: SqlStore) -> bool:
    with store.read() as reader:
        return reader.entries(1) == (entry(1),)


@pytest.mark.parametrize(
    "change",
    [*CHANGES, "REPLACE INTO entries SELECT * FROM entries"],
)
def test_sqlite_refuses(sqlite_url: str, change: str) -> None:
    store = with_a_line(sqlite_url)
    outside = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        outside.execute(change)
    outside.close()
    assert kept(store)
    store.close()


@pytest.mark.parametrize("change", [*CHANGES, "TRUNCATE entries"])
def test_postgresql_refuses(postgres_url: str, change: str) -> None:
    store = with_a_line(postgres_url)
    outside = psycopg.connect(postgres_url, autocommit=True)
    with pytest.raises(psycopg.IntegrityError, match="append-only"):
        outside.execute(change.encode())
    outside.close()
    assert kept(store)
    store.close()


def test_more_lines_can_follow(store: SqlStore) -> None:
    with store.write() as writer:
        writer.open_case(case())
        writer.add_entries([entry(1)])
    with store.write() as writer:
        writer.add_entries([entry(1, "cancelled")])
        assert [line.what for line in writer.entries(1)] == ["opened", "cancelled"]
