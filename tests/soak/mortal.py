"""A database that goes away, and processes that die in the middle of a transaction."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal, TypeVar

from adapters.store import SqlStore
from bot.database import Database
from bot.ports import Reader, Writer
from routing.backlog import Backlog
from routing.errors import CommitUnknown, StoreUnavailable
from tests.soak.virtual import Died
from tests.soak.weather import Weather

T = TypeVar("T")

Fate = Literal["before commit", "after commit"]


class MortalStore:
    """A process's store. ``doom`` lets the process die at its next write transaction."""

    def __init__(self, store: SqlStore, weather: Weather, die: Callable[[], None]) -> None:
        self._store = store
        self._weather = weather
        self._die = die
        self._fate: Fate | None = None
        self._dead = False

    def doom(self, fate: Fate) -> None:
        self._fate = fate

    def die(self) -> None:
        """Nothing is read or written by this process any more."""
        self._dead = True

    @contextmanager
    def read(self) -> Iterator[Reader]:
        self._reach()
        with self._store.read() as reader:
            yield reader

    @contextmanager
    def write(self) -> Iterator[Writer]:
        self._reach()
        lost = self._weather.commit_is_lost()
        with self._store.write() as writer:
            yield writer
            if self._fate == "before commit":
                self._end()
            if lost == "before":
                raise CommitUnknown("cut before the commit")
        if self._fate == "after commit":
            self._end()
        if lost == "after":
            raise CommitUnknown("cut after the commit")

    def _reach(self) -> None:
        if self._dead:
            raise Died
        if self._weather.database_is_away():
            raise StoreUnavailable("away")

    def _end(self) -> None:
        self._dead = True
        self._die()
        raise Died

    def backlog(self, now: datetime) -> Backlog:
        self._reach()
        return self._store.backlog(now)

    def time(self) -> datetime | None:
        return None

    def stamp(self) -> object | None:
        """None: the directory is asked for each time."""
        return None

    def ready(self) -> bool:
        return not self._dead and self._store.ready()

    def migrate(self) -> None:
        self._store.migrate()

    def close(self) -> None:
        self._store.close()


class InlineDatabase(Database):
    """Transactions on the loop itself: the virtual clock alone decides what comes first."""

    async def _run(self, work: Callable[[], T]) -> T:
        await asyncio.sleep(0)
        return work()
