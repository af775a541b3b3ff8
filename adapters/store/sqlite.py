"""SQLite: one file, many readers, a single writer."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, QueuePool, create_engine, event, exc
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, Pool

from adapters.store.faults import transaction, translate_faults

_MIGRATION_PATIENCE = 60.0


class SqliteDatabase:
    """Connections to one file. ``patience`` is how many seconds a writer waits for its turn.

    Writers of this process take turns at the pool's only writing connection, those of other
    processes at the file's lock. Readers never wait. The file is made by ``migrating`` alone, so
    that a lost file is a fault and not an empty database.
    """

    def __init__(self, path: Path, *, readers: int, patience: float) -> None:
        self._path = path
        self._reading = _engine(path, "BEGIN", patience, size=readers)
        self._writing = _engine(path, "BEGIN IMMEDIATE", patience, size=1)
        self._probe: sqlite3.Connection | None = None
        self._probed: tuple[int, int] | None = None
        event.listen(self._reading, "connect", _refuse_writes)
        event.listen(self._writing, "connect", _write_ahead)

    def reading(self) -> AbstractContextManager[Connection]:
        return transaction(self._reading)

    def writing(self) -> AbstractContextManager[Connection]:
        return transaction(self._writing)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A transaction that no other process's migration runs beside."""
        engine = _engine(self._path, "BEGIN IMMEDIATE", _MIGRATION_PATIENCE, size=None)
        event.listen(engine, "connect", _write_ahead)
        with _folder_locked(self._path.parent), transaction(engine) as connection:
            yield connection

    def stamp(self) -> object | None:
        """Something that is another after every commit of anybody; None where the file is gone.

        ``PRAGMA data_version`` tells a connection of others' commits (SQLite's documentation);
        asking takes about a hundredth of a transaction.
        """
        try:
            if self._probe is None:
                url = f"file:{quote(str(self._path))}?mode=ro"
                self._probe = sqlite3.connect(url, uri=True, check_same_thread=False)
                self._probed = _identity(self._path)
            if self._probed != _identity(self._path):
                self._close_probe()
                return None
            return self._probed, self._probe.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error:
            self._close_probe()
            return None

    def time(self) -> datetime | None:
        """None: a file has no clock but that of whoever asks."""
        return None

    def close(self) -> None:
        self._close_probe()
        self._reading.dispose()
        self._writing.dispose()

    def _close_probe(self) -> None:
        if self._probe is not None:
            self._probe.close()
        self._probe = None


def _engine(path: Path, begin: str, patience: float, *, size: int | None) -> Engine:
    """An engine whose transactions start with ``begin``; ``size`` None makes the file."""
    pool: dict[str, Any] = {"poolclass": NullPool}
    if size is not None:
        pool = {
            "poolclass": QueuePool,
            "pool_size": size,
            "max_overflow": 0,
            "pool_timeout": patience,
            "pool_use_lifo": True,
        }
    mode = "rw" if size else "rwc"
    engine = create_engine(_file_url(path, mode), connect_args={"timeout": patience}, **pool)
    translate_faults(engine)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        entry.info["file"] = _identity(path)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    _notice_lost_file(engine.pool, path)
    return engine


def _file_url(path: Path, mode: str) -> URL:
    return URL.create(
        "sqlite+pysqlite",
        database=f"file:{quote(str(path))}",
        query={"mode": mode, "uri": "true"},
    )


def _notice_lost_file(pool: Pool, path: Path) -> None:
    """SQLite goes on writing to a file that was deleted or replaced; open the new one instead."""

    @event.listens_for(pool, "checkout")
    def compare(_connection: object, entry: ConnectionPoolEntry, _proxy: object) -> None:
        if entry.info["file"] != _identity(path):
            raise exc.DisconnectionError(f"{path} is not the file that was opened")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _refuse_writes(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA query_only = ON")


def _write_ahead(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Kept in the file. The first time SQLite doesn't wait for others: migrations take turns."""
    connection.execute("PRAGMA journal_mode = WAL")


@contextmanager
def _folder_locked(folder: Path) -> Iterator[None]:
    """Wait for the folder's lock; the system gives it back when a process dies."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
