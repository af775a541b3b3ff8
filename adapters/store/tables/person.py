"""People, their accounts, and who was shown whose number."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from adapters.store.columns import PlainText, UtcDateTime
from adapters.store.tables.shared import metadata

# What all accounts of one person share.
people: Final = Table(
    "people",
    metadata,
    Column("key", PlainText, primary_key=True),
    Column("phone", PlainText),
    Column("language", PlainText),
    Column("office", PlainText),
)

accounts: Final = Table(
    "accounts",
    metadata,
    Column("key", PlainText, primary_key=True),
    Column("person", PlainText, nullable=False),
    Column("platform", PlainText, nullable=False),
    Column("tenant", PlainText, nullable=False),
    Column("user", PlainText, nullable=False),
    Column("name", PlainText, nullable=False),
    Column("email", PlainText),
    Column("platform_language", PlainText),
    Column("seen_at", UtcDateTime, nullable=False),
    Index("ix_accounts_person", "person", "seen_at"),
)

# Who was shown whose telephone number.
showings: Final = Table(
    "showings",
    metadata,
    Column("key", PlainText, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("viewer", PlainText, nullable=False),
    Column("viewer_name", PlainText, nullable=False),
    Column("platform", PlainText, nullable=False),
    Column("whose", PlainText, nullable=False),
    Column("name", PlainText, nullable=False),
    Column("post", PlainText),
    Column("ground", PlainText, nullable=False),
    Column("case", sa.BigInteger),
    Index("ix_showings_whose", "whose", "at"),
    Index("ix_showings_at", "at"),
)
