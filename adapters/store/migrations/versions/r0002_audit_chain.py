"""The audit trail becomes a chain, and a telling is claimed before it is sent.

Only adds: a version that knows 0001 goes on writing beside this one. Its lines have no seal until
``iombot audit seal``. The triggers stay in force all the time: they now let an unsealed line be
sealed once, and it is by that door that the lines which are there already get their seals.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine import Connection

from routing.audit import Entry
from routing.chain import genesis, seal

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)
_UNSEALED = sa.text("sequence IS NULL")
_CASES_AT_A_TIME = 500

_cases = sa.table(
    "cases",
    sa.column("number", sa.BigInteger),
    sa.column("opened_at", _TIME),
    sa.column("audit_count", sa.Integer),
    sa.column("audit_hash", sa.Text),
)
_entries = sa.table(
    "entries",
    sa.column("id", sa.BigInteger),
    sa.column("case_number", sa.BigInteger),
    sa.column("at", _TIME),
    *(sa.column(name, sa.Text) for name in ("actor", "actor_name", "platform", "what")),
    sa.column("facts", sa.JSON),
    sa.column("sequence", sa.Integer),
    sa.column("hash", sa.Text),
)
_NEXT = (
    sa.select(_cases.c.number, _cases.c.opened_at)
    .where(_cases.c.number > sa.bindparam("after"))
    .order_by(_cases.c.number)
    .limit(_CASES_AT_A_TIME)
)
_LINES = (
    sa.select(_entries)
    .where(_entries.c.case_number.between(sa.bindparam("first"), sa.bindparam("last")))
    .order_by(_entries.c.case_number, _entries.c.id)
)
_SEAL = sa.update(_entries).where(_entries.c.id == sa.bindparam("sealed_id"))
_HEAD = sa.update(_cases).where(_cases.c.number == sa.bindparam("saved_number"))


def upgrade() -> None:
    op.add_column("cases", sa.Column("audit_count", sa.Integer, nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("audit_hash", sa.Text))
    op.add_column("notices", sa.Column("claimed_at", _TIME))
    op.add_column("entries", sa.Column("sequence", sa.Integer))
    op.add_column("entries", sa.Column("hash", sa.Text))
    for statement in _ON_POSTGRESQL if _is_postgresql() else _ON_SQLITE:
        op.execute(statement)
    _seal_what_is_there(op.get_bind())
    op.create_index("uq_entries_sequence", "entries", ["case_number", "sequence"], unique=True)
    op.create_index(
        "ix_entries_unsealed",
        "entries",
        ["case_number"],
        sqlite_where=_UNSEALED,
        postgresql_where=_UNSEALED,
    )


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _seal_what_is_there(connection: Connection) -> None:
    after = 0
    while found := connection.execute(_NEXT, {"after": after}).all():
        opened = {row.number: _in_utc(row.opened_at) for row in found}
        first, after = found[0].number, found[-1].number
        rows = connection.execute(_LINES, {"first": first, "last": after}).all()
        sealed = list(_seals(rows, opened))
        if sealed:
            connection.execute(_SEAL, [_without(line, "of_case") for line in sealed])
            connection.execute(_HEAD, _heads(sealed))


def _seals(rows: Sequence[sa.Row[Any]], opened: dict[int, datetime]) -> Iterator[dict[str, Any]]:
    for number, lines in groupby(rows, attrgetter("case_number")):
        before = genesis(number, opened[number])
        for sequence, row in enumerate(lines, 1):
            said = (row.actor, row.actor_name, row.platform, row.what, row.facts)
            before = seal(Entry(number, _in_utc(row.at), *said), sequence, before)
            yield {
                "of_case": number,
                "sealed_id": row.id,
                "sequence": sequence,
                "hash": before,
            }


def _heads(sealed: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last line of each case: later ones take the place of those before."""
    last = {line["of_case"]: line for line in sealed}
    return [
        {"saved_number": number, "audit_count": line["sequence"], "audit_hash": line["hash"]}
        for number, line in last.items()
    ]


def _without(line: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key != name}


def _in_utc(at: datetime) -> datetime:
    """SQLite gives times without a zone, which are UTC (``adapters/store/columns.py``)."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


_ON_SQLITE = (
    "DROP TRIGGER entries_keep_update",
    """
    CREATE TRIGGER entries_keep_update BEFORE UPDATE ON entries
    WHEN NOT (
        OLD.sequence IS NULL AND OLD.hash IS NULL
        AND NEW.sequence IS NOT NULL AND NEW.hash IS NOT NULL
        AND NEW.id = OLD.id AND NEW.case_number = OLD.case_number AND NEW.at = OLD.at
        AND NEW.actor = OLD.actor AND NEW.actor_name = OLD.actor_name
        AND NEW.platform = OLD.platform AND NEW.what = OLD.what AND NEW.facts = OLD.facts
    )
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
)
_ON_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION entries_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF OLD.sequence IS NULL AND OLD.hash IS NULL
                AND NEW.sequence IS NOT NULL AND NEW.hash IS NOT NULL
                AND NEW.id = OLD.id AND NEW.case_number = OLD.case_number AND NEW.at = OLD.at
                AND NEW.actor = OLD.actor AND NEW.actor_name = OLD.actor_name
                AND NEW.platform = OLD.platform AND NEW.what = OLD.what
                AND NEW.facts::text = OLD.facts::text
            THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'the audit trail is append-only'
            USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
    """,
)
