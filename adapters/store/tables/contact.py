"""The directory: contacts, what is known of their seats, and its trail."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from adapters.store.columns import PlainText, UtcDateTime
from adapters.store.tables.shared import NUMBER, line_columns, metadata


def _contact_columns() -> tuple[Column[Any], ...]:
    """A contact, once for each table."""
    return (
        Column("post", PlainText, primary_key=True),
        Column("rank", sa.Integer, primary_key=True),
        Column("name", PlainText, nullable=False),
        Column("email", PlainText),
        Column("phone", PlainText),
        Column("slack", PlainText),
        Column("teams", PlainText),
        Column("language", PlainText),
        Column("timezone", PlainText),
        Column("verified_on", sa.Date),
    )


contacts: Final = Table("contacts", metadata, *_contact_columns())

# What the last import said of each seat: what differs in ``contacts`` was changed by hand since.
imported: Final = Table("imported", metadata, *_contact_columns())

# One row, put there by the migration.
directory: Final = Table(
    "directory",
    metadata,
    Column("id", sa.Integer, primary_key=True, autoincrement=False),
    Column("version", sa.BigInteger, nullable=False),
    Column("changed_at", UtcDateTime),
    # Of the last line of the directory's trail: its number, and its hash.
    Column("audit_count", sa.Integer, nullable=False, server_default="0"),
    Column("audit_hash", PlainText),
)

# How far each contact is in confirming their entry (``routing/seats.py``).
seats: Final = Table(
    "seats",
    metadata,
    Column("post", PlainText, primary_key=True),
    Column("rank", sa.Integer, primary_key=True),
    Column("who", PlainText, nullable=False),
    Column("details", PlainText, nullable=False),
    Column("verified_on", sa.Date),
    Column("due_at", UtcDateTime, nullable=False),
    Column("stage", PlainText, nullable=False),
    Column("round", sa.Integer, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("unanswered_since", UtcDateTime),
    Column("away_until", sa.Date),
    Column("doubtful_since", UtcDateTime),
    Column("doubt", PlainText),
    Column("flags", sa.JSON, nullable=False),
    Index("ix_seats_due", "due_at"),
    Index("ix_seats_who", "who"),
)

# What happened to entries of the directory: a trail like a case's, and append-only like those.
directory_entries: Final = Table(
    "directory_entries",
    metadata,
    Column("sequence", NUMBER, primary_key=True, autoincrement=False),
    *line_columns(),
    Column("hash", PlainText, nullable=False),
)
