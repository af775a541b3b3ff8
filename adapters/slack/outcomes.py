"""What a failed call to Slack means for a message: refused, later, or nobody knows."""

from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.web import NotInstalled, UnreadableAnswer, code_of
from adapters.timely import HeldBack
from routing.errors import StoreUnavailable
from routing.notices import Later, Refused, Unknown
from routing.retry import HELD_UP

# Slack says of these that the call may have had an effect all the same.
_IN_DOUBT: Final = frozenset({"internal_error", "fatal_error"})
_PASSING: Final = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "org_login_required",
    }
)
_BAD_BLOCKS: Final = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
)


def outcome_of(error: Exception) -> Refused | Later | Unknown:
    """The outcome of a call that ended with this exception.

    Every other error that Slack names (channel_not_found, account_inactive, missing_scope, ...)
    is a refusal: the same call would be refused again.
    """
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, NotInstalled):
        return Refused("not_installed")
    if isinstance(error, StoreUnavailable):
        return Later("store_unavailable")
    if isinstance(error, HeldBack):
        return HELD_UP
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Later("unreachable")
    if isinstance(error, UnreadableAnswer):
        return Unknown("unreadable")
    if isinstance(error, TimeoutError):
        return Unknown("timeout")
    if isinstance(error, aiohttp.ClientError | OSError):
        return Unknown("disconnected")
    return Unknown("fault")


def blocks_refused(error: Exception) -> bool:
    """Would the same message go through as plain text?"""
    return isinstance(error, SlackApiError) and code_of(error) in _BAD_BLOCKS


def _answered(error: SlackApiError) -> Refused | Later | Unknown:
    status = _status(error)
    code = code_of(error)
    if status == 429:
        return Later(code or "ratelimited", _retry_after(error))
    if status >= 500 or code in _IN_DOUBT or not code:
        return Unknown(code or f"http_{status}")
    if code in _PASSING:
        return Later(code, _retry_after(error))
    return Refused(code)


def _status(error: SlackApiError) -> int:
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    return status if isinstance(status, int) else 0


def _retry_after(error: SlackApiError) -> float | None:
    headers = getattr(error.response, "headers", None) or {}
    try:
        return float(headers.get("Retry-After", ""))
    except (TypeError, ValueError):
        return None
