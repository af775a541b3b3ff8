"""When a delivery that failed for now is tried again, and when that ends."""

from datetime import datetime, timedelta
from typing import Final

from routing.notices import Later, NoticeKind, Outcome, Posted, Refused, Unknown

_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 60.0
_LONGEST_ASKED = 86_400.0
_JITTER = 0.25

# A telling gives up after about a minute, so that the next channel gets its chance; news waits on.
_ATTEMPTS: dict[NoticeKind, int] = {"tell": 6, "remind": 6}
_ATTEMPTS_OF_NEWS = 30

LONGEST_CLOSED: Final = timedelta(seconds=_LONGEST_PAUSE)
"""A telling doesn't wait longer for a destination that takes nothing; it goes another way."""
# It was we who came too late to send in time: the way itself hasn't failed.
HELD_UP: Final = Later("held_up", retry_after=0.0)
GAVE_UP: Final = "gave up: "
CLOSED: Final = Refused(f"{GAVE_UP}ratelimited")


def pause(attempts: int, jitter: float) -> float:
    """Seconds before the next attempt: doubled each time up to a minute, a quarter at random.

    ``attempts`` counts those made so far (1 and up); ``jitter`` lies between 0 and 1.
    """
    growing = min(_FIRST_PAUSE * 2.0 ** min(attempts - 1, 10), _LONGEST_PAUSE)
    return growing * (1 - _JITTER + 2 * _JITTER * jitter)


def asked_pause(outcome: Outcome) -> timedelta | None:
    """For how long the provider wants nothing more at this destination, a day at most."""
    if not isinstance(outcome, Later) or outcome.retry_after is None:
        return None
    return timedelta(seconds=min(max(0.0, outcome.retry_after), _LONGEST_ASKED))


def next_attempt(
    posted: Posted, outcome: Later | Unknown, now: datetime, jitter: float
) -> datetime | None:
    """When (UTC) to try again; None when it's time to give up on this way.

    Exactly after the pause that the provider asks for; a telling doesn't wait for one of more
    than a minute.
    """
    kind = posted.notice.kind
    if posted.attempts >= _ATTEMPTS.get(kind, _ATTEMPTS_OF_NEWS) and outcome != HELD_UP:
        return None
    asked = asked_pause(outcome)
    if asked is None:
        return now + timedelta(seconds=pause(posted.attempts, jitter))
    return None if asked > LONGEST_CLOSED and kind in _ATTEMPTS else now + asked


def given_up(outcome: Outcome) -> Refused:
    """The final outcome of a way that was tried long enough."""
    code = outcome.code if isinstance(outcome, Later | Unknown) else "unknown"
    return Refused(f"{GAVE_UP}{code}")
