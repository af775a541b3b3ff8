"""Claiming: the last look at a case before a telling about it goes out.

Theory of operation. A claim is made under the lock on the case's row, and so is everything that
changes a case. Either the claim comes first, and whoever changes the case then sees that a message
is going out; or the change comes first, and the claim is refused. No telling is sent without one.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.database import Database
from bot.outbox import Claim, Outbox
from routing.errors import StoreUnavailable
from routing.notices import Posted


@dataclass(frozen=True, slots=True)
class _Asked:
    """A telling that wants to go out, and for whom."""

    posted: Posted
    answer: asyncio.Future[Claim]


class Claiming:
    """Asks for claims. One transaction takes all that wait while another commits.

    Where that fails by a fault of ours, each is asked for by itself.
    """

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox
        self._waiting: list[_Asked] = []
        self._turn = asyncio.Lock()

    async def claim(self, posted: Posted) -> Claim:
        """May this telling, whose lease is ours, go out now? Raises StoreUnavailable."""
        asked = _Asked(posted, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        async with self._turn:
            # Whoever had the turn before may have asked for all that waited.
            if asked in self._waiting:
                batch, self._waiting = self._waiting, []
                await self._ask(batch)
        return await asked.answer

    async def _ask(self, batch: Sequence[_Asked]) -> None:
        tellings = [asked.posted for asked in batch]
        try:
            claims = await self._database.write(partial(self._outbox.claim, tellings=tellings))
        except asyncio.CancelledError:
            for asked in batch:
                asked.answer.cancel()
            raise
        except Exception as fault:
            if len(batch) == 1 or isinstance(fault, StoreUnavailable):
                _fail(batch, fault)
                return
            for asked in batch:
                await self._ask([asked])
            return
        for asked in batch:
            if not asked.answer.done():
                asked.answer.set_result(claims[asked.posted.id])


def _fail(batch: Sequence[_Asked], fault: Exception) -> None:
    for asked in batch:
        if not asked.answer.done():
            asked.answer.set_exception(fault)
