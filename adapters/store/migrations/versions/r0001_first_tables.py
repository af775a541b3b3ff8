"""The first tables: directory, people, cases with their trail, outbox, inbox, records."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_OPEN = sa.text("state IN ('exhausted', 'grace', 'taken', 'told')")
_PENDING = sa.text("state = 'pending'")
_HAS_DUE_AT = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    _directory()
    _people()
    _cases()
    _trail()
    _outbox()
    _memory()


def _directory() -> None:
    op.create_table(
        "contacts",
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
    directory = op.create_table(
        "directory",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", _TIME),
    )
    op.bulk_insert(directory, [{"id": 1, "version": 0}])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("phone", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("office", sa.Text),
    )
    op.create_table(
        "accounts",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("platform_language", sa.Text),
        sa.Column("seen_at", _TIME, nullable=False),
    )
    op.create_index("ix_accounts_person", "accounts", ["person", "seen_at"])


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("topic", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("asker", sa.JSON, nullable=False),
        sa.Column("rungs", sa.JSON, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("reminders", sa.Integer, nullable=False),
        sa.Column("handed_to", sa.Text),
        sa.Column("due_at", _TIME),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("taken_by", sa.Text),
        sa.Column("taken_by_name", sa.Text),
        sa.Column("taken_at", _TIME),
        sa.Column("closed_at", _TIME),
        sa.Column("note", sa.Text),
        sa.Column("people", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "case_people",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("case_number", _NUMBER, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    _partial_index("ix_cases_due", "cases", ["due_at"], _HAS_DUE_AT)
    _partial_index("ix_cases_open", "cases", ["country", "topic", "number"], _OPEN)
    _partial_index("ix_cases_open_level", "cases", ["level"], _OPEN)


def _trail() -> None:
    op.create_table(
        "entries",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("case_number", _NUMBER, sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entries_case", "entries", ["case_number", "id"])
    refuse = _ON_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _ON_SQLITE
    for statement in refuse:
        op.execute(statement)


def _outbox() -> None:
    op.create_table(
        "notices",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("case_number", _NUMBER),
        sa.Column("route", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("post", sa.Text),
        sa.Column("rank", sa.Integer),
        sa.Column("email", sa.Text),
        sa.Column("urgency", sa.Integer, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("uncertain", sa.Boolean, nullable=False),
        sa.Column("repeated", sa.Boolean, nullable=False),
        sa.Column("leased_until", _TIME),
        sa.Column("message", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("done_at", _TIME),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_notices_key", "notices", ["key"], unique=True)
    op.create_index("ix_notices_case", "notices", ["case_number", "id"])
    _partial_index("ix_notices_order", "notices", ["urgency", "due_at", "id"], _PENDING)
    in_line = ["case_number", "address", "route", "id"]
    _partial_index("ix_notices_line", "notices", in_line, _PENDING)


def _memory() -> None:
    op.create_table(
        "inbox",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
    )
    op.create_index("ix_inbox_at", "inbox", ["at"])
    op.create_table(
        "dialogues",
        sa.Column("conversation", sa.Text, primary_key=True),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("until", _TIME, nullable=False),
    )
    op.create_index("ix_dialogues_until", "dialogues", ["until"])
    op.create_table(
        "records",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("at", _TIME, nullable=False),
    )


def _partial_index(name: str, table: str, columns: list[str], condition: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


# Who reads the audit trail must be able to rely on it. The rule for INSERT is for SQLite's
# INSERT OR REPLACE, which deletes without the trigger for deleting.
_ON_SQLITE = (
    """
    CREATE TRIGGER entries_keep_update BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    """
    CREATE TRIGGER entries_keep_delete BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    """
    CREATE TRIGGER entries_keep_replace BEFORE INSERT ON entries
    WHEN EXISTS (SELECT 1 FROM entries WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
)
_ON_POSTGRESQL = (
    """
    CREATE FUNCTION entries_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit trail is append-only'
            USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
    """,
    """
    CREATE TRIGGER entries_keep_rows BEFORE UPDATE OR DELETE ON entries
    FOR EACH ROW EXECUTE FUNCTION entries_keep()
    """,
    """
    CREATE TRIGGER entries_keep_table BEFORE TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION entries_keep()
    """,
)
