"""PostgreSQL gone, in every way: StoreUnavailable in under 3 seconds, and well again after."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa

from adapters.store import SqlStore, open_store
from routing.errors import CommitUnknown, StoreSilent, StoreUnavailable
from tests.adapters.store.samples import case, notice, person
from tests.databases import PostgresServer, started_server

PROMISED_SECONDS = 3.0


@contextmanager
def unavailable_soon(fault: type[StoreUnavailable] = StoreUnavailable) -> Iterator[None]:
    began = time.monotonic()
    with pytest.raises(StoreUnavailable) as raised:
        yield
    assert type(raised.value) is fault
    assert time.monotonic() - began < PROMISED_SECONDS


def ask(store: SqlStore) -> None:
    with store.read() as reader:
        reader.person_and_version(person().account)


def open_a_case(store: SqlStore) -> None:
    with store.write() as writer:
        writer.open_case(case())


USES: list[Callable[[SqlStore], None]] = [ask, open_a_case, SqlStore.migrate]


@pytest.fixture
def shared(postgres_url: str) -> Iterator[SqlStore]:
    store = open_store(postgres_url)
    open_a_case(store)
    yield store
    store.close()


def backends(url: str) -> list[int]:
    """The server's processes that serve the bot."""
    theirs = """SELECT pid FROM pg_stat_activity
                WHERE application_name = 'iombot' AND datname = current_database()"""
    with psycopg.connect(url) as connection:
        return [pid for (pid,) in connection.execute(theirs)]


def hang_up(url: str) -> None:
    """End the bot's connections from the server's side, and wait until they are gone."""
    with psycopg.connect(url, autocommit=True) as connection:
        for pid in backends(url):
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


@pytest.mark.parametrize("use", USES)
def test_nobody_listens(use: Callable[[SqlStore], None]) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        store = open_store(f"postgresql://bot@127.0.0.1:{bound.getsockname()[1]}/iombot")
        with unavailable_soon():
            use(store)
        assert not store.ready()
    store.close()


def test_somebody_listens_and_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = open_store(f"postgresql://bot@127.0.0.1:{silent.getsockname()[1]}/iombot")
        with unavailable_soon(StoreSilent):
            ask(store)
    store.close()


def test_a_server_stops_and_comes_back() -> None:
    with started_server() as server:
        store = open_store(server.url("postgres"))
        store.migrate()
        open_a_case(store)
        server.stop()
        for use in USES:
            with unavailable_soon():
                use(store)
        assert not store.ready()
        server.start()
        assert store.ready()
        open_a_case(store)
        with store.read() as reader:
            assert len(reader.cases_of(person().key)) == 2
        store.close()


def test_connections_that_were_hung_up_are_replaced(shared: SqlStore, postgres_url: str) -> None:
    for use in (ask, open_a_case):
        hang_up(postgres_url)
        use(shared)


def test_a_connection_lost_in_mid_transaction_leaves_nothing(
    shared: SqlStore, postgres_url: str
) -> None:
    def lose_it() -> None:
        with shared.write() as writer:
            writer.open_case(case())
            hang_up(postgres_url)
            writer.open_case(case())

    with unavailable_soon():
        lose_it()
    with shared.read() as reader:
        assert [found.number for found in reader.cases_of(person().key)] == [1]


def test_a_connection_lost_at_the_commit_is_told_apart(shared: SqlStore, postgres_url: str) -> None:
    def lose_it() -> None:
        with shared.write() as writer:
            writer.open_case(case())
            hang_up(postgres_url)

    with unavailable_soon(CommitUnknown):
        lose_it()
    open_a_case(shared)


def test_a_server_that_hangs_is_given_up(shared: SqlStore, postgres_url: str) -> None:
    (pid,) = backends(postgres_url)
    os.kill(pid, signal.SIGSTOP)
    try:
        with unavailable_soon(StoreSilent):
            ask(shared)
        ask(shared)
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("rows", [1, 100])
def test_a_process_that_stands_still_in_a_transaction_frees_its_rows(
    shared: SqlStore, postgres_url: str, rows: int
) -> None:
    """One row is one statement; several go through the driver's pipeline."""

    def stand_still() -> None:
        with shared.write() as writer:
            writer._connection.execute(sa.text("SET idle_in_transaction_session_timeout = '200ms'"))
            writer.add_notices([notice(f"notice-{number}") for number in range(rows)])
            deadline = time.monotonic() + PROMISED_SECONDS
            while backends(postgres_url):
                assert time.monotonic() < deadline, "its rows are still locked"
            writer.case(1)

    with pytest.raises(StoreUnavailable):
        stand_still()


def test_a_transaction_has_an_end_where_the_server_knows_how(shared: SqlStore) -> None:
    with shared.write() as writer:
        limit = writer._connection.execute(sa.text("SHOW transaction_timeout")).scalar()
    assert limit == "20s"


def test_a_row_locked_for_long_is_given_up(shared: SqlStore, postgres_url: str) -> None:
    def wait() -> None:
        with shared.write() as writer:
            writer.case(1)

    with psycopg.connect(postgres_url) as outside:
        outside.execute("SELECT 1 FROM cases FOR UPDATE")
        with unavailable_soon():
            wait()
    wait()


def test_a_busy_pool_is_waited_for_only_so_long(postgres_url: str) -> None:
    store = open_store(postgres_url, connections=1, patience=0.05)
    with store.write():
        for use in (ask, open_a_case):
            with unavailable_soon():
                use(store)
    open_a_case(store)
    store.close()


def test_a_server_that_became_read_only_is_unavailable(
    shared: SqlStore, postgres_url: str, postgres_server: PostgresServer
) -> None:
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    postgres_server.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    hang_up(postgres_url)
    ask(shared)
    with unavailable_soon():
        open_a_case(shared)
