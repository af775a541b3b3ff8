"""The service hosts that the bot talks to: an activity's own word for it isn't enough."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

# Where Microsoft runs the connector service for Teams (world-wide and government clouds).
MICROSOFT_HOSTS: Final = frozenset({"smba.trafficmanager.net"})
MICROSOFT_DOMAINS: Final = (".botframework.com", ".teams.microsoft.com", ".teams.microsoft.us")

_PLAIN_URL = re.compile(r"[!-~]+")
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:]+")
_FORBIDDEN = frozenset('\\@"<>^`{|}?#')


@dataclass(frozen=True, slots=True)
class _Entry:
    host: str
    port: int | None


class ServiceHosts:
    """Microsoft's hosts over https, and ``extra`` ones (``host`` or ``host:port``).

    An extra host without a port is allowed on every port, and extra hosts may use plain http.
    Raises ValueError for an extra entry that is neither ``host`` nor ``host:port``.
    """

    def __init__(self, extra: Iterable[str] = ()) -> None:
        self._extra = frozenset(_entry(text) for text in extra if text.strip())

    def allows(self, url: str) -> bool:
        """May the bot send messages, and its token, to this service URL?"""
        parts = _split(url)
        if parts is None or parts.hostname is None:
            return False
        host, port = parts.hostname, parts.port
        if self._is_extra(host, port or (443 if parts.scheme == "https" else 80)):
            return parts.scheme in ("http", "https")
        if parts.scheme != "https" or port not in (None, 443):
            return False
        return host in MICROSOFT_HOSTS or host.endswith(MICROSOFT_DOMAINS)

    def _is_extra(self, host: str, port: int) -> bool:
        return _Entry(host, None) in self._extra or _Entry(host, port) in self._extra


def _split(url: str) -> SplitResult | None:
    if not _PLAIN_URL.fullmatch(url) or _FORBIDDEN & set(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    if ".." in host or ".." in parts.path or not _HOST_NAME.fullmatch(host):
        return None
    return parts


def _entry(text: str) -> _Entry:
    parts = _split("//" + text.strip())
    if parts is None or parts.hostname is None or parts.path:
        raise ValueError(f"not a host or host:port: {text!r}")
    return _Entry(parts.hostname, parts.port)
