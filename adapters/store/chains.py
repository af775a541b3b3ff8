"""The trails as chains, for checking: read as they are, however they were tampered with."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from adapters.store.tables import cases, entries
from routing.audit import Entry
from routing.chain import Break, Chain, Link

# Read without the types' own conversion: SQLite may hold anything, and then it must be shown.
_RAW: Final = sa.types.NullType()
_LINE: Final = ("actor", "actor_name", "platform", "what", "facts", "at", "sequence", "hash")
_NEXT: Final = (
    sa.select(cases.c.number)
    .where(cases.c.number > sa.bindparam("after"))
    .order_by(cases.c.number)
    .limit(sa.bindparam("limit"))
)
# One statement: cases and lines are of the same moment, whoever writes meanwhile.
_CHAINS: Final = (
    sa.select(
        cases.c.number,
        sa.type_coerce(cases.c.opened_at, _RAW).label("opened_at"),
        sa.type_coerce(cases.c.audit_count, _RAW).label("audit_count"),
        cases.c.audit_hash,
        entries.c.id.label("row"),
        *(sa.type_coerce(entries.c[name], _RAW).label(name) for name in _LINE),
    )
    .select_from(cases.outerjoin(entries, entries.c.case_number == cases.c.number))
    .where(cases.c.number.in_(_NEXT))
    .order_by(cases.c.number, entries.c.id)
)
_STRAYS: Final = (
    sa.select(entries.c.id, entries.c.case_number)
    .where(~sa.exists().where(cases.c.number == entries.c.case_number))
    .order_by(entries.c.id)
    .limit(sa.bindparam("limit"))
)


def fetch(connection: Connection, after: int, limit: int) -> tuple[Chain, ...]:
    rows = connection.execute(_CHAINS, {"after": after, "limit": limit})
    return tuple(
        _chain(number, list(of_case)) for number, of_case in groupby(rows, attrgetter("number"))
    )


def strays(connection: Connection, limit: int) -> tuple[Break, ...]:
    rows = connection.execute(_STRAYS, {"limit": limit})
    return tuple(Break(row.case_number, "foreign", None, row.id) for row in rows)


def _chain(number: int, rows: Sequence[Row[Any]]) -> Chain:
    case = rows[0]
    return Chain(
        case=number,
        opened_at=_moment(case.opened_at),
        count=_whole(case.audit_count) or 0,
        hash=case.audit_hash,
        links=tuple(_links(rows)),
    )


def _links(rows: Iterable[Row[Any]]) -> Iterable[Link]:
    for row in rows:
        if row.row is not None:
            sequence = None if row.sequence is None else _whole(row.sequence) or 0
            digest = row.hash if isinstance(row.hash, str) else None
            yield Link(row.row, _line(row), sequence, digest)


def _line(row: Row[Any]) -> Entry | None:
    at, facts = _moment(row.at), _facts(row.facts)
    if at is None or facts is None:
        return None
    return Entry(row.number, at, row.actor, row.actor_name, row.platform, row.what, facts)


def _moment(stored: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (AttributeError, TypeError, ValueError):
        return None


def _facts(stored: Any) -> dict[str, Any] | None:
    try:
        found = json.loads(stored) if isinstance(stored, str | bytes) else stored
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _whole(stored: Any) -> int | None:
    return stored if isinstance(stored, int) else None
