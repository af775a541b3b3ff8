"""Waiting writes are committed together, and one that fails takes no other along."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.store import open_store
from bot.database import Database
from bot.ports import Writer

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    store = open_store(sqlite_url)
    store.migrate()
    database = Database(store, 1, single_writer=True)
    yield database
    database.close()


async def kept(database: Database) -> list[str]:
    return [key for key, _ in await database.read(lambda reader: reader.records("test"))]


async def put(database: Database, key: str) -> str:
    def work(writer: Writer) -> str:
        writer.put_record("test", key, {}, NOW)
        return key

    return await database.write(work)


async def fail(database: Database) -> None:
    def work(writer: Writer) -> None:
        writer.put_record("test", "undone", {}, NOW)
        raise LookupError("not this one")

    await database.write(work)


async def test_each_gets_its_own_answer(database: Database) -> None:
    keys = [f"k{number}" for number in range(100)]
    assert await asyncio.gather(*(put(database, key) for key in keys)) == keys
    assert sorted(await kept(database)) == sorted(keys)


async def test_one_that_fails_is_undone_alone(database: Database) -> None:
    works = (put(database, "a"), fail(database), put(database, "b"), fail(database))
    found = await asyncio.gather(*works, return_exceptions=True)
    assert [type(each) for each in found] == [str, LookupError, str, LookupError]
    assert await kept(database) == ["a", "b"]
