"""One file from a path or over https, with limits. The address may hold a secret: it is in no
fault and no log.
"""

import http.client
import urllib.error
import urllib.request
from http.client import HTTPMessage
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

LARGEST: Final = 20_000_000
SECONDS: Final = 20.0
_AGENT: Final = {"User-Agent": "iom-escalation-bot", "Accept": "text/csv, application/*"}


class NoSource(Exception):
    """The file can't be had; the text says why, without the address."""


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    """Follows redirects to other https addresses, and to nothing else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme != "https":
            raise NoSource("it leads to an address that isn't https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_source(text: str) -> bool:
    """Is it a path, or a whole https address?"""
    if "://" not in text:
        return bool(text.strip())
    parts = urlsplit(text)
    return parts.scheme == "https" and bool(parts.hostname)


def fetch(source: str) -> bytes:
    """The file's bytes, at most 20 MB. Blocks for some time: call it in a thread.

    Raises NoSource.
    """
    if not is_source(source):
        raise NoSource("neither a path nor an https address")
    if "://" in source:
        return _fetched(source)
    try:
        with Path(source).open("rb") as file:
            return _within(file.read(LARGEST + 1))
    except OSError as fault:
        raise NoSource(f"the file can't be read ({fault.strerror})") from None


def _fetched(url: str) -> bytes:
    # The scheme is checked above, and again at each redirect.
    request = urllib.request.Request(url, headers=_AGENT)  # noqa: S310
    opener = urllib.request.build_opener(_OnlyHttps)
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            return _within(answer.read(LARGEST + 1))
    except urllib.error.HTTPError as fault:
        raise NoSource(f"the server answers {fault.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise NoSource(f"the server can't be reached ({type(fault).__name__})") from None


def _within(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise NoSource(f"it is larger than {LARGEST // 1_000_000} MB")
    return data
