"""A card's buttons and menus, as Block Kit elements."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from adapters.slack import limits
from adapters.slack.mrkdwn import ELLIPSIS, carried, one_line, plain
from routing.card import Action, Card, Choice, Menu

Element = dict[str, Any]
Block = dict[str, Any]

_MENUS_A_BLOCK = 5
_NOTE_TEXT = 20
_WRAPPING = len(json.dumps([{"type": "actions", "elements": []}])) + 4


def controls(card: Card, room: int) -> list[Block]:
    """The card's buttons, then its menus, in at most ``room`` characters of JSON.

    A button or choice whose value is longer than Slack carries is left out: it would come back
    as something else. Menus get what the buttons leave, in equal shares.
    """
    if not card.actions and not card.menus:
        return []
    buttons = _buttons(card.actions, room)
    blocks = [_actions(some) for some in _chunks(buttons, limits.ELEMENTS)]
    left = room - len(json.dumps(blocks))
    menus = list(_menus(card.menus, len(card.actions), left))
    return [*blocks, *(_actions(some) for some in _chunks(menus, _MENUS_A_BLOCK))]


def select(action_id: str, label: str, choices: Sequence[Choice], room: int) -> Element | None:
    """A menu of the choices that fit, saying how many don't; None where none does."""
    placeholder = plain(label, limits.PLACEHOLDER - _NOTE_TEXT)
    menu: Element = {"type": "static_select", "action_id": action_id}
    options = _options(choices, room - len(json.dumps([menu, placeholder])) - _WRAPPING)
    if not options:
        return None
    missing = len({choice.value for choice in choices}) - len(options)
    note = f" ({ELLIPSIS} +{missing})" if missing else ""
    menu["placeholder"] = _plain_text((placeholder or ELLIPSIS) + note)
    if len(options) <= limits.OPTIONS:
        return {**menu, "options": options}
    return {**menu, "option_groups": _groups(options)}


def option(choice: Choice) -> Element | None:
    """None where Slack can't carry the value."""
    if not choice.value or not carried(choice.value, limits.OPTION_VALUE):
        return None
    label = plain(one_line(choice.label), limits.OPTION_TEXT) or plain(
        choice.value, limits.OPTION_TEXT
    )
    return {"text": _plain_text(label or ELLIPSIS), "value": choice.value}


def _buttons(actions: Sequence[Action], room: int) -> list[Element]:
    kept: list[Element] = []
    for index, action in enumerate(actions):
        if not carried(action.value, limits.BUTTON_VALUE):
            continue
        button = _button(action, index)
        cost = len(json.dumps(button)) + _WRAPPING
        if cost <= room:
            kept.append(button)
            room -= cost
    return kept


def _button(action: Action, index: int) -> Element:
    label = plain(one_line(action.label), limits.BUTTON_TEXT) or action.verb
    button: Element = {
        "type": "button",
        "action_id": f"{action.verb}:{index}",
        "text": _plain_text(label),
    }
    if action.value:
        button["value"] = action.value
    if action.style != "default":
        button["style"] = action.style
    return button


def _menus(menus: Sequence[Menu], first: int, room: int) -> Iterator[Element]:
    for done, menu in enumerate(menus):
        share = room // (len(menus) - done) - _WRAPPING
        element = select(f"{menu.verb}:{first + done}", menu.label, menu.choices, share)
        if element is not None:
            yield element
            room -= len(json.dumps(element)) + _WRAPPING


def _options(choices: Iterable[Choice], room: int) -> list[Element]:
    kept: list[Element] = []
    seen: set[str] = set()
    for choice in choices:
        built = option(choice) if choice.value not in seen else None
        if built is None:
            continue
        # A heading of a group of 100 costs about as much as an option.
        room -= len(json.dumps(built)) + 2 + (60 if len(kept) % limits.OPTIONS == 0 else 0)
        if room < 0 or len(kept) == limits.OPTIONS * limits.OPTION_GROUPS:
            break
        seen.add(choice.value)
        kept.append(built)
    return kept


def _groups(options: Sequence[Element]) -> list[Element]:
    return [
        {"label": _plain_text(_range(some)), "options": some}
        for some in _chunks(options, limits.OPTIONS)
    ]


def _range(options: Sequence[Element]) -> str:
    first, last = (each["text"]["text"][:12].strip() for each in (options[0], options[-1]))
    return f"{first} – {last}"


def _actions(elements: Sequence[Element]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _plain_text(text: str) -> Element:
    return {"type": "plain_text", "text": text}


def _chunks(elements: Sequence[Element], count: int) -> Iterator[list[Element]]:
    for start in range(0, len(elements), count):
        yield list(elements[start : start + count])
