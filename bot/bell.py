"""The bell: rung where something was written that a tick should act on before its next turn."""

import asyncio
from collections.abc import Callable

_LEAST_GAP = 0.05


class Bell:
    """Calls whoever listens, at most every 0.05 s. Nobody depends on it: ticks come anyway."""

    def __init__(self) -> None:
        self._listener: Callable[[], None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._sounded = float("-inf")

    def listen(self, listener: Callable[[], None]) -> None:
        self._listener = listener

    def leave(self) -> None:
        """Nobody listens any more."""
        self._listener = None
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def ring(self, after: float = 0.0) -> None:
        """Sound now, or in so many seconds unless it sounds before."""
        if self._listener is None:
            return
        loop = asyncio.get_running_loop()
        at = max(loop.time() + after, self._sounded + _LEAST_GAP)
        if self._alarm is not None:
            if self._alarm.when() <= at:
                return
            self._alarm.cancel()
        self._alarm = loop.call_at(at, self._sound)

    def _sound(self) -> None:
        self._alarm = None
        self._sounded = asyncio.get_running_loop().time()
        if self._listener is not None:
            self._listener()
