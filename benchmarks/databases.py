"""Fresh databases for a benchmark: SQLite in a temporary folder, and a PostgreSQL that is safe.

The server is the one of the tests' wheel, with its durable defaults (``fsync`` on).
"""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from adapters.store import SqlStore, open_store
from tests.databases import PostgresServer, started_server

KINDS = ("sqlite", "postgresql")
_DURABLE = "max_connections = 60\n"


class Databases:
    """Makes migrated databases of either kind."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._server: PostgresServer | None = None
        self._numbers = itertools.count(1)

    def fresh(self, kind: str) -> str:
        """The URL of a new database at the current schema."""
        if kind == "sqlite":
            url = f"sqlite:///{self._folder / f'{next(self._numbers)}.db'}"
        else:
            if self._server is None:
                self._server = self._stack.enter_context(started_server(_DURABLE))
            url = self._server.new_database()
        store = open_store(url)
        store.migrate()
        store.close()
        return url


@contextmanager
def databases() -> Iterator[Databases]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield Databases(folder, stack)


@contextmanager
def opened(url: str) -> Iterator[SqlStore]:
    """A store whose patience is enough for thousands of rows at once."""
    store = open_store(url, patience=120)
    try:
        yield store
    finally:
        store.close()
