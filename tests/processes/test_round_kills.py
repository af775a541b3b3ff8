"""Each contact is asked exactly once, whichever process dies at its round, and how many there are.

Real processes on PostgreSQL. One is killed in the middle of the transaction in which it asks, while
a second one waits for the directory behind it; or in a delivery; or both are gone for three days.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests.processes.confirmers import (
    EACH_ONCE,
    NEWCOMER,
    PEOPLE,
    arrived,
    enter,
    fill,
    morning,
    offset,
    written,
)
from tests.processes.served import Served, until
from tests.processes.town import LEASE, Blow, Town, town
from tests.rows import Rows

CONFIRMED_FOR = timedelta(days=90)
"""By the built-in policy."""
DUE = morning(3)
_STANDING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "


@pytest.fixture
async def place(tmp_path: Path, postgres_url: str) -> AsyncIterator[Town]:
    """Everybody confirmed some day; nobody has been asked, and no process is running."""
    async with town(tmp_path, postgres_url) as found:
        enter(found.slack.users)
        store = found.store()
        fill(store, DUE - CONFIRMED_FOR)
        store.close()
        yield found


async def started(place: Town, at: datetime) -> Served:
    return await place.start(IOM_CLOCK_OFFSET_SECONDS=offset(at))


async def killed(served: Served) -> None:
    served.kill()
    assert await served.ended() == -9


async def each_was_asked_once(place: Town) -> None:
    """Everybody has one question, in the outbox and in Slack, and nothing is left."""
    rows = Rows(place.url)
    await until(lambda: sum(written(place).values()) >= PEOPLE and rows.pending() == 0, 60)
    rows.close()
    assert written(place) == EACH_ONCE
    assert arrived(place) == EACH_ONCE


class Barrier:
    """Keeps everybody from writing to a table; ``waiting`` says how many wait for it."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def _count(self, condition: str) -> int:
        found = self._connection.execute(f"{_STANDING} {condition}".encode()).fetchone()
        return int(found[0]) if found else 0

    def stops_one(self) -> bool:
        """Does a statement wait for the table?"""
        return self._count("wait_event_type = 'Lock' AND wait_event = 'relation'") > 0

    def another_waits_behind(self) -> bool:
        """Does one wait for what the first has changed: the row that locks the directory?"""
        return self._count("wait_event_type = 'Lock' AND wait_event <> 'relation'") > 0


@contextmanager
def barrier(url: str, table: str) -> Iterator[Barrier]:
    with psycopg.connect(url) as connection:
        connection.execute(f"LOCK TABLE {table} IN SHARE MODE".encode())
        yield Barrier(connection)


@pytest.mark.slow
@pytest.mark.parametrize(
    "table",
    [
        pytest.param("seats", id="before-the-states"),
        pytest.param("notices", id="before-the-questions"),
        pytest.param("directory_entries", id="between-questions-and-trail"),
    ],
)
async def test_killed_in_mid_scan_while_another_waits(place: Town, table: str) -> None:
    with barrier(place.url, table) as held:
        first = await started(place, DUE)
        await until(held.stops_one)
        await started(place, DUE)
        await until(held.another_waits_behind)
        await killed(first)
        assert not written(place), "nothing of a scan that wasn't finished"
    await each_was_asked_once(place)


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(False, id="not-arrived", marks=pytest.mark.slow),
        pytest.param(True, id="arrived"),
    ],
)
async def test_killed_in_a_delivery_and_started_again(place: Town, *, after: bool) -> None:
    first = await started(place, DUE)
    place.slack.meet("chat.postMessage", Blow(first.kill, after))
    assert await first.ended() == -9
    assert written(place) == EACH_ONCE
    await started(place, DUE + timedelta(seconds=LEASE + 15))
    await each_was_asked_once(place)


async def test_two_replicas_and_an_outage_of_three_days(place: Town) -> None:
    before = await started(place, DUE - timedelta(days=2))
    rows = Rows(place.url)
    await until(lambda: rows.counts()["seats"] > 0)
    rows.close()
    await killed(before)
    assert not written(place), "nobody was due yet"
    late = morning(3 + 3)
    assert late - DUE >= timedelta(days=3)
    both = await asyncio.gather(started(place, late), started(place, late))
    await each_was_asked_once(place)
    for each in both:
        await killed(each)
    store = place.store()
    fill(store, DUE - CONFIRMED_FOR, newcomer=True)
    store.close()
    await started(place, late + timedelta(hours=1))
    await until(lambda: arrived(place)[NEWCOMER] > 0, 60)
    assert arrived(place) == EACH_ONCE + Counter([NEWCOMER])
    assert sum(written(place).values()) == PEOPLE + 1
