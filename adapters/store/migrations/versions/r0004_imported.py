"""What the last import said of each seat, so that the next one spares what was changed by hand.

So far the directory came from imports alone: what stands in it is what the last one said.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_FILLED = "post, rank, name, email, phone, slack, teams, language, timezone, verified_on"


def upgrade() -> None:
    op.create_table(
        "imported",
        sa.Column("post", sa.Text, primary_key=True),
        sa.Column("rank", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("slack", sa.Text),
        sa.Column("teams", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("timezone", sa.Text),
        sa.Column("verified_on", sa.Date),
    )
    op.execute(f"INSERT INTO imported ({_FILLED}) SELECT {_FILLED} FROM contacts")  # noqa: S608
