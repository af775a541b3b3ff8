"""Who saw whose number, and what remains of a case whose time is over.

A line of the audit trail may go only with its whole case, and only where ``erased_cases`` says
so; it may change only while ``erasures`` says that somebody is being taken out of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "showings",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("viewer", sa.Text, nullable=False),
        sa.Column("viewer_name", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("whose", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("post", sa.Text),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("case", sa.BigInteger),
    )
    op.create_index("ix_showings_whose", "showings", ["whose", "at"])
    op.create_index("ix_showings_at", "showings", ["at"])
    op.create_table(
        "erased_cases",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("closed_at", _TIME),
        sa.Column("erased_at", _TIME, nullable=False),
        sa.Column("audit_count", sa.Integer, nullable=False),
        sa.Column("audit_hash", sa.Text),
    )
    op.create_table(
        "erasures",
        sa.Column("case_number", _NUMBER, primary_key=True, autoincrement=False),
    )
    closed = sa.text("state IN ('resolved', 'cancelled')")
    op.create_index(
        "ix_cases_closed", "cases", ["closed_at"], sqlite_where=closed, postgresql_where=closed
    )
    for statement in _ON_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _ON_SQLITE:
        op.execute(statement)


_ON_SQLITE = (
    "DROP TRIGGER entries_keep_update",
    """
    CREATE TRIGGER entries_keep_update BEFORE UPDATE ON entries
    WHEN NOT (
        OLD.sequence IS NULL AND OLD.hash IS NULL
        AND NEW.sequence IS NOT NULL AND NEW.hash IS NOT NULL
        AND NEW.id = OLD.id AND NEW.case_number = OLD.case_number AND NEW.at = OLD.at
        AND NEW.actor = OLD.actor AND NEW.actor_name = OLD.actor_name
        AND NEW.platform = OLD.platform AND NEW.what = OLD.what AND NEW.facts = OLD.facts
    ) AND NOT (
        NEW.id = OLD.id AND NEW.case_number = OLD.case_number AND NEW.at = OLD.at
        AND NEW.what = OLD.what AND NEW.sequence = OLD.sequence
        AND EXISTS (SELECT 1 FROM erasures WHERE case_number = OLD.case_number)
    )
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    "DROP TRIGGER entries_keep_delete",
    """
    CREATE TRIGGER entries_keep_delete BEFORE DELETE ON entries
    WHEN NOT EXISTS (SELECT 1 FROM erased_cases WHERE number = OLD.case_number)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
)
_ON_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION entries_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF OLD.sequence IS NULL AND OLD.hash IS NULL
                AND NEW.sequence IS NOT NULL AND NEW.hash IS NOT NULL
                AND NEW.id = OLD.id AND NEW.case_number = OLD.case_number AND NEW.at = OLD.at
                AND NEW.actor = OLD.actor AND NEW.actor_name = OLD.actor_name
                AND NEW.platform = OLD.platform AND NEW.what = OLD.what
                AND NEW.facts::text = OLD.facts::text
            THEN
                RETURN NEW;
            END IF;
            IF NEW.id = OLD.id AND NEW.case_number = OLD.case_number AND NEW.at = OLD.at
                AND NEW.what = OLD.what AND NEW.sequence = OLD.sequence
                AND EXISTS (SELECT 1 FROM erasures WHERE case_number = OLD.case_number)
            THEN
                RETURN NEW;
            END IF;
        END IF;
        IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM erased_cases WHERE number = OLD.case_number) THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION 'the audit trail is append-only'
            USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
    """,
)
