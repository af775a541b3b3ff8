"""The audit trail as a chain: each line is sealed with its place and the hash of the line before.

Theory of operation. A case's lines are numbered from 1. A line's hash is the SHA-256 of a
canonical form of everything it says, its number, and the hash of the line before; before the
first stands a value made from the case's number and opening. The case keeps the number and hash of
its last line, so that a tail that was cut off is missed. Who changes, drops, moves or slips in a
line has to redo all that follows and the case's own row; against somebody who does, only a copy
kept elsewhere helps.

The form may never change: what is stored was sealed with it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from routing.audit import Entry

Kind = Literal["altered", "missing", "reordered", "foreign"]
_PURPOSE: Final = "iombot audit trail"


@dataclass(frozen=True, slots=True)
class Link:
    """A line as it is stored. ``line`` is None where it can't be read any more.

    ``sequence`` and ``hash`` are None where it was never sealed: written by a version of the bot
    that didn't know how, or from outside.
    """

    row: int
    line: Entry | None
    sequence: int | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class Chain:
    """A case's lines in any order, and what the case says of them.

    ``count`` and ``hash`` are of its last line (0 and None before the first); ``opened_at`` (UTC)
    is None where it can't be read any more.
    """

    case: int
    opened_at: datetime | None
    count: int
    hash: str | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken first: at which place, and in which row if one is there.

    ``sequence`` is None for a line that has no place.
    """

    case: int
    kind: Kind
    sequence: int | None
    row: int | None


def genesis(case: int, opened_at: datetime) -> str:
    """What stands before the first line: no two cases begin alike."""
    return _hash({"trail": _PURPOSE, "case": case, "opened_at": _moment(opened_at)})


def seal(line: Entry, sequence: int, before: str) -> str:
    """A line's hash, 64 hexadecimal digits; ``before`` is that of the line before it.

    Raises TypeError or ValueError where the line holds what no line can.
    """
    return _hash(
        {
            "before": before,
            "sequence": sequence,
            "case": line.case,
            "at": _moment(line.at),
            "actor": line.actor,
            "actor_name": line.actor_name,
            "platform": line.platform,
            "what": line.what,
            "facts": dict(line.facts),
        }
    )


def first_break(chain: Chain) -> Break | None:
    """The first place where a chain doesn't hold; None for a sound one."""
    placed = sorted(
        (link for link in chain.links if link.sequence is not None),
        key=lambda link: (link.sequence, link.row),
    )
    before = genesis(chain.case, chain.opened_at) if chain.opened_at else ""
    for place, link in enumerate(placed, 1):
        fault = _fault(link, place, before, placed)
        if fault is not None:
            return Break(chain.case, fault, place, None if fault == "missing" else link.row)
        before = link.hash or ""
    return _break_at_head(chain, placed) or _unsealed(chain)


def _fault(link: Link, place: int, before: str, placed: Sequence[Link]) -> Kind | None:
    if link.sequence != place:
        return "missing" if (link.sequence or 0) > place else "foreign"
    if link.hash is not None and _sealed(link.line, place, before) == link.hash:
        return None
    moved = (other for other in placed if other is not link)
    if any(_sealed(other.line, place, before) in (other.hash, link.hash) for other in moved):
        return "reordered"
    return "altered"


def _break_at_head(chain: Chain, placed: Sequence[Link]) -> Break | None:
    """Compare the case's own record of its last line with the last line."""
    last = placed[-1] if placed else None
    if chain.count > len(placed):
        return Break(chain.case, "missing", len(placed) + 1, None)
    if chain.count < len(placed):
        beyond = placed[max(chain.count, 0)]
        return Break(chain.case, "foreign", beyond.sequence, beyond.row)
    if chain.hash != (last.hash if last else None):
        return Break(chain.case, "altered", len(placed), last.row if last else None)
    return None


def _unsealed(chain: Chain) -> Break | None:
    rows = [link.row for link in chain.links if link.sequence is None]
    return Break(chain.case, "foreign", None, min(rows)) if rows else None


def _sealed(line: Entry | None, sequence: int, before: str) -> str | None:
    try:
        return None if line is None else seal(line, sequence, before)
    except (AttributeError, TypeError, ValueError):
        return None


def _hash(form: Mapping[str, Any]) -> str:
    text = json.dumps(form, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
