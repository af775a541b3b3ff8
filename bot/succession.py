"""After a change of the directory: cases that lie with somebody who is gone find a successor.

Of those that somebody has taken, the asker hears that whoever has it is gone.

A tick of its own. How far it has come is a record in the database, so that replicas share the work
and a restart goes on with it. Each batch is one transaction.
"""

from bot.database import Database
from bot.effects import write_decisions
from bot.knowledge import Knowledge
from bot.ports import Clock, Writer
from routing.cases import Case
from routing.succession import succeed

BATCH = 100
_KIND, _KEY = "engine", "succession"


class Succession:
    def __init__(self, database: Database, knowledge: Knowledge, clock: Clock) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._done: int | None = None

    async def tick(self) -> int:
        """Look through the open cases where the directory has changed since the last time.

        Returns how many found a successor. Raises StoreUnavailable.
        """
        version = await self._database.read(lambda reader: reader.directory_version())
        found = 0
        while self._done != version:
            done, moved = await self._database.write(self._look)
            found += moved
            self._done = version if done else None
        if found:
            self._database.bell.ring()
        return found

    def _look(self, writer: Writer) -> tuple[bool, int]:
        """One batch; whether it was the last one, and how many found a successor."""
        now = self._clock.now()
        version = writer.directory_version()
        state = writer.record(_KIND, _KEY) or {}
        if state.get("done") == version:
            return True, 0
        after = state.get("after", 0) if state.get("version") == version else 0
        cases = writer.held_cases(after, BATCH)
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        notices = writer.notices_of([case.number for case in cases])
        decided = [
            (case, decision)
            for case in cases
            if (decision := succeed(case, world, notices[case.number])) is not None
            and not _is_known(writer, case)
        ]
        write_decisions(writer, decided, world)
        last = len(cases) < BATCH
        if not cases and not after:
            return True, 0
        reached = {"version": version, "after": cases[-1].number if cases else after}
        writer.put_record(_KIND, _KEY, {"done": version} if last else reached, now)
        return last, len(decided)


def _is_known(writer: Writer, case: Case) -> bool:
    """Has it been said since somebody took the case that they are gone?"""
    if case.state != "taken":
        return False
    since = case.taken_at
    return any(
        line.what == "holder_gone" and (since is None or line.at >= since)
        for line in writer.entries(case.number)
    )
