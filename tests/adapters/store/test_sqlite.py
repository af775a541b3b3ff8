"""What only a database in a file can suffer."""

import sqlite3
from pathlib import Path

import pytest

from adapters.store import SqlStore, open_store
from routing.errors import StoreUnavailable
from tests.adapters.store.samples import case


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def opened(store: SqlStore) -> int:
    with store.write() as writer:
        return writer.open_case(case()).number


def count(store: SqlStore) -> int:
    with store.read() as reader:
        return len(reader.cases_of("asker@example.org"))


def test_a_commit_is_on_disk_before_it_is_told(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    with store.write() as writer:
        asked = writer._connection.exec_driver_sql
        assert asked("PRAGMA journal_mode").scalar() == "wal"
        assert asked("PRAGMA synchronous").scalar() == 2
        assert asked("PRAGMA foreign_keys").scalar() == 1
    store.close()


def test_a_reader_cant_write(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    with store.read() as reader, pytest.raises(StoreUnavailable, match="readonly"):
        reader._connection.exec_driver_sql("DELETE FROM cases")
    store.close()


def test_a_lost_file_is_noticed_and_not_made_anew(sqlite_url: str, path: Path) -> None:
    store = open_store(sqlite_url)
    assert opened(store) == 1
    for file in path.parent.iterdir():
        file.unlink()
    for use in (opened, count):
        with pytest.raises(StoreUnavailable):
            use(store)
    assert not store.ready()
    assert list(path.parent.iterdir()) == []
    store.close()


def test_a_restored_file_is_used_at_once(sqlite_url: str, path: Path) -> None:
    store = open_store(sqlite_url)
    assert opened(store) == 1
    copy = path.with_name("copy")
    with sqlite3.connect(path) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    connection.close()
    assert opened(store) == 2
    for file in path.parent.iterdir():
        if file != copy:
            file.unlink()
    copy.rename(path)
    assert count(store) == 1
    assert opened(store) == 2
    store.close()


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("Dear diary, " * 500)
    store = open_store(f"sqlite:///{path}")
    assert not store.ready()
    for use in (opened, count):
        with pytest.raises(StoreUnavailable, match="not a database"):
            use(store)
    with pytest.raises(StoreUnavailable, match="not a database"):
        store.migrate()
    store.close()


def test_a_lock_held_elsewhere_is_waited_for_only_so_long(sqlite_url: str, path: Path) -> None:
    store = open_store(sqlite_url, patience=0.05)
    outside = sqlite3.connect(path, isolation_level=None)
    outside.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        opened(store)
    assert count(store) == 0
    outside.execute("ROLLBACK")
    outside.close()
    assert opened(store) == 1
    store.close()
