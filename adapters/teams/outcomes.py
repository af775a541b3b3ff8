"""What an answer of the connector service means for a message.

The codes are those of
https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability.
"""

import re
from typing import Final

import aiohttp

from adapters.teams.errors import Failure
from adapters.teams.payload import parse, text_at
from adapters.timely import HeldBack
from routing.notices import Later, Refused, Unknown
from routing.retry import HELD_UP

# The service may have taken the message, and says so itself: try again with care.
UNCERTAIN: Final = frozenset({408, 412})

_SUB_CODE = re.compile(r'"subCode\\?"\s*:\s*\\?"(\w+)')
_UNSAFE = re.compile(r"[^\w.-]")


def failure(status: int, body: bytes, retry_after: str | None = None) -> Failure:
    """What an answer other than 2xx says about the message."""
    code = error_code(status, body)
    if status == 429:
        return Later(code, seconds(retry_after))
    if status >= 500 or status in UNCERTAIN:
        return Unknown(code)
    return Refused(code)


def error_code(status: int, body: bytes) -> str:
    """The service's own code such as ``MessageWritesBlocked``, else ``http_403``."""
    found = _SUB_CODE.search(body.decode("utf-8", "replace"))
    if found:
        return found.group(1)[:64]
    try:
        told = text_at(parse(body), "error", "code")
    except ValueError:
        told = ""
    return _UNSAFE.sub("", told)[:64] or f"http_{status}"


def seconds(retry_after: str | None) -> float | None:
    """A ``Retry-After`` header in seconds; None for none, or for a date."""
    try:
        value = float(retry_after or "")
    except ValueError:
        return None
    return value if 0 <= value < 86_400 else None


def broken(error: Exception) -> Failure:
    """What a call that got no answer says about the message."""
    if isinstance(error, HeldBack):
        return HELD_UP
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Later("connect_failed")
    if isinstance(error, aiohttp.InvalidURL):
        return Refused("bad_url")
    if isinstance(error, TimeoutError):
        return Unknown("timeout")
    return Unknown("connection_lost")
