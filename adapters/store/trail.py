"""The audit trail in the database: lines are added and read, never changed."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store.tables import entries
from routing.audit import Entry

_NEW: Final = sa.insert(entries)
_OF_CASE: Final = (
    sa.select(entries).where(entries.c.case_number == sa.bindparam("number")).order_by(entries.c.id)
)


def fetch(connection: Connection, number: int) -> tuple[Entry, ...]:
    """The lines of a case in the order of their writing."""
    return tuple(
        Entry(
            case=row.case_number,
            at=row.at,
            actor=row.actor,
            actor_name=row.actor_name,
            platform=row.platform,
            what=row.what,
            facts=row.facts,
        )
        for row in connection.execute(_OF_CASE, {"number": number})
    )


def add(connection: Connection, lines: Sequence[Entry]) -> None:
    rows = [
        {
            "case_number": line.case,
            "at": line.at,
            "actor": line.actor,
            "actor_name": line.actor_name,
            "platform": line.platform,
            "what": line.what,
            "facts": dict(line.facts),
        }
        for line in lines
    ]
    if rows:
        connection.execute(_NEW, rows)
