"""Towns for tests with real processes."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.databases import PostgresServer, started_server
from tests.processes.people import DIRECTORY, enter
from tests.processes.town import Town, town


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A server that may be stopped: nobody else's tests are on it."""
    with started_server() as server:
        yield server


@pytest.fixture
async def place(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Town]:
    """A town on SQLite with the directory; no process is started yet."""
    async with town(tmp_path, sqlite_url) as found:
        enter(found.slack.users)
        found.populate(DIRECTORY)
        yield found
