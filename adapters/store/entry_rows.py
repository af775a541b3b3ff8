"""A line of a trail as a row, and back."""

from collections.abc import Mapping
from typing import Any, Final

from adapters.store.columns import plain
from routing.audit import Entry

_NAMES: Final = ("at", "actor", "actor_name", "platform", "what", "facts")


def row_of(line: Entry) -> dict[str, Any]:
    """What a line says as the database will give it back: that is what is sealed."""
    return {
        "at": line.at,
        "actor": plain(line.actor),
        "actor_name": plain(line.actor_name),
        "platform": plain(line.platform),
        "what": line.what,
        "facts": dict(line.facts),
    }


def entry_of(case: int, row: Mapping[Any, Any]) -> Entry:
    return Entry(case, **{name: row[name] for name in _NAMES})
