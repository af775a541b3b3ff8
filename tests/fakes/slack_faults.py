"""What can go wrong with a call to Slack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refuse:
    """``ok: false`` with this error."""

    code: str


@dataclass(frozen=True, slots=True)
class RateLimited:
    """429; ``retry_after`` in seconds."""

    retry_after: int = 30


@dataclass(frozen=True, slots=True)
class Broken:
    """An answer that isn't Slack's JSON; with ``recorded`` the call had its effect all the same."""

    status: int = 500
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The call has its effect, then the connection breaks."""


Fault = Refuse | RateLimited | Broken | Hang | Cut
