"""The coverage report for stewards, once a month whatever the number of replicas."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.charts import coverage_figures
from bot.covering import counted
from bot.database import Database
from bot.keepers import Keeper, keepers
from bot.knowledge import Knowledge
from bot.ports import Clock, Writer
from bot.survey import Cell, survey
from routing.notices import Notice
from routing.telling import LATER_THAN_ANY_TELLING

_HOUR: Final = 8
_LAST_DAY: Final = 7
"""A first of the month that was missed is made up for until the seventh."""
_LOOK_EVERY: Final = 60.0


class Monthly:
    def __init__(self, database: Database, knowledge: Knowledge, clock: Clock) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._next = 0.0
        self._sent: frozenset[str] = frozenset()

    async def tick(self) -> int:
        """Now and then looks where a month has begun. Raises StoreUnavailable."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + _LOOK_EVERY
        return await self.work()

    async def work(self) -> int:
        """Owe every steward whose month has begun its report; returns how many are new."""
        now = self._clock.now()
        await self._database.read(lambda reader: self._knowledge.refresh(reader, now))
        found = {_key(keeper, now): keeper for keeper in keepers(self._knowledge, now)}
        due = {key: keeper for key, keeper in found.items() if key and key not in self._sent}
        if not due:
            return 0
        cells = await asyncio.to_thread(survey, self._knowledge, now)
        notices = [_notice(key, keeper, cells, now) for key, keeper in due.items()]

        def owe(writer: Writer) -> int:
            return writer.add_notices(notices)

        count = await self._database.write(owe)
        self._sent = frozenset(key for key in found if key)
        if count:
            self._database.bell.ring()
        return count


def _notice(key: str, keeper: Keeper, cells: Sequence[Cell], now: datetime) -> Notice:
    """The report of the offices that a steward looks after; those of headquarters get all."""
    ours = [cell for cell in cells if keeper.offices and cell.office in keeper.offices] or cells
    counts, offices = counted(ours)
    day = now.date().isoformat()
    facts: Mapping[str, str] = {
        "day": day,
        "counts": json.dumps(counts),
        "offices": json.dumps(offices),
        "picture": coverage_figures(ours, day),
    }
    return Notice(
        key=key,
        kind="coverage",
        case=0,
        to=keeper.to,
        urgency=LATER_THAN_ANY_TELLING + 1,
        due_at=now,
        facts=facts,
    )


def _key(keeper: Keeper, now: datetime) -> str:
    """The report's own name where it is due: of the steward and the month; else empty."""
    local = now.astimezone(ZoneInfo(keeper.zone))
    if local.day > _LAST_DAY or (local.day == 1 and local.hour < _HOUR):
        return ""
    return f"coverage/{local:%Y-%m}/{keeper.to.route}/{keeper.to.address}"
