"""What can go wrong between Teams and the bot.

TeamsError
├── Rejected        an inbound request that is answered with 400, 401, 403 or 413 and has no effect
└── Undelivered     the connector service didn't take what we sent; carries the outcome
"""

from routing.notices import Later, Refused, Unknown

Failure = Refused | Later | Unknown


class TeamsError(Exception):
    """Something between Teams and the bot went wrong."""


class Rejected(TeamsError):
    """An inbound request that must have no effect. ``status`` is the HTTP status to answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


class Undelivered(TeamsError):
    """A call that the connector service didn't take, or may not have taken."""

    def __init__(self, outcome: Failure) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome
