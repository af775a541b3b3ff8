"""The audit trail: what happened to a case, by whom, when, from where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

What = Literal[
    "opened",
    "details",
    "reworded",
    "told",
    "gone",
    "holder_gone",
    "moved",
    "delivered",
    "kept",
    "refused",
    "delayed",
    "uncertain",
    "settled_sent",
    "settled_not_sent",
    "settled_unknown",
    "repeated",
    "superseded",
    "vacant",
    "unreachable",
    "no_answer",
    "passed",
    "exhausted",
    "reminded",
    "taken",
    "handed_over",
    "resolved",
    "cancelled",
    "sealed_late",
    "erased",
]
SeatWhat = Literal[
    "asked",
    "asked_again",
    "unanswered",
    "confirmed",
    "not_delivered",
    "doubtful",
    "flagged",
    "away",
    "changed",
    "offered",
    "declined",
    "given_on",
    "imported",
    "removed",
]
"""What happens to an entry of the directory, which belongs to no case."""

ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail. ``at`` is UTC; ``actor`` a person's key or ``engine``.

    ``platform`` is where the change came from: slack, teams, terminal, mail (a signed link), or
    engine. ``facts`` are what the words of the line need (names of posts, channels, notes).
    """

    case: int
    at: datetime
    actor: str
    actor_name: str
    platform: str
    what: What | SeatWhat
    facts: Mapping[str, str] = field(default_factory=dict)
