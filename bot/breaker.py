"""A database that says nothing is not asked again by everybody: each would wait in vain."""

import threading
import time
from collections.abc import Callable

from routing.errors import StoreSilent, StoreUnavailable

REST = 1.0
"""Seconds for which nobody is let through after a silence; then one may try."""


class Breaker:
    """Opens where the database gives no answer, and closes with the next one that it gives.

    While it is open, one call at a time may try; all others are StoreUnavailable at once. A fault
    that was answered (a lock, a statement that took too long, a refused connection) changes
    nothing. For calls from several threads.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._guard = threading.Lock()
        self._closed_again: float | None = None
        self._trying = False

    def enter(self) -> None:
        """Begin a call. Raises StoreUnavailable where it would be in vain."""
        with self._guard:
            if self._closed_again is None:
                return
            if self._trying or self._monotonic() < self._closed_again:
                raise StoreUnavailable("the database didn't answer a moment ago")
            self._trying = True

    def leave(self, fault: BaseException | None) -> None:
        """End a call that ``enter`` let through, with what it raised."""
        with self._guard:
            self._trying = False
            if isinstance(fault, StoreSilent):
                self._closed_again = self._monotonic() + REST
            elif not isinstance(fault, StoreUnavailable):
                self._closed_again = None
