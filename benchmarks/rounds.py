"""What the daily round costs: ``python -m benchmarks.rounds [CONTACTS]``.

A directory in SQLite of which all, a tenth, and nobody is due; the scans of three days, one every
20 seconds as in the bot, without sending.

Baseline: a scan with nothing due. ``each`` is what the scans that did something cost for each
contact due, and the ratio is that of many to few.
"""

import asyncio
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from adapters.store import open_store
from benchmarks.imports import contacts
from bot.database import Database
from bot.knowledge import Knowledge, load_content
from bot.rounds import Rounds
from routing.rounds import APART

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


async def measure(url: str, count: int, share: float) -> float:
    """What each contact due cost, in milliseconds."""
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
    busy, idle = 0.0, []
    for ticks in range(int(3 * DAY / APART)):
        wall.at = MORNING + ticks * APART
        begun = time.perf_counter()
        if await rounds.work():
            busy += _since(begun)
        else:
            idle.append(_since(begun))
    asked = store.backlog(wall.at).pending_notices
    database.close()
    each = 1000 * busy / due if due else 0.0
    print(f", {ticks + 1 - len(idle)} scans with something due {busy:.2f} s, {asked} asked", end="")
    print(f", each {each:.2f} ms; a scan with nothing due {1000 * median(idle):.2f} ms")
    return each


def _since(begun: float) -> float:
    return time.perf_counter() - begun


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        measured = [
            asyncio.run(measure(f"sqlite:///{Path(folder) / f'{share}.db'}", count, share))
            for share in (0.0, 1 / DECADE, 1.0)
        ]
    print(f"ratio {measured[2] / measured[1]:.2f}")


if __name__ == "__main__":
    main()
