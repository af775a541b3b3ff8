"""Pacing: no destination gets messages faster than its platform allows.

Slack allows about one message a second and channel, Teams seven a second and 1,800 an hour and
thread (the vendors' documentation). A destination's pace is known to every replica: whoever wants
to send there takes the next free turns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from routing.notices import Notice, Route

# A little slower than allowed: what leaves in time may arrive a little closer together.
_MARGIN: Final = 1.02
_MINUTE: Final = 60
_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """``interval`` are the least seconds between two messages, ``hourly`` the most in an hour."""

    interval: float
    hourly: int | None = None


LIMITS: Final[Mapping[Route, Limit]] = {"slack": Limit(1.0), "teams": Limit(1 / 7, 1800)}


@dataclass(frozen=True, slots=True)
class Destination:
    """Where messages arrive; messages that change are counted apart from new ones."""

    route: Route
    address: str
    changes: bool = False

    @classmethod
    def of(cls, notice: Notice) -> "Destination":
        return cls(notice.to.route, notice.to.address, notice.kind == "update")


@dataclass(frozen=True, slots=True)
class Pace:
    """How a destination is used: nothing more goes there before ``free_at`` (UTC).

    ``sent`` counts the messages of each minute (since 1970) of about the last hour, where there
    is a limit for an hour.
    """

    free_at: datetime
    sent: Mapping[int, int] = field(default_factory=dict)


def turns(
    pace: Pace, limit: Limit, now: datetime, horizon: datetime, wanted: int
) -> tuple[tuple[datetime, ...], Pace]:
    """The next turns (UTC, not after ``horizon``), at most ``wanted``, and the pace after them."""
    at, sent = max(now, pace.free_at), _of_the_last_hour(pace.sent, now)
    interval = timedelta(seconds=limit.interval * _MARGIN)
    found: list[datetime] = []
    while len(found) < wanted:
        at = max(at, _free_again(sent, limit, at))
        if at > horizon:
            break
        found.append(at)
        if limit.hourly is not None:
            minute = _minute(at)
            sent[minute] = sent.get(minute, 0) + 1
        at += interval
    return tuple(found), Pace(at, sent)


def _free_again(sent: Mapping[int, int], limit: Limit, at: datetime) -> datetime:
    """When the hour's limit allows another message. Minutes count whole: it may be one late."""
    if limit.hourly is None:
        return at
    used = 0
    for minute in sorted(sent, reverse=True):
        end = datetime.fromtimestamp((minute + 1) * _MINUTE + _HOUR, UTC)
        used += sent[minute]
        if end <= at:
            return at
        if used >= limit.hourly:
            return end
    return at


def _of_the_last_hour(sent: Mapping[int, int], now: datetime) -> dict[int, int]:
    oldest = _minute(now) - _HOUR // _MINUTE
    return {minute: count for minute, count in sent.items() if minute >= oldest}


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // _MINUTE
