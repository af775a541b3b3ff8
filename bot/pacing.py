"""Pacing: no destination gets messages faster than its platform allows.

Slack allows about one message a second and channel, Teams seven a second and thread
(the vendors' documentation).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from routing.notices import Recipient

INTERVALS: Final[Mapping[str, float]] = {"slack": 1.0, "teams": 1 / 7}
_LONGEST_WAIT: Final = 8.0
_FORGET_ABOVE: Final = 10_000


class Pacing:
    """Gives each destination its turns. ``monotonic`` and the waits are in seconds."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        intervals: Mapping[str, float] = INTERVALS,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._intervals = intervals
        self._next: dict[tuple[str, str], float] = {}

    def wait(self, to: Recipient) -> float:
        """Seconds until this destination's next free turn."""
        return max(0.0, self._next.get(_place(to), 0.0) - self._monotonic())

    async def turn(self, to: Recipient) -> bool:
        """Wait for this destination's turn; False where that would take too long for a lease."""
        interval = self._intervals.get(to.route, 0.0)
        if interval == 0:
            return True
        place = _place(to)
        now = self._monotonic()
        mine = max(now, self._next.get(place, 0.0))
        if mine - now > _LONGEST_WAIT:
            return False
        if len(self._next) > _FORGET_ABOVE:
            self._next = {key: at for key, at in self._next.items() if at > now}
        self._next[place] = mine + interval
        if mine > now:
            await self._sleep(mine - now)
        return True


def _place(to: Recipient) -> tuple[str, str]:
    return to.route, to.address
