"""The neutral card as plain text that makes sense without the bot.

Buttons and menus are left out: a mail can't hold them. What to do instead is on the card, in
its text, links and footer.
"""

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from routing.card import Card

WIDTH: Final = 72

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


def plain(card: Card) -> str:
    """Paragraphs of lines of at most 72 characters; longer words, such as URLs, stay whole."""
    blocks = (block for block in _blocks(card) if block)
    return "\n\n".join(blocks) + "\n"


def one_line(text: str) -> str:
    """The text without line breaks and control characters: fit for a header."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _blocks(card: Card) -> Iterator[str]:
    yield _title(card)
    yield from (_wrapped(text) for text in card.text)
    yield "\n".join(_wrapped(f"{fact.label}: {fact.value}", hang="  ") for fact in card.facts)
    for section in card.sections:
        lines = [_wrapped(section.title), *(_listed(line) for line in section.lines)]
        yield "\n".join(line for line in lines if line)
    yield "\n".join(_link(link.label, link.url) for link in card.links)
    yield from (_wrapped(text) for text in card.footer)


def _title(card: Card) -> str:
    title = one_line(card.title)
    if card.reference and card.reference not in title:
        title = f"{title} [{card.reference}]".strip()
    return _wrapped(title)


def _listed(text: str) -> str:
    wrapped = _wrapped(text, hang="  ")
    return f"- {wrapped}" if wrapped else ""


def _link(label: str, url: str) -> str:
    target = one_line(url).removeprefix("mailto:").removeprefix("tel:")
    shown = one_line(label)
    return target if shown in ("", target) else f"{shown}: {target}"


def _wrapped(text: str, hang: str = "") -> str:
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    lines = [
        textwrap.fill(
            line,
            WIDTH - len(hang),
            subsequent_indent=hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in clean.split("\n")
    ]
    return f"\n{hang}".join(lines)
