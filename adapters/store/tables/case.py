"""Cases, whom they concern, and their trails."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from adapters.store.columns import PlainText, UtcDateTime
from adapters.store.tables.shared import NUMBER, line_columns, metadata

cases: Final = Table(
    "cases",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("country", PlainText, nullable=False),
    Column("topic", PlainText),
    Column("subject", PlainText),
    Column("severity", PlainText, nullable=False),
    Column("summary", PlainText, nullable=False),
    Column("asker", sa.JSON, nullable=False),
    Column("rungs", sa.JSON, nullable=False),
    Column("position", sa.Integer, nullable=False),
    Column("level", sa.Integer, nullable=False),
    Column("state", PlainText, nullable=False),
    Column("round", sa.Integer, nullable=False),
    Column("reminders", sa.Integer, nullable=False),
    Column("handed_to", PlainText),
    Column("due_at", UtcDateTime),
    Column("details", sa.JSON, nullable=False),
    Column("taken_by", PlainText),
    Column("taken_by_name", PlainText),
    Column("taken_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("note", PlainText),
    Column("people", sa.JSON, nullable=False),
    # Of the last line of the audit trail: its number, and its hash.
    Column("audit_count", sa.Integer, nullable=False, server_default="0"),
    Column("audit_hash", PlainText),
    sqlite_autoincrement=True,
)

# Literals, not parameters: SQLite uses a partial index only where it sees its condition.
OPEN: Final = cases.c.state.in_(
    [sa.literal_column(f"'{state}'") for state in ("exhausted", "grace", "taken", "told")]
)

Index(
    "ix_cases_due",
    cases.c.due_at,
    sqlite_where=cases.c.due_at.is_not(None),
    postgresql_where=cases.c.due_at.is_not(None),
)
Index(
    "ix_cases_open",
    cases.c.country,
    cases.c.topic,
    cases.c.number,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
Index("ix_cases_open_level", cases.c.level, sqlite_where=OPEN, postgresql_where=OPEN)

CLOSED: Final = cases.c.state.in_(
    [sa.literal_column(f"'{state}'") for state in ("resolved", "cancelled")]
)
Index("ix_cases_closed", cases.c.closed_at, sqlite_where=CLOSED, postgresql_where=CLOSED)

# What remains of a case whose time is over: enough to check an older copy of its trail.
erased_cases: Final = Table(
    "erased_cases",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("erased_at", UtcDateTime, nullable=False),
    Column("audit_count", sa.Integer, nullable=False),
    Column("audit_hash", PlainText),
)

# Cases whose trail somebody is being taken out of, for the length of that transaction.
erasures: Final = Table(
    "erasures",
    metadata,
    Column("case_number", NUMBER, primary_key=True, autoincrement=False),
)

# Who raised a case, took it or was told of it: to find somebody's cases.
case_people: Final = Table(
    "case_people",
    metadata,
    Column("person", PlainText, primary_key=True),
    Column("case_number", NUMBER, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# The audit trail. Triggers made by the migrations refuse every change of what is written, except
# that a line which a version before 0002 wrote is sealed once.
entries: Final = Table(
    "entries",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("case_number", NUMBER, sa.ForeignKey("cases.number"), nullable=False),
    *line_columns(),
    Column("sequence", sa.Integer),
    Column("hash", PlainText),
    Index("ix_entries_case", "case_number", "id"),
    Index("uq_entries_sequence", "case_number", "sequence", unique=True),
    sqlite_autoincrement=True,
)

UNSEALED: Final = entries.c.sequence.is_(None)

Index(
    "ix_entries_unsealed",
    entries.c.case_number,
    sqlite_where=UNSEALED,
    postgresql_where=UNSEALED,
)
