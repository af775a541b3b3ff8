"""The database as the bot sees it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol

from sqlalchemy import exc
from sqlalchemy.engine import Connection

from adapters.store import cases, leases, outbox, schema
from adapters.store.postgresql import PostgresqlDatabase
from adapters.store.reader import SqlReader
from adapters.store.sqlite import SqliteDatabase
from adapters.store.url import postgresql_url, sqlite_path
from adapters.store.writer import SqlWriter
from routing.backlog import Backlog
from routing.errors import StoreUnavailable


class Database(Protocol):
    """What differs between SQLite and PostgreSQL: how one gets at it."""

    def reading(self) -> AbstractContextManager[Connection]: ...

    def writing(self) -> AbstractContextManager[Connection]: ...

    def migrating(self) -> AbstractContextManager[Connection]: ...

    def stamp(self) -> object | None: ...

    def time(self) -> datetime | None: ...

    def close(self) -> None: ...


class SqlStore:
    """The database. Every method may raise StoreUnavailable (``routing.errors``).

    May be used from several threads at once; a transaction belongs to the thread that began it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def read(self) -> Iterator[SqlReader]:
        with self._database.reading() as connection:
            yield SqlReader(connection)

    @contextmanager
    def write(self) -> Iterator[SqlWriter]:
        """A write transaction: kept at the end, undone by any exception.

        Raises:
            StoreUnavailable: nothing was written.
            CommitUnknown: the database went away in mid-commit.
        """
        with self._database.writing() as connection:
            writer = SqlWriter(connection)
            yield writer
            writer.flush()

    def backlog(self, now: datetime) -> Backlog:
        with self._database.reading() as connection:
            return Backlog(
                oldest_due_case=cases.oldest_due(connection, now),
                oldest_due_notice=leases.oldest_sendable(connection, now),
                pending_notices=outbox.count_pending(connection),
                open_cases=cases.open_by_level(connection),
            )

    def time(self) -> datetime | None:
        """The database's own clock (UTC), which all processes share; None where it has none."""
        return self._database.time()

    def stamp(self) -> object | None:
        """Another value after every commit of anybody; None where only a question would tell.

        What was read while it stayed the same is still so. Raises nothing.
        """
        return self._database.stamp()

    def ready(self) -> bool:
        """Is the database there and at the current schema? Raises nothing."""
        try:
            with self._database.reading() as connection:
                return schema.revision(connection) == schema.HEAD
        except (StoreUnavailable, exc.ProgrammingError):
            return False

    def migrate(self) -> None:
        """Bring the database to the current schema; safe when several start at once.

        Raises:
            UnknownSchema: a newer version of the bot has migrated it further.
        """
        if self.ready():
            return
        with self._database.migrating() as connection:
            schema.upgrade(connection)

    def close(self) -> None:
        self._database.close()


def open_store(url: str, *, connections: int = 5, patience: float = 2.0) -> SqlStore:
    """The store that ``DATABASE_URL`` names; nothing is connected yet.

    ``connections`` bounds the pool: reading connections on SQLite, where one more writes; all of
    them on PostgreSQL. ``patience`` is the seconds after which a database that doesn't answer, or
    a lock that doesn't come free, is StoreUnavailable.

    Raises:
        InvalidDatabaseUrl: the URL, or the folder that it names, can't be used.
    """
    path = sqlite_path(url)
    if path is not None:
        return SqlStore(SqliteDatabase(path, readers=connections, patience=patience))
    database = PostgresqlDatabase(postgresql_url(url), connections=connections, patience=patience)
    return SqlStore(database)
