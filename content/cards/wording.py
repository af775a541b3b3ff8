"""The remark that a text may point to one person, with its buttons."""

from collections.abc import Sequence
from dataclasses import replace

from content.labels import Labels
from content.sensitive import Sensitive
from routing.card import Action, Card, Input
from routing.cases import Case

_KINDS = ("case_number", "passport", "telephone", "coordinates")


def names_of(labels: Labels) -> dict[str, str]:
    """What each kind of number is called in a text that goes out without it."""
    return {kind: labels.words(f"sensitive.{kind}") for kind in _KINDS}


def kinds_named(found: Sequence[Sensitive], labels: Labels) -> str:
    names = names_of(labels)
    return ", ".join(dict.fromkeys(names[each.kind] for each in found))


def with_remark(card: Card, labels: Labels, case: Case, kinds: str, key: str, value: str) -> Card:
    """The card with the remark on top; ``key`` says what becomes of the text meanwhile."""
    words = labels.words
    lines = (words("sensitive.found", kinds=kinds), words(key, reference=case.reference))
    actions = [change_form(labels, value)]
    if key != "sensitive.sent":
        actions.insert(0, Action("confirm", words("sensitive.send"), value))
    return replace(card, text=(*lines, *card.text), actions=(*actions, *card.actions))


def change_form(labels: Labels, value: str, text: str = "") -> Action:
    """The button that asks for other words."""
    field = Input("text", labels.words("sensitive.text"), "lines", value=text, required=True)
    return Action("change", labels.words("sensitive.change"), value, inputs=(field,))
