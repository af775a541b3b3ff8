"""An action's inputs as a modal, and what comes back from one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack import limits
from adapters.slack.controls import option, select
from adapters.slack.mrkdwn import carried, one_line, plain, size, storable
from adapters.slack.origin import Origin
from routing.card import Action, Choice, Input

Block = dict[str, Any]

_UNBOUNDED = 1_000_000


@dataclass(frozen=True, slots=True)
class FormState:
    """What a modal carries through Slack and back: which action, and where it was asked for."""

    verb: str
    value: str
    origin: Origin

    def encode(self) -> str:
        """As private_metadata. Without the response_url where the value leaves no room for it.

        Raises:
            ValueError: the value alone is longer than Slack carries.
        """
        for origin in (self.origin, replace(self.origin, response_url="")):
            text = json.dumps([self.verb, self.value, *_packed(origin)], ensure_ascii=False)
            if carried(text, limits.PRIVATE_METADATA):
                return text
        raise ValueError(f"too long for a form: {size(self.value)} characters")

    @classmethod
    def decode(cls, text: str, here: Origin) -> "FormState | None":
        """``here`` is the submission's own origin; None where the text is no state of ours."""
        try:
            verb, value, *packed = json.loads(text)
            channel, thread, message, ephemeral, response_url = packed
        except (ValueError, TypeError):
            return None
        words = (verb, value, channel, thread, message, response_url)
        if not all(isinstance(word, str) for word in words):
            return None
        origin = replace(
            here,
            channel=channel,
            thread=thread,
            message=message,
            ephemeral=bool(ephemeral),
            response_url=response_url,
        )
        return cls(verb, value, origin)


def render_form(action: Action, state: FormState) -> dict[str, Any]:
    """The view for views.open. Raises ValueError where ``state`` doesn't fit into one."""
    title = plain(one_line(action.label), limits.MODAL_TITLE) or action.verb
    return {
        "type": "modal",
        "callback_id": f"{action.verb}:form",
        "title": _plain_text(title),
        "submit": _plain_text("OK"),
        "private_metadata": state.encode(),
        "blocks": [
            _input(each, index) for index, each in enumerate(action.inputs[: limits.MODAL_BLOCKS])
        ],
    }


def filled_in(view: Mapping[str, Any]) -> dict[str, str]:
    """What somebody filled in, by the inputs' names; empty ones are left out."""
    blocks = _dict(_dict(view, "state"), "values")
    found: dict[str, str] = {}
    for block in blocks:
        elements = _dict(blocks, block)
        for name in elements:
            element = _dict(elements, name)
            text = element.get("value") or _dict(element, "selected_option").get("value")
            if isinstance(text, str) and text:
                found[name] = storable(text)
    return found


def first_input(view: Mapping[str, Any]) -> str | None:
    """The block_id of the first input that was sent: where an error can be shown."""
    return next(iter(_dict(_dict(view, "state"), "values")), None)


def _packed(origin: Origin) -> tuple[object, ...]:
    return (
        origin.channel,
        origin.thread,
        origin.message,
        int(origin.ephemeral),
        origin.response_url,
    )


def _input(field: Input, index: int) -> Block:
    return {
        "type": "input",
        "block_id": f"input:{index}",
        "label": _plain_text(plain(field.label, limits.INPUT_LABEL) or _name(field)),
        "optional": not field.required,
        "element": _choice(field) or _line(field),
    }


def _choice(field: Input) -> Block | None:
    if field.kind != "choice":
        return None
    element = select(_name(field), field.label, field.choices, _UNBOUNDED)
    initial = [choice for choice in field.choices if choice.value == field.value]
    if element is not None and initial:
        _choose(element, initial[0])
    return element


def _choose(element: Block, choice: Choice) -> None:
    built = option(choice)
    groups = element.get("option_groups") or [element]
    if any(built in group["options"] for group in groups):
        element["initial_option"] = built


def _line(field: Input) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": _name(field),
        "multiline": field.kind == "lines",
    }
    initial = plain(field.value, limits.INPUT_TEXT)
    if initial:
        element["initial_value"] = initial
    return element


def _name(field: Input) -> str:
    return plain(field.name, limits.IDENTIFIER) or "input"


def _dict(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = payload.get(name)
    return found if isinstance(found, dict) else {}


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": text}
