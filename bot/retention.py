"""What is older than ``retention_days`` goes: closed cases, showings of numbers, drills."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.database import Database
from bot.drills import drop_old
from bot.entry_handover import drop_old_offers
from bot.knowledge import Knowledge
from bot.pauses import Pause
from bot.ports import Clock, Writer
from bot.wording import KIND as HELD_TEXT

_AT_A_TIME = 100
_EVERY = 3600.0
_HELD = timedelta(days=2)


class Retention:
    """Looks at the start and then every hour; a batch a transaction, so that nobody waits long."""

    def __init__(self, database: Database, knowledge: Knowledge, clock: Clock) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._pause = Pause(_EVERY)

    async def tick(self) -> int:
        """Returns how many cases went. Raises StoreUnavailable."""
        if not self._pause.is_over:
            return 0
        now = self._clock.now()
        before = now - timedelta(days=self._knowledge.content.policy.retention_days)
        gone = await self._all(lambda writer: writer.drop_closed_cases(before, now, _AT_A_TIME))
        await self._all(lambda writer: writer.drop_showings(before, _AT_A_TIME))
        await self._all(lambda writer: writer.drop_caseless_notices(before, _AT_A_TIME))
        await self._all(lambda writer: drop_old(writer, before, _AT_A_TIME))
        await self._database.write(self._drop_held_texts)
        await self._database.write(lambda writer: drop_old_offers(writer, now))
        self._pause.begin()
        return gone

    def _drop_held_texts(self, writer: Writer) -> None:
        """Nobody presses the buttons of a question that is days old."""
        before = self._clock.now() - _HELD
        for key, held in writer.records(HELD_TEXT):
            if datetime.fromisoformat(held["at"]) < before:
                writer.delete_record(HELD_TEXT, key)

    async def _all(self, work: Callable[[Writer], int]) -> int:
        total = 0
        while count := await self._database.write(work):
            total += count
        return total
