"""The pieces of an Adaptive Card that are used: buttons, menus, and fields to fill in.

What a button carries comes back as ``data``, with the fields' values beside it under their ids.
Field ids are unique in a card, as the format asks: a name that is used twice, or that has a
meaning of its own in ``data``, gets a number after a dot.
"""

import re
from typing import Any, Final

from adapters.teams.elements import Element, Limits, shorten
from routing.card import Action, Input, Menu, Style

PICKED: Final = "picked"
"""Key in a menu's data: the id of the list whose choice is the value."""
MENU: Final = "menu"
RESERVED: Final = frozenset({"verb", "value", PICKED, MENU, "msteams"})

STYLES: Final[dict[Style, str]] = {
    "default": "default",
    "primary": "positive",
    "danger": "destructive",
}

_NUMBERED = re.compile(r"\.\d+$")


def field_name(field_id: str) -> str:
    """The name of an input, from the id that it has in a card."""
    return _NUMBERED.sub("", field_id)


class Controls:
    """Builds the controls of one card; knows which ids are taken."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._taken: set[str] = set(RESERVED)

    def button(self, action: Action) -> Element:
        """A button; where the action has inputs, it opens a card that asks for them."""
        if not action.inputs:
            return self.execute(action, inputs="none")
        return {
            "type": "Action.ShowCard",
            "title": self._label(action.label or action.verb),
            "style": STYLES[action.style],
            "card": {
                "type": "AdaptiveCard",
                "body": self.fields(action),
                "actions": [self.execute(action)],
            },
        }

    def execute(self, action: Action, inputs: str = "auto") -> Element:
        """The button that sends an action, and the fields around it unless ``none``."""
        data = {"verb": action.verb, "value": action.value}
        label = self._label(action.label or action.verb)
        return _execute(label, data, inputs, style=STYLES[action.style])

    def menu(self, menu: Menu) -> Element:
        """A list to choose from, and the button that sends the choice."""
        field_id = self._id(MENU)
        label = self._label(menu.label or menu.verb)
        choices = Input(MENU, label, "choice", menu.choices)
        send = _execute("OK", {"verb": menu.verb, PICKED: field_id}, "auto", tooltip=label)
        items = [
            {"id": field_id, **self._choice_set(choices)},
            {"type": "ActionSet", "actions": [send]},
        ]
        return {"type": "Container", "items": items}

    def fields(self, action: Action) -> list[Element]:
        return [self._field(field) for field in action.inputs]

    def _field(self, field: Input) -> Element:
        shown: Element = {"id": self._id(field.name)}
        if field.kind == "choice":
            shown |= self._choice_set(field)
        else:
            shown |= self._text_field(field)
        if field.required:
            # The card knows no words of its own: the label says which field is missing.
            shown |= {"isRequired": True, "errorMessage": f"⚠ {shown['label']}"}
        return shown

    def _text_field(self, field: Input) -> Element:
        return {
            "type": "Input.Text",
            "label": self._label(field.label or field.name),
            "isMultiline": field.kind == "lines",
            "value": shorten(field.value, self._limits.text),
        }

    def _choice_set(self, field: Input) -> Element:
        choices = field.choices[: self._limits.choices]
        preset = field.value in {choice.value for choice in choices}
        return {
            "type": "Input.ChoiceSet",
            "style": "compact",
            "label": self._label(field.label or field.name),
            "choices": [
                {"title": self._label(choice.label or choice.value), "value": choice.value}
                for choice in choices
            ],
            **({"value": field.value} if preset else {}),
        }

    def _label(self, text: str) -> str:
        return shorten(text, self._limits.label)

    def _id(self, name: str) -> str:
        candidate, number = name, 0
        if not name or _NUMBERED.search(name):
            candidate, number = f"{name}.1", 1
        while candidate in self._taken:
            number += 1
            candidate = f"{name}.{number}"
        self._taken.add(candidate)
        return candidate


def _execute(title: str, data: dict[str, Any], inputs: str, **how: str) -> Element:
    return {
        "type": "Action.Execute",
        "title": title,
        "verb": data["verb"],
        "data": data,
        "associatedInputs": inputs,
        **how,
        # Clients that don't know Action.Execute send the same data as a message.
        "fallback": {
            "type": "Action.Submit",
            "title": title,
            "data": data,
            "associatedInputs": inputs,
            **how,
        },
    }
