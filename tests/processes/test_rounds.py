"""Rounds and drills with several processes on one PostgreSQL, one of which dies in the middle."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from content.calendars import working_calendar
from routing.posts import parse_post
from routing.rounds import AT_ONCE, next_morning
from tests.processes.served import until
from tests.processes.town import LEASE, Blow, Town, town
from tests.rows import Rows

NAIROBI = "Africa/Nairobi"
STEWARD = "USTEWARD"
HOLDS_QUESTIONS = """
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
CREATE TRIGGER held BEFORE INSERT ON notices FOR EACH ROW WHEN (NEW.kind = 'confirm')
    EXECUTE FUNCTION hold();
"""
WAITS = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def directory(count: int) -> str:
    """So many contacts of one office, who never confirmed."""
    rows = [
        f"rts:nairobi,{n},Person {n} Example,person{n}@example.org,U{n:04},en,{NAIROBI}"
        for n in range(1, count + 1)
    ]
    return "\n".join(["post,rank,name,email,slack,language,timezone", *rows])


def until_morning() -> float:
    """Seconds until a morning in which the office works."""
    now = datetime.now(UTC)
    calendar = working_calendar(parse_post("rts:nairobi"), NAIROBI)
    return (next_morning(now, calendar) - now).total_seconds() + 60


def settings(clock: float) -> dict[str, str]:
    return {"IOM_CLOCK_OFFSET_SECONDS": str(clock), "IOM_STEWARDS": "motse@example.org"}


@pytest.fixture
async def place(tmp_path: Path, postgres_url: str) -> AsyncIterator[Town]:
    async with town(tmp_path, postgres_url) as found:
        found.slack.users.add(STEWARD, "motse@example.org", "Motse Example")
        yield found


def people(place: Town, count: int) -> list[str]:
    """Let so many contacts be there; their accounts in Slack."""
    place.populate(directory(count))
    users = [f"U{n:04}" for n in range(1, count + 1)]
    for n, user in enumerate(users, 1):
        place.slack.users.add(user, f"person{n}@example.org", f"Person {n} Example")
    return users


@contextmanager
def questions_held(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Whoever writes a question waits meanwhile, with all that the transaction has done so far."""
    with psycopg.connect(url) as outside:
        outside.execute(HOLDS_QUESTIONS)
        outside.commit()
        outside.execute("SELECT pg_advisory_lock(1)")
        yield outside
        outside.rollback()
        outside.execute("DROP TRIGGER held ON notices")
        outside.commit()
        outside.execute("SELECT pg_advisory_unlock(1)")


async def waits(outside: psycopg.Connection[tuple[object, ...]]) -> None:
    await until(lambda: outside.execute(WAITS).fetchone() is not None)


def asked(place: Town) -> Counter[str]:
    rows = Rows(place.url)
    found = Counter(address for address, _ in rows.written("confirm"))
    rows.close()
    return found


async def all_have_one(place: Town, users: list[str], key: str, seconds: float) -> None:
    def keys(user: str) -> list[str]:
        return [each for each in place.keys_to(user).elements() if each.startswith(key)]

    await until(lambda: all(keys(user) for user in users), seconds)
    rows = Rows(place.url)
    await until(lambda: rows.pending() == 0, seconds)
    rows.close()
    assert {user: len(keys(user)) for user in users} == dict.fromkeys(users, 1)


@pytest.mark.slow
async def test_a_process_that_dies_while_it_writes_the_questions(place: Town) -> None:
    """Others go on with the same round: each is asked once."""
    users = people(place, 10)
    clock = until_morning()
    with questions_held(place.url) as outside:
        first = await place.start(**settings(clock))
        await waits(outside)
        first.kill()
        await first.ended()
        assert asked(place) == {}
    await asyncio.gather(*(place.start(**settings(clock)) for _ in range(2)))
    await all_have_one(place, users, "confirm/", 60)
    assert asked(place) == Counter(users)


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_a_process_that_dies_between_two_batches(place: Town) -> None:
    """Half of them are asked, the others have their turn some seconds later."""
    users = people(place, AT_ONCE + 40)
    clock = until_morning()
    first = await place.start(**settings(clock))
    await until(lambda: len(asked(place)) == AT_ONCE)
    await asyncio.gather(*(place.start(**settings(clock)) for _ in range(2)))
    first.kill()
    await all_have_one(place, users, "confirm/", 180)
    assert asked(place) == Counter(users)


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_a_drill_whose_sender_dies(place: Town) -> None:
    """Everybody has one notice, one of them settled by its key; whoever taps counts once."""
    users = people(place, 12)
    first = await place.start(**settings(0))
    question = await place.command(STEWARD, "drill nairobi")
    place.slack.meet("chat.postMessage", Blow(first.kill, after=True))
    body = place.press_body(STEWARD, question, "confirm")
    pressing = asyncio.create_task(place.post_until_answered(body))
    await first.ended()
    await asyncio.gather(*(place.start(**settings(LEASE)) for _ in range(2)))
    await pressing
    await all_have_one(place, users, "DRILL-1/", 90)
    for served in place.served[1:]:
        place.speak_to(served)
        assert "thank you" in await place.slash(users[0], "drill ack DRILL-1")
    assert "1 of 12 have" in await place.slash(STEWARD, "drill status DRILL-1")
