"""Reading cards in tests: every text that they hold, and cases in every state to make them from."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from content.labels import Labels
from content.messages import load_words
from routing.card import Card
from routing.cases import Case, State
from routing.contacts import Directory
from routing.language import Language
from tests.builders import NOW, case, contact, everybody, structure, topics


def labels(language: Language = "en") -> Labels:
    found = Directory.of([*everybody(), contact("ac:manila")])
    return Labels(load_words(language), structure(), topics(), found)


def texts(thing: object) -> Iterator[str]:
    """Every text in a card, however deep."""
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from texts(getattr(thing, field.name))
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from texts(part)
    elif isinstance(thing, Mapping):
        yield from texts(list(thing.values()))


def whole(card: Card) -> str:
    """The card's texts, checked: filled in, and with a title."""
    found = list(texts(card))
    assert not [text for text in found if "{" in text or "}" in text]
    assert not [text for text in found if "None" in text]
    assert card.title.strip()
    assert card.fallback.startswith(card.title)
    assert all(part.strip() for part in (*card.text, *card.footer))
    assert all(action.label.strip() and action.value for action in card.actions)
    return "\n".join(found)


def facts_of(card: Card) -> dict[str, str]:
    return {fact.label: fact.value for fact in card.facts}


def told(state: State = "told", **known: Any) -> Case:
    """A case in a state, with everything that cards of that state may speak of."""
    usual: dict[str, Any] = {"state": state, "position": 1, "round": 1}
    if state == "grace":
        usual |= {"position": 0, "round": 0}
    if state == "exhausted":
        usual |= {"position": 3, "round": 4, "reminders": 1}
    if state in ("grace", "told", "exhausted"):
        usual["due_at"] = NOW
    if state in ("taken", "resolved"):
        usual |= {"taken_by": "amina@example.org", "taken_by_name": "Amina", "taken_at": NOW}
    if state in ("resolved", "cancelled"):
        usual |= {"closed_at": NOW, "note": "Trucks were sent."}
    return case(**{**usual, **known})
