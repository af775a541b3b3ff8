"""Moments and spans as people read them, the same in every language (ISO 8601 order)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def moment(at: datetime, timezone: str | None = None) -> str:
    """A time (UTC) to the minute, in a time zone (IANA name) with its offset, else in UTC."""
    if timezone is None:
        return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    local = at.astimezone(ZoneInfo(timezone))
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:5]})"


def precise(at: datetime) -> str:
    """A time (UTC) to the second, for a timeline."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def span(seconds: float) -> str:
    """A span in its two largest units: ``2 h 30 min``, ``20 s``."""
    left = round(seconds)
    parts = []
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"
