"""Towns for tests with real processes; the slow ones run only where they are asked for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.processes.people import DIRECTORY, enter
from tests.processes.town import Town, town


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: more of the same, for `make chaos`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "slow" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("slow")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture
async def place(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Town]:
    """A town on SQLite with the directory; no process is started yet."""
    async with town(tmp_path, sqlite_url) as found:
        enter(found.slack.users)
        found.populate(DIRECTORY)
        yield found
