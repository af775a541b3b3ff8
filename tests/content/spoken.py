"""Which messages the code says, read from its syntax trees.

A message's key stands in a call such as ``words("case.what")``, or it is put together from a code
(``words(f"state.{case.state}")``); a code is then a constant somewhere else.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_ROOMS: Final = ("routing", "content", "adapters", "bot")
_SPEAKING_ROOMS: Final = ("content", "bot", "routing")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A call that says a message: where its key stands, and which values it gives by itself."""

    position: int
    prefix: str = ""
    gives: frozenset[str] = frozenset()


SPEAKERS: Final = {
    "words": Speaker(0),
    "line_card": Speaker(1),
    "answer_card": Speaker(1, "answer.", frozenset({"reference"})),
    "_title": Speaker(0, "", frozenset({"reference", "topic", "country", "severity"})),
    "Refusal": Speaker(0, "refusal.", frozenset({"reference", "state", "name", "post"})),
    "Reason": Speaker(0, "why.", frozenset({"country", "office", "topic", "subject", "post"})),
}


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message said at ``place``; ``given`` are its values, None where they can't be read."""

    key: str
    place: str
    speaker: str
    given: frozenset[str] | None

    def __str__(self) -> str:
        return f"{self.place}:{self.key}"


@cache
def utterances() -> tuple[Utterance, ...]:
    """Every message whose key stands in the call that says it."""
    return tuple(
        utterance
        for path, tree in _trees(_SPEAKING_ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for utterance in _said(node, path)
    )


@cache
def constants() -> frozenset[str]:
    """Every text that stands in the code of any room."""
    return frozenset(
        node.value
        for _, tree in _trees(_ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """What the f-strings in ``content`` and ``bot`` that begin like a key can give."""
    return tuple(
        re.compile("".join(_pattern_of(part) for part in node.values))
        for _, tree in _trees(("content", "bot"))
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and _begins_like_a_key(node)
    )


def _trees(rooms: tuple[str, ...]) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms:
        for path in sorted((_ROOT / room).rglob("*.py")):
            name = path.relative_to(_ROOT).as_posix()
            yield name, ast.parse(path.read_text("utf-8"), name)


def _said(call: ast.Call, path: str) -> Iterator[Utterance]:
    name = _name_of(call.func)
    speaker = SPEAKERS.get(name)
    if speaker is None or len(call.args) <= speaker.position:
        return
    given = frozenset(keyword.arg for keyword in call.keywords if keyword.arg is not None)
    unread = any(keyword.arg is None for keyword in call.keywords)
    for key in _results(call.args[speaker.position]):
        place = f"{path}:{call.lineno}"
        yield Utterance(
            speaker.prefix + key, place, name, None if unread else given | speaker.gives
        )


def _name_of(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _results(expression: ast.expr) -> Iterator[str]:
    """The constants that an expression can come to: itself, or either side of a condition."""
    if isinstance(expression, ast.IfExp):
        yield from _results(expression.body)
        yield from _results(expression.orelse)
    elif isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression.value


def _begins_like_a_key(node: ast.JoinedStr) -> bool:
    first = node.values[0] if node.values else None
    if not isinstance(first, ast.Constant):
        return False
    return re.match(r"[a-z]+\.[a-z_]*$", str(first.value)) is not None


def _pattern_of(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else "([a-z_]+)"
