"""What the daily round costs: ``python -m benchmarks.rounds [CONTACTS]``.

A directory in SQLite of which all, a tenth, and nobody is due; the scan by itself, without sending.
"""

import asyncio
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from adapters.store import open_store
from benchmarks.imports import contacts
from bot.database import Database
from bot.knowledge import Knowledge, load_content
from bot.rounds import Rounds

MORNING = datetime(2026, 6, 2, 8, 59, tzinfo=UTC)
"""The end of the morning in Nairobi, by which everybody of that day has been due."""
DAY = timedelta(days=1)
LONG_AGO, LATELY = date(2026, 1, 1), date(2026, 6, 1)
DECADE = 10


class Wall:
    """The time that the scan goes by."""

    at = MORNING

    def now(self) -> datetime:
        return self.at


async def measure(url: str, count: int, share: float) -> None:
    store = open_store(url)
    store.migrate()
    due = int(count * share)
    found = [
        replace(c, timezone="Africa/Nairobi", verified_on=LONG_AGO if n < due else LATELY)
        for n, c in enumerate(contacts(count))
    ]
    with store.write() as writer:
        writer.replace_contacts(found, MORNING)
    database, wall = Database(store, 1, single_writer=True), Wall()
    rounds = Rounds(database, Knowledge(load_content(), frozenset({"mail"})), wall)
    wall.at = MORNING - DAY
    begun = time.perf_counter()
    await rounds.work()
    print(f"{count} contacts, {due} due: matching with the directory {_since(begun):.3f} s", end="")
    asked, spent, ticks = 0, 0.0, 0
    for minute in range(0, 3 * 24 * 60, 20):
        wall.at = MORNING + timedelta(minutes=minute)
        begun = time.perf_counter()
        asked += await rounds.work()
        spent += _since(begun)
        ticks += 1
    begun = time.perf_counter()
    await rounds.work()
    print(f", {ticks} scans of 3 days {spent:.3f} s, one with nothing due {_since(begun):.5f} s")
    database.close()


def _since(begun: float) -> float:
    return time.perf_counter() - begun


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        for share in (1.0, 1 / DECADE, 0.0):
            url = f"sqlite:///{Path(folder) / f'{share}.db'}"
            asyncio.run(measure(url, count, share))


if __name__ == "__main__":
    main()
