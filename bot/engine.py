"""The engine's tick: cases whose time has come take their next step.

A batch is one transaction. A case that can't be stepped (a fault of ours) must not hold up the
others: the batch is then done case by case, and the faulty one put off.
"""

import logging
from datetime import datetime, timedelta

from bot.database import Database
from bot.effects import write_decisions
from bot.knowledge import Knowledge
from bot.ports import Clock, Writer
from routing.errors import StoreUnavailable
from routing.escalation import due, put_off

logger = logging.getLogger(__name__)

BATCH = 50
PUT_OFF = timedelta(seconds=60)


class Engine:
    def __init__(self, database: Database, knowledge: Knowledge, clock: Clock) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._next: datetime | None = None

    async def tick(self) -> int:
        """Take every step that is due; returns how many. Raises StoreUnavailable.

        The bell is rung for what was written, and for when the next step is due.
        """
        taken = 0
        while True:
            try:
                count = await self._database.write(lambda writer: self._advance(writer, BATCH))
            except StoreUnavailable:
                raise
            except Exception:
                logger.exception("a batch of steps failed; taking them one by one")
                count = await self._one_by_one()
            taken += count
            if count:
                self._database.bell.ring()
            if count < BATCH:
                self._ring_in_time()
                return taken

    def _ring_in_time(self) -> None:
        if self._next is not None:
            until = (self._next - self._clock.now()).total_seconds()
            self._database.bell.ring(max(until, 0.0))

    def _advance(self, writer: Writer, limit: int) -> int:
        now = self._clock.now()
        self._next = writer.next_due()
        if self._next is None or self._next > now:
            return 0
        # What is due but in another process's hands is left to it, or to the next turn.
        self._next = None
        cases = writer.due_cases(now, limit)
        if not cases:
            return 0
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        write_decisions(writer, [(case, due(case, world)) for case in cases], world)
        return len(cases)

    async def _one_by_one(self) -> int:
        for count in range(BATCH):
            try:
                if not await self._database.write(lambda writer: self._advance(writer, 1)):
                    return count
            except StoreUnavailable:
                raise
            except Exception:
                logger.exception("a case can't take its step; it is put off")
                await self._database.write(self._put_off_first)
        return BATCH

    def _put_off_first(self, writer: Writer) -> None:
        now = self._clock.now()
        for case in writer.due_cases(now, 1):
            writer.save_case(put_off(case, now + PUT_OFF))
