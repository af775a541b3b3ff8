"""One process of the bot on the virtual clock: the real parts, wired by hand; it can be killed."""

import asyncio
import contextvars
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.store import open_store
from bot.conversation import Conversation
from bot.engine import Engine
from bot.knowledge import Content, Knowledge
from bot.outbox import Outbox
from bot.pacing import Pacing
from bot.people import Introductions
from bot.ports import Channel
from bot.postman import Postman
from routing.errors import StoreUnavailable
from routing.exchange import Reply, Request
from routing.notices import Route
from tests.soak.mortal import Fate, InlineDatabase, MortalStore
from tests.soak.providers import Line, Provider
from tests.soak.virtual import OWNER, Died, Tasks, VirtualClock
from tests.soak.weather import Weather

TICK_SECONDS = 5.0
LIVE: frozenset[Route] = frozenset({"slack", "teams", "mail"})


@dataclass(frozen=True, slots=True)
class Ground:
    """What every process stands on."""

    url: str
    clock: VirtualClock
    content: Content
    weather: Weather
    providers: Mapping[Route, Provider]
    stewards: tuple[str, ...]


class Replica:
    """The engine, the outbox and the conversation. ``kill`` ends all of it at once."""

    def __init__(self, name: str, ground: Ground, chance: random.Random) -> None:
        self.name = name
        self.alive = True
        self.dead = asyncio.Event()
        self._tasks: Tasks = set()
        self._context = contextvars.copy_context()
        self._context.run(OWNER.set, self._tasks)
        self._store = MortalStore(open_store(ground.url), ground.weather, self.kill)
        is_file = ground.url.startswith("sqlite")
        database = InlineDatabase(self._store, 1, single_writer=is_file)
        clock = ground.clock
        knowledge = Knowledge(ground.content, LIVE, ground.stewards)
        introductions = Introductions(database, knowledge, clock, {})
        self._conversation = Conversation(database, knowledge, clock, introductions)
        self._engine = Engine(database, knowledge, clock)
        lines: dict[str, Channel] = {
            route: Line(provider, name) for route, provider in ground.providers.items()
        }
        pacing = Pacing(clock.seconds)
        outbox = Outbox(knowledge, clock, chance, pacing)
        self._postman = Postman(database, outbox, lines, pacing)
        self._rung = asyncio.Event()
        self._bell = database.bell

    def start(self) -> None:
        self._bell.listen(self._rung.set)
        self._begin(self._beat())

    def doom(self, fate: Fate) -> None:
        """Die at the next write transaction."""
        self._store.doom(fate)

    def kill(self) -> None:
        """Nothing of it goes on: no call ends, no line more is written."""
        self.alive = False
        self.dead.set()
        self._store.die()
        self._bell.leave()
        for task in tuple(self._tasks):
            task.cancel()

    async def ask(self, request: Request) -> Reply | None:
        """The reply; None where the process died before it was given."""
        if not self.alive:
            return None
        asked = self._begin(self._conversation.handle(request))
        await asyncio.wait({asked})
        if asked.cancelled() or isinstance(asked.exception(), Died):
            return None
        reply: Reply = asked.result()
        return reply

    def close(self) -> None:
        self._store.close()

    def _begin(self, work: Any) -> asyncio.Task[Any]:
        return asyncio.get_running_loop().create_task(work, context=self._context)

    async def _beat(self) -> None:
        """The rhythm of ``bot.heartbeat.Heartbeat``, without its watch on the machine's clocks."""
        while True:
            for tick in (self._engine.tick, self._postman.tick):
                try:
                    await tick()
                except StoreUnavailable:
                    continue
            try:
                async with asyncio.timeout(TICK_SECONDS):
                    await self._rung.wait()
            except TimeoutError:
                continue
            self._rung.clear()
