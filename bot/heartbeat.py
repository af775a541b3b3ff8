"""The ticks: APScheduler keeps the rhythm, rows in the database are the truth.

A watchdog on the monotonic clock notices when the rhythm stops, as it does when the wall clock
steps back (APScheduler's interval jobs then wait until it has caught up).
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.bell import Bell
from bot.database import Database
from bot.pauses import Seldom
from bot.ports import Clock
from routing.errors import StoreUnavailable

logger = logging.getLogger(__name__)

Tick = Callable[[], Awaitable[object]]

_MISSED_TICKS = 3
_LEAST_PAUSE = 1.0
_STOPPING_SECONDS = 5.0
_FORGET_EVERY = 3600.0
_REMEMBER = timedelta(days=2)


class Heartbeat:
    """Runs the ticks at once and every ``seconds`` (of the monotonic clock) until stopped.

    The ``bell`` calls for a round before its turn.
    """

    def __init__(self, ticks: tuple[Tick, ...], seconds: float, bell: Bell | None = None) -> None:
        self._ticks = ticks
        self._bell = bell or Bell()
        self._called: set[asyncio.Future[list[None]]] = set()
        self._again: set[int] = set()
        self._scheduler: AsyncIOScheduler | None = None
        self._watchdog: asyncio.Task[None] | None = None
        self._busy: set[int] = set()
        self._quiet = asyncio.Event()
        self._begun = time.monotonic()
        self._ended = [self._begun] * len(ticks)
        self.seconds = seconds
        self.faults = 0

    @property
    def age(self) -> float:
        """Seconds since the tick that is longest ago came to its end."""
        return time.monotonic() - min(self._ended)

    def start(self) -> None:
        self._begun = time.monotonic()
        self._ended = [self._begun] * len(self._ticks)
        self._begin()
        self._watchdog = asyncio.create_task(self._watch())
        self._bell.listen(self._call)

    async def stop(self) -> None:
        """End the rhythm; ticks that are under way get a few seconds."""
        self._bell.leave()
        self._again.clear()
        if self._watchdog is not None:
            self._watchdog.cancel()
            await asyncio.gather(self._watchdog, return_exceptions=True)
        if self._scheduler is None:
            return
        self._scheduler.remove_all_jobs()
        if self._busy:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), _STOPPING_SECONDS)
        self._scheduler.shutdown(wait=False)
        self._scheduler = None

    async def beat(self) -> None:
        """One round of all ticks; a tick that is still under way is left alone."""
        self._begun = time.monotonic()
        await asyncio.gather(*(self._run(index) for index in range(len(self._ticks))))

    def _call(self) -> None:
        """A round before its turn; a tick that is under way runs once more at its end."""
        self._again |= self._busy
        called = asyncio.gather(*(self._run(index) for index in range(len(self._ticks))))
        self._called.add(called)
        called.add_done_callback(self._called.discard)

    async def _run(self, index: int) -> None:
        if index in self._busy:
            return
        self._busy.add(index)
        self._quiet.clear()
        try:
            await self._tick(index)
            while index in self._again:
                self._again.discard(index)
                await self._tick(index)
        finally:
            self._busy.discard(index)
            if not self._busy:
                self._quiet.set()

    async def _tick(self, index: int) -> None:
        try:
            await self._ticks[index]()
            self._ended[index] = time.monotonic()
        except StoreUnavailable:
            self.faults += 1
            logger.warning("the database is away; trying again at the next tick")
        except Exception:
            self.faults += 1
            logger.exception("a tick failed")

    def _begin(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self.beat,
            "interval",
            seconds=self.seconds,
            coalesce=True,
            max_instances=2,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self._scheduler.start()

    async def _watch(self) -> None:
        pause = max(self.seconds, _LEAST_PAUSE)
        while True:
            await asyncio.sleep(pause)
            silence = time.monotonic() - self._begun
            if silence > _MISSED_TICKS * pause:
                logger.warning("no tick for %.1f s: starting the rhythm anew", silence)
                if self._scheduler is not None:
                    self._scheduler.shutdown(wait=False)
                self._begin()


class Migration:
    """Brings the database to the current schema once it is there; ticks wait for that.

    They wait for ``then`` too, which is done once before the first of them.
    """

    def __init__(self, database: Database, then: Tick | None = None) -> None:
        self._database = database
        self._then = then
        self._done = False

    async def before(self, tick: Tick) -> object:
        """Run a tick on a database at the current schema. Raises StoreUnavailable."""
        if not self._done:
            await self._database.call(lambda store: store.migrate())
            if self._then is not None:
                await self._then()
            self._done = True
        return await tick()


class Sweep(Seldom):
    """Now and then forgets deliveries and dialogues that nobody can repeat or go on with."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(_FORGET_EVERY)
        self._database = database
        self._clock = clock

    async def work(self) -> int:
        before = self._clock.now() - _REMEMBER
        forgotten = 0
        while count := await self._database.write(lambda writer: writer.forget_before(before)):
            forgotten += count
        return forgotten
