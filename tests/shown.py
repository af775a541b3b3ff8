"""What a person reads in a card, whatever its dialect."""

from typing import Any

_WORDS = ("text", "title", "label", "value", "initial_value", "fallbackText")


def shown(tree: Any) -> str:
    """Every text in blocks or in an Adaptive Card, one after another."""
    if isinstance(tree, dict):
        own = [tree[word] for word in _WORDS if isinstance(tree.get(word), str)]
        inner = [shown(value) for value in tree.values() if isinstance(value, dict | list)]
        return "\n".join([*own, *inner])
    if isinstance(tree, list):
        return "\n".join(shown(each) for each in tree)
    return ""


def walk(tree: Any) -> list[dict[str, Any]]:
    """Every object in a tree, from the outside in."""
    if isinstance(tree, list):
        return [found for each in tree for found in walk(each)]
    if not isinstance(tree, dict):
        return []
    return [tree, *(found for each in tree.values() for found in walk(each))]
