"""Plain text as Slack wants it: cleaned, cut to a limit, escaped.

Lengths count UTF-16 code units of the escaped text, the largest of the ways in which Slack might
count. ``&``, ``<`` and ``>`` are control characters in mrkdwn (Slack, "Formatting text for app
surfaces"); in plain_text they are ordinary.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, urlsplit

from adapters.slack import limits

ELLIPSIS: Final = "…"

_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TABLE: Final = str.maketrans(_ESCAPES)
_WIDTHS: Final = {character: len(entity) for character, entity in _ESCAPES.items()}
_UNWANTED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
_BREAK: Final = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_URL_SAFE: Final = "!#$%&'()*+,/:;=?@[]~"
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


def clean(text: str) -> str:
    """Without control characters and outer space, with ``\\n`` as the only line break."""
    if text.isprintable():
        return text.strip()
    text = _SURROGATES.sub("\ufffd", _BREAK.sub("\n", text))
    return _UNWANTED.sub("", text).strip()


def storable(text: str) -> str:
    """Without what a database refuses: NUL and halves of characters."""
    if text.isprintable():
        return text
    return _SURROGATES.sub("\ufffd", text).replace("\x00", "")


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def size(text: str) -> int:
    """The length that the text will have once escaped."""
    if text.isascii():
        return len(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))
    return units(text.translate(_TABLE))


def units(text: str) -> int:
    """The length of a text as it is."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def carried(value: str, limit: int) -> bool:
    """Does Slack take the value, and give it back as it was?"""
    return size(value) <= limit and not _SURROGATES.search(value) and not _UNWANTED.search(value)


def clip(text: str, limit: int) -> str:
    """The text, or as much of it as fits with an ellipsis at its end."""
    if _fitting(text, limit) == len(text):
        return text
    return text[: _fitting(text, limit - 1)].rstrip() + ELLIPSIS


def plain(text: str, limit: int) -> str:
    """For a plain_text object; empty where nothing is left to show."""
    return clip(clean(text), limit)


def escaped(text: str, limit: int) -> str:
    """For a mrkdwn object; empty where nothing is left to show."""
    return clip(clean(text), limit).translate(_TABLE)


def bold(text: str) -> str:
    """One line, bold where Slack can show it so."""
    line = one_line(text).translate(_TABLE)
    return f"*{line}*" if line and "*" not in line else line


def pieces(text: str, limit: int) -> Iterator[str]:
    """The cleaned, unescaped text in parts that fit, broken at lines or words where possible."""
    rest = clean(text)
    while rest:
        end = _fitting(rest, limit)
        if end < len(rest):
            end = _break_before(rest, end)
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()


def link(label: str, url: str, limit: int = limits.SECTION_TEXT) -> str:
    """``<url|label>``; only the label where the address is no link or too long to be one."""
    target = quote(clean(url), safe=_URL_SAFE)
    words = escaped(one_line(label), limit // 2)
    if not _is_link(target):
        return words or escaped(one_line(url), limit // 2)
    shown = words or escaped(one_line(url).removeprefix("mailto:"), limit // 2)
    bare = target.partition("?")[0] if target.startswith("mailto:") else target
    for address in (target, bare):
        whole = f"<{address.translate(_TABLE)}|{shown}>"
        if units(whole) <= limit:
            return whole
    return shown


def _is_link(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(parts.netloc or parts.path)


def _break_before(text: str, end: int) -> int:
    for mark in ("\n", " "):
        found = text.rfind(mark, end // 2, end)
        if found > 0:
            return found
    return end


def _fitting(text: str, limit: int) -> int:
    """How many characters, counted from the start, stay within the limit once escaped."""
    if size(text) <= limit:
        return len(text)
    used = 0
    for index, character in enumerate(text):
        used += _width(character)
        if used > limit:
            return index
    return len(text)


def _width(character: str) -> int:
    return _WIDTHS.get(character) or (2 if character > "\uffff" else 1)
