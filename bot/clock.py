"""The bot's clock: real time, shifted in a rehearsal."""

from datetime import UTC, datetime, timedelta


class SystemClock:
    """Wall-clock time in UTC plus ``offset`` seconds."""

    def __init__(self, offset: float = 0) -> None:
        self._offset = timedelta(seconds=offset)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset
