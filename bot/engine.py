"""The engine's tick: cases whose time has come take their next step, each in one transaction."""

from bot.database import Database
from bot.effects import write_decision
from bot.knowledge import Knowledge
from bot.ports import Clock, Writer
from routing.escalation import due

BATCH = 50


class Engine:
    def __init__(self, database: Database, knowledge: Knowledge, clock: Clock) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock

    async def tick(self) -> int:
        """Take every step that is due; returns how many. Raises StoreUnavailable."""
        taken = 0
        while True:
            count = await self._database.write(self._advance)
            taken += count
            if count < BATCH:
                return taken

    def _advance(self, writer: Writer) -> int:
        now = self._clock.now()
        cases = writer.due_cases(now, BATCH)
        if not cases:
            return 0
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        for case in cases:
            write_decision(writer, case, due(case, world), world)
        return len(cases)
