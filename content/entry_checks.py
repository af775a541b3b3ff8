"""Checks of what somebody types about their own entry of the directory."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal
from zoneinfo import available_timezones

from content.mail_address import can_be_mailed
from content.telephone import readable
from routing.language import is_language

Field = Literal["name", "email", "phone", "language", "timezone"]
FIELDS: Final[tuple[Field, ...]] = ("name", "email", "phone", "language", "timezone")
_MAIL: Final = re.compile(r"[^\s<>@|:,;]+@[^\s<>@|:,;.]+(?:\.[^\s<>@|:,;.]+)+")
_NUMBER: Final = re.compile(r"\+?\d[\d\s().-]{5,20}\d")
_NAME_AT_MOST: Final = 120
_FORMULA: Final = ("=", "+", "-", "@")
"""With what a spreadsheet's formula begins: names come out again in stewards' files."""
_UNSEEN: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks that turn the order of letters, and with it what a line seems to say."""


def checked(typed: Mapping[str, str]) -> tuple[dict[Field, str], tuple[Field, ...]]:
    """The fields as they are kept, and the names of those that can't be right.

    What is empty or unknown is left out.
    """
    good: dict[Field, str] = {}
    bad: list[Field] = []
    for field in FIELDS:
        text = typed.get(field, "").strip()
        if not text:
            continue
        kept = _kept(field, text)
        if kept is None:
            bad.append(field)
        else:
            good[field] = kept
    return good, tuple(bad)


def _kept(field: Field, text: str) -> str | None:
    if field == "email":
        return text if can_be_mailed(text) else None
    if field == "phone":
        return readable(text)
    if field == "language":
        return text.lower() if is_language(text.lower()) else None
    if field == "timezone":
        return text if text in available_timezones() else None
    return _name(text)


def _name(text: str) -> str | None:
    """The name in one line; a longer text would look like more lines of the ladder."""
    name = " ".join(text.split())
    if len(name) > _NAME_AT_MOST or _MAIL.search(name) or name.startswith(_FORMULA):
        return None
    is_seen = all(c not in _UNSEEN and unicodedata.category(c) != "Cc" for c in name)
    return name if is_seen else None


def values_in(text: str) -> dict[str, str]:
    """A mail address and a telephone number out of what somebody wrote, whether right or not."""
    mail = _MAIL.search(text)
    number = _NUMBER.search(text)
    found = {"email": mail and mail.group(0).rstrip("."), "phone": number and number.group(0)}
    return {name: value for name, value in found.items() if value}


def named_mail(text: str) -> tuple[str, str] | None:
    """A mail address and the name beside it, if any; None where there is no address."""
    mail = _MAIL.search(text)
    if mail is None:
        return None
    name = (text[: mail.start()] + text[mail.end() :]).strip(" ,;<>()")
    return mail.group(0), name[:_NAME_AT_MOST]
