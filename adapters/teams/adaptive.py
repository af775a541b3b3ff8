"""The neutral card as an Adaptive Card 1.5, of at most about 25 KB.

The format is that of https://adaptivecards.io/explorer/; the size is Teams' limit. A card that
is too big is shortened first, then loses text from the bottom; buttons go last, and the title
and the reference stay.
"""

from collections.abc import Iterator
from typing import Any, Final

from adapters.teams.controls import Controls
from adapters.teams.elements import Element, Limits, content, head, shorten
from adapters.teams.payload import dump
from routing.card import Action, Card
from routing.language import Language

SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"
MAX_BYTES: Final = 25_000
MAX_PRIMARY: Final = 6
"""Buttons that Teams shows in one row."""

STEPS: Final = (
    Limits(text=3000, label=200, choices=300),
    Limits(text=1000, label=120, choices=300),
    Limits(text=400, label=80, choices=100),
    Limits(text=150, label=50, choices=40),
)


def render(
    card: Card, language: Language | None = None, form: Action | None = None
) -> dict[str, Any]:
    """The card; with ``form``, a card that asks for that action's inputs instead of its buttons."""
    for limits in STEPS:
        draft = _Draft(card, language, form, limits)
        if draft.excess() <= 0:
            break
    while draft.excess() > 0 and draft.drop(draft.excess()):
        continue
    return draft.document()


class _Draft:
    """A card at one set of limits, from which things can be dropped."""

    def __init__(
        self, card: Card, language: Language | None, form: Action | None, limits: Limits
    ) -> None:
        controls = Controls(limits)
        self._language = language
        self._fallback = _fallback(card, limits)
        self._head = head(card, limits)
        self._content = content(card, limits)
        if form is not None:
            self._controls = controls.fields(form)
            self._buttons = [controls.execute(form)]
        else:
            self._controls = [controls.menu(menu) for menu in card.menus]
            self._buttons = [controls.button(action) for action in card.actions]

    def excess(self) -> int:
        """Bytes by which the card is too big."""
        return len(dump(self.document())) - MAX_BYTES

    def drop(self, size: int) -> bool:
        """Leave out what matters least, ``size`` bytes of it; False if nothing could go."""
        left = size
        while left > 0 and (self._content or self._controls or self._buttons):
            left -= len(dump(self._pop()))
        return left < size

    def _pop(self) -> Element:
        if self._content:
            last = self._content[-1]
            inner: list[Element] = last.get("facts") or last.get("items") or []
            return inner.pop() if len(inner) > 1 else self._content.pop()
        return (self._controls or self._buttons).pop()

    def document(self) -> dict[str, Any]:
        body = [*self._head, *self._content, *self._controls]
        card: dict[str, Any] = {
            "$schema": SCHEMA,
            "type": "AdaptiveCard",
            "version": "1.5",
            "fallbackText": self._fallback,
            "body": body,
        }
        if self._language:
            card["lang"] = self._language
        if len(self._buttons) <= MAX_PRIMARY:
            card["actions"] = list(self._buttons)
        else:
            body.extend({"type": "ActionSet", "actions": row} for row in _rows(self._buttons))
        return card


def _rows(buttons: list[Element]) -> Iterator[list[Element]]:
    for start in range(0, len(buttons), MAX_PRIMARY):
        yield buttons[start : start + MAX_PRIMARY]


def _fallback(card: Card, limits: Limits) -> str:
    text = shorten(card.fallback, limits.label * 2)
    if card.reference and card.reference not in text:
        text = f"{shorten(card.reference, limits.label)} · {text}"
    return text
