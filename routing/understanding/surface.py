"""The part of a message that its sender typed: no mentions, links, quotes, markup or emoji."""

import html
import re
import unicodedata
from typing import Final

# Reading on would not change an answer, and a pasted document must not cost more than a message.
READ_CHARACTERS: Final = 2_000
_SCAN_CHARACTERS: Final = 2 * READ_CHARACTERS

_QUOTED_LINE: Final = re.compile(r"^[ \t]*(?:>|&gt;).*$", re.MULTILINE)
_QUOTED_BLOCK: Final = re.compile(r"<(blockquote|style|script)\b.*?(?:</\1\s*>|\Z)", re.S | re.I)
_FORWARDED: Final = re.compile(
    r"^[ \t]*(?:-{2,}[ ]?(?:original message|forwarded message|message d'origine|"
    r"message transf[ée]r[ée]|mensaje original|mensaje reenviado)"
    r"|on .{4,80} wrote:|le .{4,80} a [ée]crit\s?:|el .{4,80} escribi[óo]:)",
    re.IGNORECASE | re.MULTILINE,
)
_SLACK: Final = re.compile(r"<(?:[@#!][^<>]*|(?:https?|mailto|tel):[^<>]*)>", re.IGNORECASE)
_TEAMS_MENTION: Final = re.compile(r"<at\b[^>]*>.*?</at>", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"</?[a-z][^<>]{0,300}>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_LINK: Final = re.compile(r"\b(?:https?://|www\.)\S+|\b\S{1,64}@\S+\.\w+", re.IGNORECASE)
_EMOJI: Final = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]*:(?:skin-tone-\d:)?(?!\w)", re.IGNORECASE)
_MARKS: Final = re.compile(r"[*_~`\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0f\ufeff\u00ad]+")


def is_pasted(text: str) -> bool:
    """Longer than anybody types: a document."""
    return len(text) > READ_CHARACTERS


def strip_markup(text: str) -> str:
    """What is left to read, at most ``READ_CHARACTERS`` long."""
    text = text[:_SCAN_CHARACTERS]
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "<" in text:
        text = _QUOTED_BLOCK.sub(" ", text)
        text = _TEAMS_MENTION.sub(" ", text)
        text = _SLACK.sub(" ", text)
    if ">" in text or "&gt;" in text:
        text = _QUOTED_LINE.sub(" ", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    forwarded = _FORWARDED.search(text)
    if forwarded is not None:
        text = text[: forwarded.start()]
    if ":" in text or "@" in text or "www." in text:
        text = _EMOJI.sub(" ", _LINK.sub(" ", text))
    return _MARKS.sub("", text)[:READ_CHARACTERS]
