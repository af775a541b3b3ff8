"""The directory's own trail: one chain, with the head of it in the directory's row.

It is sealed and checked like the trail of a case with the number 0 that was opened at a fixed time.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from adapters.store.entry_rows import entry_of, row_of
from adapters.store.tables import directory, directory_entries
from routing.audit import Entry
from routing.chain import Chain, Link, genesis, seal

_CASE: Final = 0
_OPENED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_HEAD: Final = sa.select(directory.c.audit_count, directory.c.audit_hash)
_LOCKED_HEAD: Final = _HEAD.with_for_update()
_SAVE: Final = sa.update(directory).values(
    audit_count=sa.bindparam("count"), audit_hash=sa.bindparam("digest")
)
_NEW: Final = sa.insert(directory_entries)
_LINES: Final = sa.select(directory_entries).order_by(directory_entries.c.sequence)


def add(connection: Connection, lines: Sequence[Entry]) -> None:
    """Seal and store lines; the directory's row is locked until the end."""
    if not lines:
        return
    head = connection.execute(_LOCKED_HEAD).one()
    count, digest = head.audit_count, head.audit_hash or genesis(_CASE, _OPENED)
    rows = []
    for line in lines:
        row = row_of(line)
        count += 1
        digest = seal(entry_of(_CASE, row), count, digest)
        rows.append({**row, "sequence": count, "hash": digest})
    connection.execute(_NEW, rows)
    connection.execute(_SAVE, {"count": count, "digest": digest})


def since(connection: Connection, at: datetime) -> tuple[Entry, ...]:
    """The lines from a time on, in their order."""
    rows = connection.execute(_LINES.where(directory_entries.c.at >= at))
    return tuple(entry_of(_CASE, row._mapping) for row in rows)


def fetch(connection: Connection) -> Chain:
    """The whole trail, for checking."""
    head = connection.execute(_HEAD).one()
    links = tuple(_link(row) for row in connection.execute(_LINES))
    return Chain(_CASE, _OPENED, head.audit_count, head.audit_hash, links)


def _link(row: Row[Any]) -> Link:
    return Link(row.sequence, entry_of(_CASE, row._mapping), row.sequence, row.hash)
