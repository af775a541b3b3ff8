"""A stage with everybody on it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.stage import Stage, staged
from tests.transcripts.cast import enter


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database without rows: SQLite's, unless the test says otherwise."""
    url: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    return url


@pytest.fixture
def options() -> dict[str, Any]:
    """What ``staged`` takes; a test changes it by ``@settings(...)``."""
    return {}


@pytest.fixture
async def stage(
    tmp_path: Path, database: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    # Mail that can't be sent is kept below the working directory.
    monkeypatch.chdir(tmp_path)
    async with staged(tmp_path, database_url=database, **options) as stage:
        await enter(stage)
        yield stage
