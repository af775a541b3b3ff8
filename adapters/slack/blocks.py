"""A card as Block Kit. Pure; whatever the card holds, Slack's limits are kept.

What doesn't fit is shortened, then left out from the bottom of the text; a last line says how many
parts are missing. The title, the case's reference and the buttons stay.
"""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple, Protocol

from adapters.slack import limits
from adapters.slack.controls import controls
from adapters.slack.mrkdwn import ELLIPSIS, bold, clean, escaped, link, pieces, plain, units
from routing.card import Card, Fact, Link, Section, Tone

Block = dict[str, Any]


class Part(Protocol):
    """Builds a block of the body with texts of at most so many characters."""

    def __call__(self, limit: int, /) -> Block: ...


_MARKS: Final[dict[Tone, str]] = {"neutral": "", "good": "✓ ", "attention": "! "}
_SHORTER: Final = (1_500, 600, 200, 80)
_FOOTER_TEXT: Final = 400
_REFERENCE_TEXT: Final = 60
_CONTROLS_SIZE: Final = 6_500
_NOTE_SIZE: Final = 120


def message(card: Card) -> dict[str, Any]:
    """``text`` and ``blocks``, as chat.postMessage, a response_url and a command's answer take."""
    return {"text": fallback(card), "blocks": render(card)}


def fallback(card: Card) -> str:
    """What notifications and clients without blocks show; never empty."""
    line = card.fallback
    if card.reference and card.reference not in line:
        line = f"{line} · {card.reference}"
    return escaped(line, limits.MESSAGE_TEXT) or ELLIPSIS


def render(card: Card) -> list[Block]:
    head = [_header(card)]
    foot = _footer(card)
    room = limits.MESSAGE_SIZE - _size([*head, *foot]) - _NOTE_SIZE
    buttons = controls(card, min(_CONTROLS_SIZE, room))
    count = limits.MESSAGE_BLOCKS - len(head) - len(foot) - len(buttons) - 1
    body = _fitted(list(_body(card)), room - _size(buttons), count)
    return [*head, *body, *buttons, *foot]


def _header(card: Card) -> Block:
    title = clean(card.title) or card.reference or ELLIPSIS
    text = plain(_MARKS[card.tone] + title.replace("\n", " "), limits.HEADER_TEXT)
    return {"type": "header", "text": {"type": "plain_text", "text": text or ELLIPSIS}}


def _footer(card: Card) -> list[Block]:
    lines = [escaped("\n".join(card.footer), _FOOTER_TEXT)]
    if card.reference and card.reference not in plain(card.title, limits.HEADER_TEXT - 2):
        lines.insert(0, escaped(card.reference, _REFERENCE_TEXT))
    text = "\n".join(filter(None, lines))
    return [_context(text)] if text else []


def _body(card: Card) -> Iterator[Part]:
    for paragraph in card.text:
        yield from _paragraph(paragraph)
    yield from _facts(card.facts)
    for section in card.sections:
        yield from _section(section)
    yield from _links(card.links)


def _paragraph(text: str) -> Iterator[Part]:
    for piece in pieces(text, limits.SECTION_TEXT):
        yield _Text(piece)


def _section(section: Section) -> Sequence[Part]:
    return _section_parts(section)


@lru_cache(maxsize=4_096)
def _section_parts(section: Section) -> tuple[Part, ...]:
    title = bold(plain(section.title, limits.HEADER_TEXT))
    lead = f"{title}\n" if title else ""
    parts = list(pieces("\n".join(section.lines), limits.SECTION_TEXT - 2 * limits.HEADER_TEXT))
    found = enumerate(parts or [""] * bool(title))
    return tuple(_Text(piece, "" if index else lead) for index, piece in found)


def _facts(facts: Sequence[Fact]) -> Iterator[Part]:
    shown = [fact for fact in facts if clean(fact.label) or clean(fact.value)]
    for start in range(0, len(shown), limits.FIELDS):
        yield partial(_fields_block, shown[start : start + limits.FIELDS])


def _links(links: Sequence[Link]) -> Iterator[Part]:
    line = ""
    for shown in filter(None, (link(each.label, each.url) for each in links)):
        joined = f"{line} · {shown}" if line else shown
        if units(joined) > limits.SECTION_TEXT:
            yield partial(_ready_block, line)
            joined = shown
        line = joined
    if line:
        yield partial(_ready_block, line)


class _Text(NamedTuple):
    """A piece of text as a block, behind a lead that is mrkdwn already."""

    text: str
    lead: str = ""

    def __call__(self, limit: int) -> Block:
        words = escaped(self.text, max(limit - units(self.lead), 1))
        return _mrkdwn_section((self.lead + words).strip())


def _ready_block(mrkdwn: str, _limit: int) -> Block:
    return _mrkdwn_section(mrkdwn)


def _fields_block(facts: Sequence[Fact], limit: int) -> Block:
    room = min(limit, limits.FIELD_TEXT)
    return {"type": "section", "fields": [_field(fact, room) for fact in facts]}


def _field(fact: Fact, limit: int) -> Block:
    label = bold(plain(fact.label, min(limit // 2, limits.HEADER_TEXT)))
    value = escaped(fact.value, limit - units(label) - 1)
    return {"type": "mrkdwn", "text": "\n".join(filter(None, (label, value)))}


def _mrkdwn_section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _fitted(parts: Sequence[Part], room: int, count: int) -> list[Block]:
    """As many parts from the top as fit into ``room`` characters of JSON and ``count`` blocks."""
    blocks: list[Block] = []
    for part in parts[:count]:
        whole, size = _measured(part)
        if size > room:
            blocks.extend(_shortened(part, room))
            break
        blocks.append(whole)
        room -= size
    missing = len(parts) - len(blocks)
    return [*blocks, _context(f"{ELLIPSIS} +{missing}")] if missing else blocks


def _measured(part: Part) -> tuple[Block, int]:
    """A block at full length, and its size; the steps of a ladder are shown again and again."""
    if isinstance(part, _Text):
        return _measured_text(part)
    whole = part(limits.SECTION_TEXT)
    return whole, _size([whole])


@lru_cache(maxsize=4_096)
def _measured_text(part: "_Text") -> tuple[Block, int]:
    whole = part(limits.SECTION_TEXT)
    return whole, _size([whole])


def _shortened(part: Part, room: int) -> list[Block]:
    """The longest shorter form that fits, if one does."""
    return [block for block in map(part, _SHORTER) if _size([block]) <= room][:1]


def _size(blocks: Sequence[Block]) -> int:
    return len(json.dumps(blocks))
