"""The audit trail in the database: lines are sealed, added and read, never changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store.entry_rows import entry_of, row_of
from adapters.store.tables import UNSEALED, cases, entries
from routing.audit import Entry
from routing.chain import genesis, seal

_NEW: Final = sa.insert(entries)
_OF_CASE: Final = (
    sa.select(entries)
    .where(entries.c.case_number == sa.bindparam("number"))
    .order_by(entries.c.sequence.nulls_last(), entries.c.id)
)
# Without KEY, as everything that locks a case.
_HEADS_LOCKED: Final = (
    sa.select(cases.c.number, cases.c.opened_at, cases.c.audit_count, cases.c.audit_hash)
    .where(cases.c.number.in_(sa.bindparam("numbers", expanding=True)))
    .order_by(cases.c.number)
    .with_for_update(key_share=True)
)
_SAVE_HEAD: Final = sa.update(cases).where(cases.c.number == sa.bindparam("saved_number"))
_UNSEALED_CASES: Final = (
    sa.select(entries.c.case_number)
    .where(UNSEALED, entries.c.case_number > sa.bindparam("after"))
    .group_by(entries.c.case_number)
    .order_by(entries.c.case_number)
    .limit(sa.bindparam("limit"))
)
_UNSEALED_LINES: Final = (
    sa.select(entries)
    .where(UNSEALED, entries.c.case_number == sa.bindparam("number"))
    .order_by(entries.c.id)
)
_SEAL: Final = sa.update(entries).where(entries.c.id == sa.bindparam("sealed_id"), UNSEALED)


@dataclass(frozen=True, slots=True)
class Head:
    """A case's own record of its last line; ``opened_at`` is what the chain begins with."""

    opened_at: datetime
    count: int = 0
    hash: str | None = None

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> "Head":
        return cls(row["opened_at"], row["audit_count"], row["audit_hash"])

    @property
    def columns(self) -> dict[str, Any]:
        return {"audit_count": self.count, "audit_hash": self.hash}


def fetch(connection: Connection, number: int) -> tuple[Entry, ...]:
    """The lines of a case in the order of their sealing."""
    rows = connection.execute(_OF_CASE, {"number": number})
    return tuple(entry_of(number, row._mapping) for row in rows)


def lock_heads(connection: Connection, numbers: Collection[int]) -> dict[int, Head]:
    """The heads of these cases' trails, whose rows stay locked, as everywhere by number.

    Raises LookupError where one of them isn't there.
    """
    if not numbers:
        return {}
    rows = connection.execute(_HEADS_LOCKED, {"numbers": list(numbers)})
    heads = {row.number: Head.of(row._mapping) for row in rows}
    for number in numbers:
        if number not in heads:
            raise LookupError(f"no case {number}")
    return heads


def save_heads(connection: Connection, heads: Mapping[int, Head]) -> None:
    rows = [{"saved_number": number, **heads[number].columns} for number in sorted(heads)]
    if rows:
        connection.execute(_SAVE_HEAD, rows)


def add(
    connection: Connection, heads: Mapping[int, Head], lines: Iterable[Entry]
) -> dict[int, Head]:
    """Seal and store lines of cases whose heads are locked; returns the new ones."""
    rows = []
    new: dict[int, Head] = {}
    for line in lines:
        row = row_of(line)
        head = _sealed(entry_of(line.case, row), new.get(line.case) or heads[line.case])
        new[line.case] = head
        rows.append({**row, "case_number": line.case, "sequence": head.count, "hash": head.hash})
    if rows:
        connection.execute(_NEW, rows)
    return new


def unsealed_cases(connection: Connection, after: int, limit: int) -> Sequence[int]:
    """Numbers of cases above ``after`` with lines that were never sealed, in their order."""
    return connection.scalars(_UNSEALED_CASES, {"after": after, "limit": limit}).all()


def seal_late(connection: Connection, number: int, head: Head) -> Head:
    """Seal a locked case's unsealed lines behind its last one; returns its new head."""
    late = []
    for row in connection.execute(_UNSEALED_LINES, {"number": number}):
        head = _sealed(entry_of(number, row._mapping), head)
        late.append({"sealed_id": row.id, "sequence": head.count, "hash": head.hash})
    if late:
        connection.execute(_SEAL, late)
    return head


def resealed(line: Entry, head: Head) -> Head:
    """The head of a trail behind one more line."""
    return _sealed(line, head)


def _sealed(line: Entry, head: Head) -> Head:
    before = head.hash or genesis(line.case, head.opened_at)
    return Head(head.opened_at, head.count + 1, seal(line, head.count + 1, before))
