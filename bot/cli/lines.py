"""``iombot ask --jsonl``: one JSON object a line in, one a line out, whatever came in."""

import json
import math
from collections.abc import Iterable, Iterator
from typing import Any

from bot.cli.session import country_code, turn_of
from bot.inquiry import answer_json, inquire
from bot.knowledge import Knowledge
from bot.settings import Settings
from routing.language import is_language


def answers(settings: Settings, knowledge: Knowledge, lines: Iterable[bytes]) -> Iterator[str]:
    """The answer to each line that isn't empty; a broken line's has ``error``."""
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            yield _answer(settings, knowledge, number, raw)


def _answer(settings: Settings, knowledge: Knowledge, number: int, raw: bytes) -> str:
    identity = None
    try:
        asked = json.loads(raw.decode("utf-8-sig"), parse_float=_finite, parse_constant=_finite)
        if not isinstance(asked, dict):
            raise ValueError("a line must be a JSON object with a text")
        identity = _identity(asked)
        return _written(_answer_to(settings, knowledge, asked, identity))
    except (ValueError, RecursionError) as fault:
        return _written({"id": identity, "line": number, "error": str(fault)})


def _answer_to(
    settings: Settings, knowledge: Knowledge, asked: dict[str, Any], identity: str | float | None
) -> dict[str, Any]:
    text, office, language = asked.get("text"), asked.get("office"), asked.get("language")
    if not isinstance(text, str):
        raise ValueError("a line must be a JSON object with a text")
    office = None if office in (None, "") else country_code(knowledge, str(office))
    if language in (None, ""):
        language = None
    elif not isinstance(language, str) or not is_language(language):
        raise ValueError(f"not a language of the bot: {language!r}")
    return answer_json(inquire(turn_of(settings, knowledge, text, office, language)), identity)


def _identity(asked: dict[str, Any]) -> str | float | None:
    identity = asked.get("id")
    if identity is not None and not isinstance(identity, str | int | float):
        raise ValueError("an id must be a text or a number")
    return identity


def _finite(text: str) -> float:
    """JSON has neither NaN nor Infinity (RFC 8259), though Python reads and writes them."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"not a number of JSON: {text}")
    return number


def _written(answer: dict[str, Any]) -> str:
    """In ASCII: what can't be written in the terminal's encoding still can in JSON."""
    return json.dumps(answer, allow_nan=False)
