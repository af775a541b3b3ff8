"""The clocks of a real process, set to another time while it runs (libfaketime).

A wall clock is set alone: those that count on and can't be set stay as they are, as they do on a
real machine. Where a process or machine sleeps, all of them have gone on when it wakes up.
"""

from pathlib import Path

import libfaketime

_LIBRARY = Path(libfaketime.__file__).parent / "vendor/libfaketime/src/libfaketime.so.1"
IS_THERE = _LIBRARY.exists()


class Wall:
    """A wall clock so many seconds off; ``settings`` are what its process is started with.

    With ``sleeping`` the clocks that count on are off by as much: time that was slept through.
    """

    def __init__(self, file: Path, seconds: float = 0, *, sleeping: bool = False) -> None:
        self._file = file
        self._sleeping = sleeping
        self.set(seconds)

    def set(self, seconds: float) -> None:
        """Be so many seconds ahead of the machine's clock from now on; behind it if negative."""
        self._file.write_text(f"{seconds:+.0f}s")

    @property
    def settings(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(_LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "0" if self._sleeping else "1",
        }
