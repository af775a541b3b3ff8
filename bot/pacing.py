"""Pacing: which of the messages that wait have their turn, and waiting for it.

The rules are ``routing.pacing``'s; the database knows each destination's pace, so that replicas
share it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.ports import Writer
from routing.notices import Posted, Route
from routing.pacing import LIMITS, Destination, Limit, turns

AHEAD: Final = timedelta(seconds=1.5)
"""How far ahead turns are given: longer than a tick, and no longer than an urgent one can wait."""


class Pacing:
    """Gives each destination its turns. ``monotonic`` and the waits are in seconds."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        limits: Mapping[Route, Limit] = LIMITS,
    ) -> None:
        self.monotonic = monotonic
        self._sleep = sleep
        self._limits = limits

    def turns(
        self, writer: Writer, wanted: Sequence[Posted], now: datetime
    ) -> Mapping[int, datetime]:
        """When (UTC) each may go, by id; those without a turn until ``AHEAD`` are left out."""
        found = {posted.id: now for posted in wanted}
        waiting: dict[Destination, list[int]] = {}
        for posted in wanted:
            place = Destination.of(posted.notice)
            if place.route in self._limits and not place.changes:
                waiting.setdefault(place, []).append(posted.id)
        if waiting:
            self._take_turns(writer, waiting, now, found)
        return found

    def _take_turns(
        self,
        writer: Writer,
        waiting: Mapping[Destination, Sequence[int]],
        now: datetime,
        found: dict[int, datetime],
    ) -> None:
        paces = dict(writer.paces(waiting, now))
        for place, ids in waiting.items():
            limit = self._limits[place.route]
            given, paces[place] = turns(paces[place], limit, now, now + AHEAD, len(ids))
            for number in ids:
                del found[number]
            found.update(zip(ids, given, strict=False))
        writer.save_paces(paces)

    async def rest(self, seconds: float) -> None:
        """Wait for a turn."""
        if seconds > 0:
            await self._sleep(seconds)
