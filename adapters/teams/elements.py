"""The pieces of an Adaptive Card that are read: text, facts, sections, links."""

from dataclasses import dataclass
from typing import Any, Final

from adapters.teams.markdown import escape, link
from adapters.teams.payload import storable
from routing.card import Card, Fact, Link, Section, Tone

Element = dict[str, Any]

COLORS: Final[dict[Tone, str]] = {"neutral": "Default", "good": "Good", "attention": "Attention"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long things may be: characters of a text and of a label, choices of an input."""

    text: int
    label: int
    choices: int


def shorten(text: str, limit: int) -> str:
    """The text, storable and without space around it, in at most ``limit`` characters."""
    clean = storable(text).strip()
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def text_block(text: str, limit: int, **how: object) -> Element:
    return {"type": "TextBlock", "text": escape(shorten(text, limit)), "wrap": True, **how}


def head(card: Card, limits: Limits) -> list[Element]:
    """The title and the reference: what is shown whatever else must go."""
    title = text_block(
        card.title,
        limits.label * 2,
        size="Large",
        weight="Bolder",
        color=COLORS[card.tone],
        style="heading",
    )
    shown = [title] if title["text"] else []
    if card.reference and card.reference not in shorten(card.title, limits.label * 2):
        shown.append(text_block(card.reference, limits.label, isSubtle=True, spacing="None"))
    return shown


def content(card: Card, limits: Limits) -> list[Element]:
    """Everything below the head, in the order in which it matters."""
    return [
        *_paragraphs(card.text, limits),
        *_facts(card.facts, limits),
        *(element for each in card.sections if (element := _section(each, limits))["items"]),
        *_links(card.links, limits),
        *_paragraphs(card.footer, limits, size="Small", isSubtle=True),
    ]


def _paragraphs(texts: tuple[str, ...], limits: Limits, **how: object) -> list[Element]:
    return [text_block(text, limits.text, **how) for text in texts if storable(text).strip()]


def _facts(facts: tuple[Fact, ...], limits: Limits) -> list[Element]:
    rows = [
        {
            "title": escape(shorten(fact.label, limits.label)),
            "value": escape(shorten(fact.value, limits.text)),
        }
        for fact in facts
    ]
    return [{"type": "FactSet", "facts": rows}] if rows else []


def _section(section: Section, limits: Limits) -> Element:
    items = []
    if storable(section.title).strip():
        items.append(text_block(section.title, limits.label * 2, weight="Bolder"))
    items += _paragraphs(section.lines, limits, spacing="Small")
    return {"type": "Container", "separator": True, "items": items}


def _links(links: tuple[Link, ...], limits: Limits) -> list[Element]:
    written = (link(shorten(each.label, limits.label), storable(each.url)) for each in links)
    return [{"type": "TextBlock", "text": text, "wrap": True} for text in written if text]
