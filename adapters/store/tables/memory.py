"""Deliveries that were handled, dialogues, and the platforms' documents."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from adapters.store.columns import PlainText, UtcDateTime
from adapters.store.tables.shared import metadata

# Deliveries that were handled, with the reply they got.
inbox: Final = Table(
    "inbox",
    metadata,
    Column("key", PlainText, primary_key=True),
    Column("reply", PlainText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_inbox_at", "at"),
)

dialogues: Final = Table(
    "dialogues",
    metadata,
    Column("conversation", PlainText, primary_key=True),
    Column("state", sa.JSON, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Index("ix_dialogues_until", "until"),
)

# The platforms' own documents.
records: Final = Table(
    "records",
    metadata,
    Column("kind", PlainText, primary_key=True),
    Column("key", PlainText, primary_key=True),
    Column("body", sa.JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
