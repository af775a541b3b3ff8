"""What all tables share."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Column

from adapters.store.columns import PlainText, UtcDateTime

metadata: Final = sa.MetaData()

# SQLite counts up only in a column that is exactly INTEGER.
NUMBER: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def line_columns() -> tuple[Column[Any], ...]:
    """What a line of a trail says, once for each table of lines."""
    return (
        Column("at", UtcDateTime, nullable=False),
        Column("actor", PlainText, nullable=False),
        Column("actor_name", PlainText, nullable=False),
        Column("platform", PlainText, nullable=False),
        Column("what", PlainText, nullable=False),
        Column("facts", sa.JSON, nullable=False),
    )
