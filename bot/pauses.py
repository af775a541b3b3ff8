"""How often a tick that comes every few seconds really looks."""

import time
from abc import ABC, abstractmethod


class Pause:
    """``seconds`` between two looks, on the monotonic clock; the first is at once."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = float("-inf")

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._until

    def begin(self) -> None:
        """Let the next look wait. Before the work, it waits after a failure too."""
        self._until = time.monotonic() + self._seconds


class Seldom(ABC):
    """Work that a tick does at once and then every ``seconds``, whether it succeeds or not."""

    def __init__(self, seconds: float) -> None:
        self._pause = Pause(seconds)

    async def tick(self) -> int:
        """Do it, if it is time to; else 0. Raises StoreUnavailable."""
        if not self._pause.is_over:
            return 0
        self._pause.begin()
        return await self.work()

    @abstractmethod
    async def work(self) -> int:
        """Do it now; returns how much there was to do. Raises StoreUnavailable."""
