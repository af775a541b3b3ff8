"""PostgreSQL: many processes, none of which leads."""

import select
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import URL, QueuePool, create_engine, event, exc
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, Pool

from adapters.store.faults import NoAnswer, connected, transaction, translate_faults

# Any constant: whoever migrates holds the advisory lock of this number.
_MIGRATION_LOCK = 4_616_877_002
_MILLISECONDS = 1000
# A server before PostgreSQL 17 has no such setting.
_BOUND_TRANSACTIONS = """
    SELECT set_config(name, %s, false) FROM pg_settings WHERE name = 'transaction_timeout'
"""
_ANSWERS_A_TRANSACTION = 10


class PostgresqlDatabase:
    """A bounded pool of connections to one server.

    ``patience`` is how many seconds an answer may take (at least 2 for connecting): the server
    gives up a statement a little earlier, and a server that says nothing is given up then.
    """

    def __init__(self, url: URL, *, connections: int, patience: float) -> None:
        self._url = url
        self._engine = _engine(url, connections, patience)
        # At READ COMMITTED each question sees what is committed when it is asked, in a
        # transaction or not; without one, two round trips less.
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    def reading(self) -> AbstractContextManager[Connection]:
        return connected(self._reading)

    def writing(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A transaction that no other process's migration runs beside."""
        engine = create_engine(_with_defaults(self._url), poolclass=NullPool)
        translate_faults(engine)
        with connected(engine) as connection, connection.begin():
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            yield connection

    def stamp(self) -> object | None:
        """None: the server would have to be asked, which takes as long as the question itself."""
        return None

    def time(self) -> datetime | None:
        """The server's clock when it answers, not when a transaction began."""
        with self.reading() as connection:
            told: datetime = connection.scalars(sa.select(sa.func.clock_timestamp())).one()
            return told

    def close(self) -> None:
        self._engine.dispose()


class _ImpatientConnection(psycopg.Connection[tuple[Any, ...]]):
    """Closes itself where the server doesn't answer in time, which keepalives can't tell.

    A server that is stopped or waits for its disk still has a network that answers for it.
    """

    patience: float = 2.0

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("timeout", self.patience)
        try:
            return super().wait(gen, *args, **kwargs)
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()
            raise NoAnswer(f"no answer within {self.patience} s") from None

    @contextmanager
    def _pipeline_nolock(self) -> Iterator[psycopg.Pipeline]:
        """What ``executemany`` runs in; psycopg's own sends a Flush behind its last Sync."""
        pipeline = self._pipeline = _QuietPipeline(self, _no_lock=True)
        try:
            with pipeline:
                yield pipeline
        finally:
            self._pipeline = None


class _QuietPipeline(psycopg.Pipeline):
    """Ends with a Sync, and nothing after it.

    The server counts how long a transaction is idle from when it is ready for the next question.
    A Flush that comes after that stops the counting, and a process that stood still right then
    would hold its rows for ever.
    """

    def _exit_gen(self) -> Any:
        try:
            self._enqueue_sync()
            yield from self._communicate_gen()
        finally:
            yield from self._fetch_gen(flush=False)


def _engine(url: URL, connections: int, patience: float) -> Engine:
    engine = create_engine(
        _with_defaults(url),
        isolation_level="READ COMMITTED",
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience,
        pool_use_lifo=True,
    )
    translate_faults(engine)

    @event.listens_for(engine, "do_connect")
    def connect(
        _dialect: Dialect, _entry: ConnectionPoolEntry, args: list[Any], options: dict[str, Any]
    ) -> _ImpatientConnection:
        connection = _ImpatientConnection.connect(*args, **options)
        connection.patience = patience
        return connection

    @event.listens_for(engine, "connect")
    def prepare(connection: _ImpatientConnection, _entry: ConnectionPoolEntry) -> None:
        connection.execute(_session_settings(patience))
        longest = int(_ANSWERS_A_TRANSACTION * patience * _MILLISECONDS)
        connection.execute(_BOUND_TRANSACTIONS, (str(longest),))
        connection.commit()

    _notice_hang_up(engine.pool)
    return engine


def _session_settings(patience: float) -> str:
    """The server's own limits, shorter than ours so that the connection outlives a slow one.

    A worker that hangs in a transaction must not hold its rows for ever; where it hangs in the
    middle of a question, only PostgreSQL 17 and newer can tell. Everything is asked in
    the order of an index, so a bitmap, which has to be sorted, is never the better way; but a
    planner without figures, as in the first minute of a rush, would take it.
    """
    limit = int(patience * 0.8 * _MILLISECONDS)
    return (
        "SET TIME ZONE 'UTC';"
        "SET enable_bitmapscan = off;"
        f"SET statement_timeout = {limit};"
        f"SET lock_timeout = {limit};"
        "SET idle_in_transaction_session_timeout = '10s'"
    )


def _with_defaults(url: URL) -> URL:
    """What the URL doesn't say itself: notice within seconds that a server's host is gone."""
    defaults = {
        "application_name": "iombot",
        "connect_timeout": "2",
        "keepalives": "1",
        "keepalives_idle": "5",
        "keepalives_interval": "1",
        "keepalives_count": "2",
        "tcp_user_timeout": "2000",
    }
    return url.set(query={**defaults, **url.query})


def _notice_hang_up(pool: Pool) -> None:
    """Replace a connection that the server has closed before anything is asked of it.

    Between questions a server says nothing but farewell: a socket with something to read is a
    connection that is gone. A look at it costs no round trip, unlike a ping.
    """

    @event.listens_for(pool, "checkout")
    def look(connection: _ImpatientConnection, _entry: ConnectionPoolEntry, _proxy: object) -> None:
        if connection.closed or _has_something_to_read(connection.fileno()):
            raise exc.DisconnectionError("the server closed the connection")


def _has_something_to_read(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
