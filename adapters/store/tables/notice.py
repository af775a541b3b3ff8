"""Notices, and the pace of their destinations."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from adapters.store.columns import PlainText, UtcDateTime
from adapters.store.tables.shared import NUMBER, metadata

# The outbox. ``case_number`` is empty where a notice belongs to no case. ``claimed_at`` is set
# while the worker that holds a telling may be calling the provider.
notices: Final = Table(
    "notices",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("key", PlainText, nullable=False),
    Column("kind", PlainText, nullable=False),
    Column("case_number", NUMBER),
    Column("route", PlainText, nullable=False),
    Column("address", PlainText, nullable=False),
    Column("name", PlainText, nullable=False),
    Column("language", PlainText, nullable=False),
    Column("tenant", PlainText, nullable=False),
    Column("post", PlainText),
    Column("rank", sa.Integer),
    Column("email", PlainText),
    Column("urgency", sa.Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("step", sa.Integer, nullable=False),
    Column("round", sa.Integer, nullable=False),
    Column("facts", sa.JSON, nullable=False),
    Column("state", PlainText, nullable=False),
    Column("attempts", sa.Integer, nullable=False),
    Column("uncertain", sa.Boolean, nullable=False),
    Column("repeated", sa.Boolean, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("message", PlainText),
    Column("code", PlainText),
    Column("done_at", UtcDateTime),
    Column("claimed_at", UtcDateTime),
    Index("uq_notices_key", "key", unique=True),
    Index("ix_notices_case", "case_number", "id"),
    sqlite_autoincrement=True,
)

PENDING: Final = notices.c.state == sa.literal_column("'pending'")

# In the order of leasing: a lease reads as many rows as it takes, however many are waiting.
Index(
    "ix_notices_order",
    notices.c.urgency,
    notices.c.due_at,
    notices.c.id,
    sqlite_where=PENDING,
    postgresql_where=PENDING,
)
# Who is waiting behind whom: every column of that question, for a planner that knows no figures.
Index(
    "ix_notices_line",
    notices.c.case_number,
    notices.c.address,
    notices.c.route,
    notices.c.id,
    sqlite_where=PENDING,
    postgresql_where=PENDING,
)

# How fast messages go somewhere: nothing before ``free_at``. ``sent`` counts by minute.
destinations: Final = Table(
    "destinations",
    metadata,
    Column("route", PlainText, primary_key=True),
    Column("address", PlainText, primary_key=True),
    Column("changes", sa.Boolean, primary_key=True),
    Column("free_at", UtcDateTime, nullable=False),
    Column("sent", sa.JSON, nullable=False),
    Index("ix_destinations_free", "free_at"),
    sqlite_with_rowid=False,
)
