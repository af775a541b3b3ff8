"""The ticks: APScheduler keeps the rhythm, rows in the database are the truth.

A watchdog on the monotonic clock notices when the rhythm stops, as it does when the wall clock
steps back (APScheduler's interval jobs then wait until it has caught up).
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.database import Database
from bot.ports import Clock
from routing.errors import StoreUnavailable

logger = logging.getLogger(__name__)

Tick = Callable[[], Awaitable[object]]

_MISSED_TICKS = 3
_FORGET_EVERY = 3600.0
_REMEMBER = timedelta(days=2)


class Heartbeat:
    """Runs the ticks every ``seconds`` (of the monotonic clock) until stopped."""

    def __init__(self, ticks: tuple[Tick, ...], seconds: float) -> None:
        self._ticks = ticks
        self._seconds = seconds
        self._scheduler: AsyncIOScheduler | None = None
        self._watchdog: asyncio.Task[None] | None = None
        self._busy: set[int] = set()
        self._ended = [time.monotonic()] * len(ticks)
        self.faults = 0

    @property
    def age(self) -> float:
        """Seconds since the tick that is longest ago came to its end."""
        return time.monotonic() - min(self._ended)

    def start(self) -> None:
        self._ended = [time.monotonic()] * len(self._ticks)
        self._begin()
        self._watchdog = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        if self._watchdog is not None:
            self._watchdog.cancel()
            await asyncio.gather(self._watchdog, return_exceptions=True)
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)

    async def beat(self) -> None:
        """One round of all ticks; a tick that is still under way is left alone."""
        await asyncio.gather(*(self._run(index) for index in range(len(self._ticks))))

    async def _run(self, index: int) -> None:
        if index in self._busy:
            return
        self._busy.add(index)
        try:
            await self._ticks[index]()
            self._ended[index] = time.monotonic()
        except StoreUnavailable:
            self.faults += 1
            logger.warning("the database is away; trying again at the next tick")
        except Exception:
            self.faults += 1
            logger.exception("a tick failed")
        finally:
            self._busy.discard(index)

    def _begin(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self.beat,
            "interval",
            seconds=self._seconds,
            coalesce=True,
            max_instances=2,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    async def _watch(self) -> None:
        pause = max(self._seconds, 1.0)
        while True:
            await asyncio.sleep(pause)
            if self.age > _MISSED_TICKS * pause and not self._busy:
                logger.warning("no tick for %.1f s: starting the rhythm anew", self.age)
                if self._scheduler is not None:
                    self._scheduler.shutdown(wait=False)
                self._begin()
                await self.beat()


class Sweep:
    """Now and then forgets deliveries and dialogues that nobody can repeat or go on with."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._next = 0.0

    async def tick(self) -> int:
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + _FORGET_EVERY
        before = self._clock.now() - _REMEMBER
        return await self._database.write(lambda writer: writer.forget_before(before))
