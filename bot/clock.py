"""The bot's clock: steady, the database's where it gives one, shifted in a rehearsal.

Theory of operation. The time is read once and then counted on by the clock that goes on while a
process, or the whole machine, is suspended, so that a wall clock that is set forwards or back
brings no step early and none twice. On PostgreSQL the server's clock is followed: what is due, and
whose lease has run out, has one answer however far the replicas' own clocks are apart.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.database import Database
from bot.ports import Store

logger = logging.getLogger(__name__)

FOLLOW_EVERY = 5.0
"""Seconds between two looks at the clock that counts."""
_QUICK = 0.25
_WORTH_A_WORD = timedelta(seconds=5)


def _wall() -> datetime:
    return datetime.now(UTC)


def _elapsed() -> float:
    """Seconds since some moment, those included in which the machine was suspended.

    Linux counts those in a clock of its own; macOS does in ``CLOCK_MONOTONIC`` (clock_gettime(3)),
    unlike in Python's own ``monotonic``.
    """
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class SystemClock:
    """Time in UTC plus ``offset`` seconds: ``wall`` as it was once, and what ``elapsed`` since."""

    def __init__(
        self,
        offset: float = 0,
        wall: Callable[[], datetime] = _wall,
        elapsed: Callable[[], float] = _elapsed,
    ) -> None:
        self._offset = timedelta(seconds=offset)
        self._wall = wall
        self.elapsed = elapsed
        self._read_at = elapsed()
        self._time = wall()

    def now(self) -> datetime:
        return self._at(self.elapsed()) + self._offset

    def follow(self, told: datetime, at: float) -> timedelta:
        """A clock that counts more said ``told`` (UTC), at the latest when ``at`` had elapsed.

        Returns how far this one was behind it.
        """
        behind = told - self._at(at)
        self._time, self._read_at = told, at
        return behind

    def behind_wall(self) -> timedelta:
        """How far this clock is behind the machine's, which may have been set since."""
        return self._wall() - self._at(self.elapsed())

    def _at(self, moment: float) -> datetime:
        return self._time + timedelta(seconds=moment - self._read_at)


class Timekeeper:
    """Lets the clock follow the database's; tells where clocks are far apart."""

    def __init__(self, database: Database, clock: SystemClock) -> None:
        self._database = database
        self._clock = clock
        self._next = float("-inf")
        self._told = timedelta()

    async def tick(self) -> None:
        """Look, if it is time to. Raises StoreUnavailable."""
        if self._clock.elapsed() >= self._next:
            await self.look()

    async def look(self) -> None:
        """Look at the clock that counts. Raises StoreUnavailable."""
        told, begun, ended = await self._database.call(self._ask)
        first = self._next == float("-inf")
        if told is not None and (first or ended - begun <= _QUICK):
            # As if it had been said at the end: a little late for a step, never early.
            self._warn(self._clock.follow(told, ended), "the database's clock counts")
        if told is None:
            self._warn(self._clock.behind_wall(), "it is followed after a restart")
        self._next = self._clock.elapsed() + FOLLOW_EVERY

    def _ask(self, store: Store) -> tuple[datetime | None, float, float]:
        begun = self._clock.elapsed()
        told = store.time()
        return told, begun, self._clock.elapsed()

    def _warn(self, behind: timedelta, rule: str) -> None:
        if abs(behind - self._told) > _WORTH_A_WORD:
            logger.warning("clocks are %.0f s apart: %s", behind.total_seconds(), rule)
            self._told = behind
