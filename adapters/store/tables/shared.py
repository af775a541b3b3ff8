"""What all tables share."""

from typing import Final

import sqlalchemy as sa

metadata: Final = sa.MetaData()

# SQLite counts up only in a column that is exactly INTEGER.
NUMBER: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
