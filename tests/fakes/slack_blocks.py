"""Slack's rules for blocks and views, as Slack would refuse what breaks them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Node = Mapping[str, Any]

LARGEST_MESSAGE = 13_200
_STYLES = (None, "primary", "danger")


def message_faults(blocks: object) -> list[str]:
    """What Slack would refuse in a message's blocks; empty where it would take them."""
    if not isinstance(blocks, list) or not blocks:
        return ["no blocks"]
    faults = list(_blocks(blocks, most=50))
    if len(json.dumps(blocks, ensure_ascii=False)) > LARGEST_MESSAGE:
        faults.append("msg_blocks_too_long")
    return faults


def view_faults(view: object) -> list[str]:
    """What Slack would refuse in a modal."""
    if not isinstance(view, dict) or view.get("type") != "modal":
        return ["not a modal"]
    faults = [*_text(view.get("title"), 24, "title", plain=True)]
    faults += _text(view.get("submit"), 24, "submit", plain=True)
    faults += _length(view.get("callback_id"), 255, "callback_id")
    if _units(view.get("private_metadata", "")) > 3000:
        faults.append("private_metadata too long")
    blocks = view.get("blocks")
    return [*faults, *(_blocks(blocks, most=100) if isinstance(blocks, list) else ["no blocks"])]


def walk(node: object) -> Iterator[Node]:
    """Every object below a node, itself included."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from walk(child)
    elif isinstance(node, list):
        for child in node:
            yield from walk(child)


def _blocks(blocks: Sequence[Node], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks"
    yield from _unique(blocks, "block_id")
    for block in blocks:
        yield from _unique(list(walk(block)), "action_id")
        yield from _block(block)


def _block(block: Node) -> Iterator[str]:
    match block.get("type"):
        case "header":
            yield from _text(block.get("text"), 150, "header", plain=True)
        case "section":
            yield from _section(block)
        case "context":
            yield from _count(block.get("elements"), 10, "context elements")
            for element in block.get("elements", ()):
                yield from _text(element, 3000, "context")
        case "actions":
            yield from _count(block.get("elements"), 25, "actions elements")
            for element in block.get("elements", ()):
                yield from _element(element)
        case "input":
            yield from _text(block.get("label"), 2000, "label", plain=True)
            yield from _element(block.get("element", {}))
        case other:
            yield f"unknown block {other}"


def _section(block: Node) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "section without text"
    if "text" in block:
        yield from _text(block["text"], 3000, "section")
    if "fields" in block:
        yield from _count(block["fields"], 10, "fields")
        for field in block["fields"]:
            yield from _text(field, 2000, "field")


def _element(element: Node) -> Iterator[str]:
    yield from _length(element.get("action_id"), 255, "action_id")
    match element.get("type"):
        case "button":
            yield from _text(element.get("text"), 75, "button", plain=True)
            if "value" in element:
                yield from _length(element["value"], 2000, "button value")
            if element.get("style") not in _STYLES:
                yield f"style {element['style']}"
        case "static_select":
            if "placeholder" in element:
                yield from _text(element["placeholder"], 150, "placeholder", plain=True)
            yield from _select(element)
        case "plain_text_input":
            if "initial_value" in element:
                yield from _length(element["initial_value"], 3000, "initial value")
        case other:
            yield f"unknown element {other}"


def _select(element: Node) -> Iterator[str]:
    if ("options" in element) == ("option_groups" in element):
        yield "options or option_groups"
    for group in element.get("option_groups", ()):
        yield from _text(group.get("label"), 75, "group", plain=True)
    yield from _count(element.get("option_groups", [element]), 100, "groups")
    options = [
        option for group in element.get("option_groups", [element]) for option in group["options"]
    ]
    for group in element.get("option_groups", [element]):
        yield from _count(group["options"], 100, "options")
    for option in options:
        yield from _text(option.get("text"), 75, "option", plain=True)
        yield from _length(option.get("value"), 150, "option value")
    if "initial_option" in element and element["initial_option"] not in options:
        yield "initial_option is no option"


def _text(node: object, most: int, where: str, *, plain: bool = False) -> Iterator[str]:
    if not isinstance(node, dict) or node.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{where}: no text object"
        return
    if plain and node["type"] != "plain_text":
        yield f"{where}: not plain_text"
    text = node.get("text")
    yield from _length(text, most, where)
    if isinstance(text, str) and not text.strip():
        yield f"{where}: empty text"


def _length(value: object, most: int, where: str) -> Iterator[str]:
    if not isinstance(value, str) or not 1 <= _units(value) <= most:
        yield f"{where}: length of {value!r:.40}"


def _count(found: object, most: int, where: str) -> Iterator[str]:
    if not isinstance(found, list) or not 1 <= len(found) <= most:
        yield f"{where}: not 1 to {most}"


def _unique(nodes: Sequence[Node], name: str) -> Iterator[str]:
    found = [node[name] for node in nodes if name in node]
    if len(found) != len(set(found)):
        yield f"{name} twice"


def _units(text: str) -> int:
    """Raises UnicodeEncodeError for a lone surrogate, which no JSON text may hold."""
    return len(text.encode("utf-16-le")) // 2
