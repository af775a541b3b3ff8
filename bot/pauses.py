"""How often a tick that comes every few seconds really looks."""

import time


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
