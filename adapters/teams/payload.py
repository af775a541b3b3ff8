"""Reading activities as Teams sends them: JSON whose shape nobody has promised."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

Payload = Mapping[str, Any]

# Control characters other than tab and newline, and halves of surrogate pairs: JSON can carry
# them, PostgreSQL and UTF-8 can't.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises ValueError for anything else."""
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("too deeply nested") from error
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def dump(value: object) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def storable(text: str) -> str:
    """The text without characters that can't be stored or encoded."""
    return _UNSTORABLE.sub("", text)


def at(payload: object, *path: str) -> object:
    """The value at a path of keys; None where any step is missing or not an object."""
    value = payload
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def text_at(payload: object, *path: str) -> str:
    """The string at a path of keys, storable; empty where there is none."""
    value = at(payload, *path)
    return storable(value) if isinstance(value, str) else ""


def tenant_of(payload: Payload) -> str:
    """The Entra tenant, in lower case; empty if none is told.

    Teams tells it in ``channelData``; ``conversation`` carries it too for some activities.
    """
    told = text_at(payload, "channelData", "tenant", "id")
    return (told or text_at(payload, "conversation", "tenantId")).lower()


def user_of(payload: Payload) -> str:
    """The sender: the Entra object id in lower case, or the Teams id (``29:…``) without one."""
    object_id = text_at(payload, "from", "aadObjectId").lower()
    return object_id or text_at(payload, "from", "id")


def is_personal(payload: Payload) -> bool:
    """Is it the one-to-one chat between a person and the bot?"""
    kind = text_at(payload, "conversation", "conversationType")
    if kind:
        return kind == "personal"
    return at(payload, "conversation", "isGroup") is not True
