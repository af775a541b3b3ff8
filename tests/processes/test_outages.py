"""The database goes away and comes back: what needs none is answered, and nothing is lost."""

import asyncio
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.databases import PostgresServer
from tests.fakes.teams_activities import AMINA as AMINA_IN_TEAMS
from tests.processes.people import AMINA, ASKER, DIRECTORY, enter
from tests.processes.served import until
from tests.processes.town import QUICK, Town, town
from tests.shown import shown

PROMISED = 3.0
MANY = ("kenya", "uganda", "peru", "chad", "nepal", "egypt", "fiji", "yemen") * 3


@pytest.fixture
async def place(tmp_path: Path, own_server: PostgresServer) -> AsyncIterator[Town]:
    url = own_server.new_database()
    async with town(tmp_path, url, policy=QUICK) as found:
        enter(found.slack.users)
        yield found


async def answered_in_time(place: Town, text: str, seconds: float = PROMISED) -> str:
    began = time.monotonic()
    answer = await place.slash(ASKER, text)
    assert time.monotonic() - began < seconds
    return answer


async def is_ready(place: Town) -> bool:
    return (await place.web.get("/readyz")).status_code == 200


async def assert_answered_from_memory(place: Town) -> None:
    """What needs no database is answered from the directory as it was read last."""
    assert "Amina Example" in await answered_in_time(place, "who shelter kenya")
    assert "MICIC" in await answered_in_time(place, "about MICIC")
    sent = len(place.teams.sent)
    began = time.monotonic()
    await place.post_teams(place.teams.message("who shelter kenya", AMINA_IN_TEAMS))
    await until(lambda: len(place.teams.sent) > sent)
    assert time.monotonic() - began < PROMISED
    assert "Amina Example" in shown(place.teams.sent[-1].card)


async def refused_case(place: Town, seconds: float = PROMISED) -> str:
    """Nothing is stored, and the answer says so, and whom to call meanwhile; its first line."""
    escalate = await answered_in_time(place, "escalate shelter kenya -- no roofs", seconds)
    assert not re.search(r"IOM-\d", escalate)
    assert "amina@example.org" in escalate
    refusal = escalate.splitlines()[0]
    assert "not" in refusal.lower()
    return refusal


async def assert_nothing_promised(place: Town) -> None:
    refusal = await refused_case(place)
    for command in ("ack IOM-1", "resolve IOM-1 -- done"):
        answer = await answered_in_time(place, command)
        assert answer.splitlines()[0] == refusal


async def assert_unwell(place: Town) -> None:
    health = await place.web.get("/healthz")
    assert (health.status_code, health.json()["database"]) == (503, "away")
    assert (await place.web.get("/readyz")).status_code == 503
    assert (await place.web.get("/metrics")).status_code == 503


async def test_a_database_that_stops_and_comes_back(
    place: Town, own_server: PostgresServer
) -> None:
    place.populate(DIRECTORY)
    served = await place.start()
    assert "Amina Example" in await place.slash(ASKER, "who shelter kenya")
    await place.post_teams(place.teams.message("help", AMINA_IN_TEAMS))
    assert "IOM-1" in await place.slash(ASKER, "escalate shelter kenya high")
    own_server.stop()
    try:
        await assert_answered_from_memory(place)
        await assert_nothing_promised(place)
        await assert_unwell(place)
    finally:
        own_server.start()

    await until(lambda: is_ready(place))
    await until(lambda: place.tellings(AMINA, 1) > 0)
    assert "IOM-2" in await place.slash(ASKER, "escalate shelter kenya high")
    await until(lambda: place.tellings(AMINA, 2) > 0)
    assert place.cases() == 2
    assert "Traceback" not in served.text


async def test_a_database_that_is_away_at_the_start(
    place: Town, own_server: PostgresServer
) -> None:
    """It is even without tables: they are made once it is there."""
    own_server.stop()
    try:
        await place.start()
        assert "Kenya" in await answered_in_time(place, "who shelter kenya")
        assert not re.search(r"IOM-\d", await answered_in_time(place, "escalate shelter kenya"))
        assert (await place.web.get("/readyz")).status_code == 503
    finally:
        own_server.start()
    await until(lambda: is_ready(place))
    assert (await place.web.get("/healthz")).status_code == 200
    place.populate(DIRECTORY)
    assert "IOM-1" in await place.slash(ASKER, "escalate shelter kenya high")
    await until(lambda: place.tellings(AMINA, 1) > 0)


@contextmanager
def frozen(url: str) -> Iterator[None]:
    """Everything that serves this database stands still: the network answers, nobody else does."""
    with psycopg.connect(url) as connection:
        asked = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname IS NOT NULL")
        pids = [row[0] for row in asked if row[0] != connection.info.backend_pid]
    connection.close()
    postmaster = int(Path(f"/proc/{pids[0]}/stat").read_text().rpartition(")")[2].split()[1])
    try:
        for pid in (postmaster, *pids):
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in (*pids, postmaster):
            os.kill(pid, signal.SIGCONT)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the parent is read from /proc")
async def test_a_database_that_stops_answering(place: Town) -> None:
    place.populate(DIRECTORY)
    await place.start()
    assert "Amina Example" in await place.slash(ASKER, "who shelter kenya")
    await place.post_teams(place.teams.message("help", AMINA_IN_TEAMS))
    with frozen(place.url):
        many = (answered_in_time(place, f"who shelter {country}") for country in MANY)
        answers = await asyncio.gather(*many)
        assert all("Level 2" in answer for answer in answers)
        await assert_answered_from_memory(place)
        await assert_nothing_promised(place)
    await until(lambda: is_ready(place))
    assert "IOM-1" in await place.slash(ASKER, "escalate shelter kenya high")


def move(here: Path, there: Path) -> None:
    """The database's file, with its log."""
    there.mkdir(exist_ok=True)
    for file in here.glob("store.db*"):
        file.rename(there / file.name)


async def test_a_file_that_is_taken_away_and_put_back(tmp_path: Path, sqlite_url: str) -> None:
    async with town(tmp_path, sqlite_url, policy=QUICK) as place:
        enter(place.slack.users)
        place.populate(DIRECTORY)
        await place.start()
        assert "IOM-1" in await place.slash(ASKER, "escalate shelter kenya high")
        await place.post_teams(place.teams.message("help", AMINA_IN_TEAMS))
        away = tmp_path.with_name(f"{tmp_path.name}-away")
        move(tmp_path, away)
        await assert_answered_from_memory(place)
        await assert_nothing_promised(place)
        await assert_unwell(place)
        move(away, tmp_path)
        await until(lambda: is_ready(place))
        await until(lambda: place.tellings(AMINA, 1) > 0)
