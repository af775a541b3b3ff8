"""How far each contact is in confirming their entry, and the directory's own trail."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "seats",
        sa.Column("post", sa.Text, primary_key=True),
        sa.Column("rank", sa.Integer, primary_key=True),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("verified_on", sa.Date),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("asked_at", _TIME),
        sa.Column("unanswered_since", _TIME),
        sa.Column("away_until", sa.Date),
        sa.Column("doubtful_since", _TIME),
        sa.Column("doubt", sa.Text),
        sa.Column("flags", sa.JSON, nullable=False),
    )
    op.create_index("ix_seats_due", "seats", ["due_at"])
    op.create_index("ix_seats_who", "seats", ["who"])
    op.create_table(
        "directory_entries",
        sa.Column("sequence", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.add_column(
        "directory", sa.Column("audit_count", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("directory", sa.Column("audit_hash", sa.Text))
    for statement in _ON_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _ON_SQLITE:
        op.execute(statement)


_ON_SQLITE = (
    """
    CREATE TRIGGER directory_entries_keep_update BEFORE UPDATE ON directory_entries
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    """
    CREATE TRIGGER directory_entries_keep_delete BEFORE DELETE ON directory_entries
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    """
    CREATE TRIGGER directory_entries_keep_replace BEFORE INSERT ON directory_entries
    WHEN EXISTS (SELECT 1 FROM directory_entries WHERE sequence = NEW.sequence)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
)
_ON_POSTGRESQL = (
    """
    CREATE FUNCTION directory_entries_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit trail is append-only'
            USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
    """,
    """
    CREATE TRIGGER directory_entries_keep_rows BEFORE UPDATE OR DELETE ON directory_entries
    FOR EACH ROW EXECUTE FUNCTION directory_entries_keep()
    """,
    """
    CREATE TRIGGER directory_entries_keep_table BEFORE TRUNCATE ON directory_entries
    FOR EACH STATEMENT EXECUTE FUNCTION directory_entries_keep()
    """,
)
