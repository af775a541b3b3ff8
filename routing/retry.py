"""When a delivery that failed for now is tried again, and when that ends."""

from datetime import datetime, timedelta
from typing import Final

from routing.notices import Later, NoticeKind, Outcome, Posted, Refused, Unknown

_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 60.0
_LONGEST_ASKED = 3600.0
_JITTER = 0.25

# A telling gives up after about a minute, so that the next channel gets its chance; news waits on.
_ATTEMPTS: dict[NoticeKind, int] = {"tell": 6, "remind": 6}
_ATTEMPTS_OF_NEWS = 30

# It was we who held the message back, by pacing or by being late: the way itself hasn't failed.
PACED: Final = "paced"
HELD_UP: Final = "held_up"
GAVE_UP: Final = "gave up: "


def pause(attempts: int, jitter: float) -> float:
    """Seconds before the next attempt: doubled each time up to a minute, a quarter at random.

    ``attempts`` counts those made so far (1 and up); ``jitter`` lies between 0 and 1.
    """
    growing = min(_FIRST_PAUSE * 2.0 ** min(attempts - 1, 10), _LONGEST_PAUSE)
    return growing * (1 - _JITTER + 2 * _JITTER * jitter)


def next_attempt(
    posted: Posted, outcome: Later | Unknown, now: datetime, jitter: float
) -> datetime | None:
    """When (UTC) to try again; None when it's time to give up on this way.

    The provider may ask for a longer pause, but never puts a telling off for more than a minute.
    """
    most = _ATTEMPTS.get(posted.notice.kind, _ATTEMPTS_OF_NEWS)
    if posted.attempts >= most and outcome.code not in (PACED, HELD_UP):
        return None
    seconds = pause(posted.attempts, jitter)
    if isinstance(outcome, Later) and outcome.retry_after is not None:
        longest = _LONGEST_PAUSE if posted.notice.kind in _ATTEMPTS else _LONGEST_ASKED
        seconds = min(max(0.0, outcome.retry_after), longest)
    return now + timedelta(seconds=seconds)


def given_up(outcome: Outcome) -> Refused:
    """The final outcome of a way that was tried long enough."""
    code = outcome.code if isinstance(outcome, Later | Unknown) else "unknown"
    return Refused(f"{GAVE_UP}{code}")
