"""The dead-man's switch: somebody elsewhere hears every minute that all is well.

Silence is the alarm. So nothing is told while a tick is late or a step overdue, nor while the
database is away: whoever listens then learns of it without the bot's help.
"""

import asyncio
import logging
from collections.abc import Callable

from bot.database import Database
from bot.heartbeat import Heartbeat
from bot.metrics import health
from bot.pauses import Pause
from bot.ports import Clock, Watch

logger = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two words; a tick comes in between now and then, so it may be one later."""


class Alive:
    """Tells ``watch``; a receiver that is slow or away never holds up a tick."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        watch: Watch,
        heartbeat: Callable[[], Heartbeat],
    ) -> None:
        self._database = database
        self._clock = clock
        self._watch = watch
        self._heartbeat = heartbeat
        self._pause = Pause(EVERY)
        self._telling: asyncio.Task[None] | None = None

    async def tick(self) -> None:
        """Tell, if it is time to and all is well. Raises StoreUnavailable."""
        if not self._pause.is_over or self._is_telling:
            return
        now = self._clock.now()
        backlog = await self._database.call(lambda store: store.backlog(now))
        if health(backlog, self._heartbeat(), now).well:
            self._pause.begin()
            self._telling = asyncio.create_task(self._tell())

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        if self._telling is not None:
            await asyncio.wait({self._telling})

    @property
    def _is_telling(self) -> bool:
        return self._telling is not None and not self._telling.done()

    async def _tell(self) -> None:
        fault = await self._watch.tell()
        if fault is not None:
            logger.warning("whoever watches the bot wasn't reached: %s", fault)
