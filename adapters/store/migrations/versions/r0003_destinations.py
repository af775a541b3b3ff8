"""How fast messages go to each destination, known to every replica."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "destinations",
        sa.Column("route", sa.Text, primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("changes", sa.Boolean, primary_key=True),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.JSON, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_destinations_free", "destinations", ["free_at"])
