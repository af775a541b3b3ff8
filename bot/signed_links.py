"""Signed links with which somebody answers a mail without a chat.

A link says what it is about, whose word it carries, and until when it holds; the signature is an
HMAC-SHA256 with a key that is made once and kept in the database's records. A link for one purpose
is no good for another. Opening it changes nothing (``bot/signed_pages.py``).
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any, Final, Literal

from bot.ports import Reader, Writer
from routing.language import Language, is_language

Purpose = Literal["confirm", "accept", "drill", "case"]
PATHS: Final[Mapping[Purpose, str]] = {
    "confirm": "/confirm",
    "accept": "/accept",
    "drill": "/drill",
    "case": "/case",
}
_KIND: Final = "confirm_links"
_NAME: Final = "key"
_KEY_BYTES: Final = 32
_LONGEST: Final = 8_000


@dataclass(frozen=True, slots=True)
class Subject:
    """What a link is about, and who answers by it, in which language.

    ``seats`` (``post#rank``) and ``who`` (``routing/seats.py::who_is``) name the person; the mail
    address isn't in the link. ``about`` is a short name for what the entries say, a handover's
    key, or the reference of a drill or a case.
    """

    purpose: Purpose
    about: str
    language: Language
    seats: tuple[str, ...] = ()
    who: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a link says that is ours; it holds until then (UTC)."""

    subject: Subject
    until: datetime


LinkTo = Callable[[Subject], str]


def link_key(reader: Reader) -> bytes | None:
    """The key; None where no link was ever made."""
    document = reader.record(_KIND, _NAME)
    return None if document is None else bytes.fromhex(document["key"])


def made_key(writer: Writer, now: datetime) -> bytes:
    """The key, made now if there is none yet; replicas take turns."""
    key = link_key(writer)
    if key is None:
        writer.lock_directory()
        key = link_key(writer)
    if key is None:
        key = secrets.token_bytes(_KEY_BYTES)
        writer.put_record(_KIND, _NAME, {"key": key.hex()}, now)
    return key


def token_of(signed: Signed, key: bytes) -> str:
    about, until = signed.subject, int(signed.until.timestamp())
    form = [about.purpose, about.about, about.language, list(about.seats), about.who, until]
    body = _text(json.dumps(form, separators=(",", ":")).encode())
    return f"{body}.{_text(_seal(body, key))}"


def read_token(token: str, key: bytes, purpose: Purpose) -> Signed | None:
    """What the link says; None where it isn't ours, was changed, or has another purpose."""
    body, _, seal = token.partition(".")
    if len(token) > _LONGEST or not hmac.compare_digest(
        _text(_seal(body, key)).encode(), seal.encode("utf-8", "replace")
    ):
        return None
    try:
        return _signed(json.loads(base64.urlsafe_b64decode(f"{body}==")), purpose)
    except (ValueError, TypeError, OverflowError, binascii.Error):
        return None


def _signed(form: Any, purpose: Purpose) -> Signed:
    """Raises ValueError or TypeError where the form isn't one."""
    found, about, language, seats, who, until = form
    if found != purpose or not is_language(language):
        raise ValueError("a link for something else")
    subject = Subject(purpose, about, language, tuple(seats), who)
    return Signed(subject, datetime.fromtimestamp(until, UTC))


def _seal(body: str, key: bytes) -> bytes:
    return hmac.new(key, body.encode("utf-8", "replace"), hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links to where the bot can be reached from outside; each holds as long as a round."""

    public_url: str
    holds: timedelta

    def maker(self, writer: Writer, now: datetime) -> LinkTo:
        """Makes links in this transaction; the key is read once, if it is needed at all."""
        key = cache(partial(made_key, writer, now))

        def link_to(subject: Subject) -> str:
            token = token_of(Signed(subject, now + self.holds), key())
            return f"{self.public_url.rstrip('/')}{PATHS[subject.purpose]}?t={token}"

        return link_to
