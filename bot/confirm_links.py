"""Signed links with which a contact confirms their entries without a chat.

A link says whose entries it is about, what they said, and until when it holds; the signature is an
HMAC-SHA256 with a key that is made once and kept in the database's records.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.ports import Reader, Writer
from routing.contacts import Contact
from routing.seats import shown_name, who_is

PATH: Final = "/confirm"
_KIND: Final = "confirm_links"
_NAME: Final = "key"
_KEY_BYTES: Final = 32
_LONGEST: Final = 8_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link is about: seats (``post#rank``), the person, and a short name for the entries."""

    seats: tuple[str, ...]
    who: str
    shown: str
    until: datetime


def asked(contacts: Sequence[Contact], until: datetime) -> Asked:
    seats = tuple(f"{contact.post}#{contact.rank}" for contact in contacts)
    return Asked(seats, who_is(contacts[0]), shown_name(contacts), until)


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


def token_of(about: Asked, key: bytes) -> str:
    form = [list(about.seats), about.who, about.shown, int(about.until.timestamp())]
    body = _text(json.dumps(form, separators=(",", ":")).encode())
    return f"{body}.{_text(_seal(body, key))}"


def read_token(token: str, key: bytes, now: datetime) -> Asked | None:
    """What the link is about; None where it isn't ours, was changed, or is over."""
    body, _, seal = token.partition(".")
    if len(token) > _LONGEST or not hmac.compare_digest(
        _text(_seal(body, key)).encode(), seal.encode("utf-8", "replace")
    ):
        return None
    try:
        seats, who, shown, until = json.loads(base64.urlsafe_b64decode(f"{body}=="))
        found = Asked(tuple(seats), who, shown, datetime.fromtimestamp(until, UTC))
    except (ValueError, TypeError, OverflowError, binascii.Error):
        return None
    return found if found.until >= now else None


def _seal(body: str, key: bytes) -> bytes:
    return hmac.new(key, body.encode("utf-8", "replace"), hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links to where the bot can be reached from outside; each holds as long as a round."""

    public_url: str
    holds: timedelta

    def link(self, writer: Writer, now: datetime, contacts: Sequence[Contact]) -> str:
        token = token_of(asked(contacts, now + self.holds), made_key(writer, now))
        return f"{self.public_url.rstrip('/')}{PATH}?t={token}"
