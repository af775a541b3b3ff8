"""The coverage report for stewards, once a month whatever the number of replicas."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.charts import coverage_figures
from bot.covering import counted
from bot.keepers import Keeper
from bot.periodic import MORNING, Periodic
from bot.survey import Cell, survey

_LAST_DAY: Final = 7
"""A first of the month that was missed is made up for until the seventh."""


class Monthly(Periodic):
    kind = "coverage"

    def _period(self, local: datetime) -> str:
        if local.day > _LAST_DAY or (local.day == 1 and local.hour < MORNING):
            return ""
        return f"{local:%Y-%m}"

    async def _facts(
        self, stewards: Sequence[Keeper], now: datetime
    ) -> Sequence[Mapping[str, str]]:
        cells = await asyncio.to_thread(survey, self._knowledge, now)
        return [_report(steward, cells, now.date().isoformat()) for steward in stewards]


def _report(steward: Keeper, cells: Sequence[Cell], day: str) -> Mapping[str, str]:
    """The report of the offices that a steward looks after; those of headquarters get all."""
    ours = [cell for cell in cells if steward.offices and cell.office in steward.offices] or cells
    counts, offices = counted(ours)
    return {
        "day": day,
        "counts": json.dumps(counts),
        "offices": json.dumps(offices),
        "picture": coverage_figures(ours, day),
    }
