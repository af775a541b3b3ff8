"""Marking: what became of each attempt is stored, those that wait for each other in one go."""

import asyncio
import logging
from collections.abc import Iterable
from functools import partial

from bot.database import Database
from bot.outbox import Outbox
from bot.outcomes import Ended
from routing.errors import StoreUnavailable

logger = logging.getLogger(__name__)


class Marking:
    """Stores outcomes. What the database couldn't take is kept for ``catch_up``.

    One transaction takes all that wait while another commits. Where it fails by a fault of ours,
    each is stored by itself, and the faulty one left to its lease.
    """

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox
        self._waiting: dict[tuple[int, int], Ended] = {}
        self._turn = asyncio.Lock()

    async def mark(self, ended: Ended) -> bool:
        """Store what became of an attempt; returns whether new messages may be owed since.

        Raises StoreUnavailable.
        """
        attempt = (ended.posted.id, ended.posted.attempts)
        self._waiting[attempt] = ended
        async with self._turn:
            # Whoever had the turn before may have stored it along with their own.
            return attempt in self._waiting and await self._store()

    async def catch_up(self) -> bool:
        """Store what the database couldn't take so far. Raises StoreUnavailable."""
        async with self._turn:
            return bool(self._waiting) and await self._store()

    async def _store(self) -> bool:
        batch = dict(self._waiting)
        try:
            owed = await self._database.write(partial(self._outbox.finish, ended=batch.values()))
        except StoreUnavailable:
            raise
        except Exception:
            logger.exception("outcomes could not be stored together; storing them one by one")
            owed = await self._one_by_one(batch.values())
        for attempt in batch:
            del self._waiting[attempt]
        return owed

    async def _one_by_one(self, batch: Iterable[Ended]) -> bool:
        owed = False
        for ended in batch:
            try:
                owed |= await self._database.write(partial(self._outbox.finish, ended=(ended,)))
            except StoreUnavailable:
                raise
            except Exception:
                logger.exception("notice %d: its outcome can't be stored", ended.posted.id)
        return owed
