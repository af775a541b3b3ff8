"""Two replicas on one database, with every transaction and every message taking its own time."""

import asyncio
import functools
import itertools
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adapters.store import SqlStore, open_store
from adapters.store.writer import SqlWriter
from bot.conversation import Conversation
from bot.database import Database
from bot.engine import Engine
from bot.knowledge import Content, Knowledge, load_content
from bot.outbox import Outbox
from bot.pacing import Pacing
from bot.people import Introductions
from bot.ports import Channel
from bot.postman import Postman
from content.directory import read_contacts
from routing.exchange import Reply, Request
from routing.notices import Route
from routing.people import Account
from tests.chaos.wire import Wire

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LONGEST_PAUSE = 0.002
ROUTES: tuple[Route, ...] = ("slack", "mail")
_keys = itertools.count(1)

# What a step of a transaction is: before each of these, another one may come in between.
_STEPS = frozenset(
    {
        "add_entries",
        "add_notices",
        "case",
        "cases",
        "claim_notices",
        "due_cases",
        "finish_notices",
        "glimpses",
        "hold_notices",
        "notices_behind_closed",
        "remember",
        "save_cases",
        "sendable_notices",
        "supersede",
        "take_notices",
    }
)


class RaceClock:
    """Time stands still while people race: what happens first is left to chance."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


class HaltingWriter:
    """A writer that halts before its steps, each time for as long as chance says."""

    def __init__(self, writer: SqlWriter, chance: random.Random) -> None:
        self._writer = writer
        self._chance = chance

    def __getattr__(self, name: str) -> Any:
        if name in _STEPS and self._chance.random() < 0.3:
            time.sleep(self._chance.random() * LONGEST_PAUSE)
        return getattr(self._writer, name)


class HaltingStore:
    """A store whose write transactions halt on their way; everything else is as it is."""

    def __init__(self, store: SqlStore, chance: random.Random) -> None:
        self._store = store
        self._chance = chance

    @contextmanager
    def write(self) -> Iterator[HaltingWriter]:
        with self._store.write() as writer:
            yield HaltingWriter(writer, self._chance)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@dataclass
class Replica:
    database: Database
    engine: Engine
    postman: Postman
    conversation: Conversation

    async def say(self, user: str, text: str) -> Reply:
        """A command that somebody types in Slack, and its answer."""
        account = Account("slack", "T1", user)
        key = f"request-{next(_keys)}"
        return await self.conversation.handle(
            Request(key, account, f"conversation-{user}", "command", text)
        )

    async def work(self) -> int:
        """One tick of both kinds; how much there was to do."""
        steps, sent = await asyncio.gather(self.engine.tick(), self.postman.tick())
        return steps + sent


def replica(url: str, wire: Wire, chance: random.Random, clock: RaceClock) -> Replica:
    threads = 1 if url.startswith("sqlite") else 4
    store = HaltingStore(open_store(url, patience=10), chance)
    database = Database(store, threads, single_writer=threads == 1)
    knowledge = Knowledge(content(), frozenset(ROUTES))
    # Time stands still, so nobody's turn would ever come.
    pacing = Pacing(time.monotonic, limits={})
    outbox = Outbox(knowledge, clock, chance, pacing)
    channels: dict[str, Channel] = dict.fromkeys(ROUTES, wire)
    return Replica(
        database,
        Engine(database, knowledge, clock),
        Postman(database, outbox, channels, pacing),
        Conversation(database, knowledge, clock, Introductions(database, knowledge, clock, {})),
    )


@asynccontextmanager
async def two_replicas(
    url: str, wire: Wire, directory: str, seed: int, clock: RaceClock
) -> AsyncIterator[tuple[Replica, Replica]]:
    """Both are at work until the end; then everything under way has ended."""
    store = open_store(url)
    contacts = read_contacts(directory, content().structure, NOW.date())
    with store.write() as writer:
        writer.replace_contacts(contacts, NOW)
    store.close()
    first, second = (replica(url, wire, random.Random(f"{seed}/{n}"), clock) for n in (1, 2))
    try:
        yield first, second
    finally:
        for each in (first, second):
            await each.postman.end()
            each.database.close()


@functools.cache
def content() -> Content:
    return load_content()
