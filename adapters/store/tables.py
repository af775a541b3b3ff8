"""The tables. Migrations make them; ``tests/adapters/store`` checks that both agree."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from adapters.store.columns import PlainText, UtcDateTime

metadata: Final = sa.MetaData()

# SQLite counts up only in a column that is exactly INTEGER.
_NUMBER: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

contacts: Final = Table(
    "contacts",
    metadata,
    Column("post", PlainText, primary_key=True),
    Column("rank", sa.Integer, primary_key=True),
    Column("name", PlainText, nullable=False),
    Column("email", PlainText),
    Column("phone", PlainText),
    Column("slack", PlainText),
    Column("teams", PlainText),
    Column("language", PlainText),
    Column("timezone", PlainText),
    Column("verified_on", sa.Date),
)

# What the last import said of each seat: what differs in ``contacts`` was changed by hand since.
imported: Final = Table(
    "imported",
    metadata,
    Column("post", PlainText, primary_key=True),
    Column("rank", sa.Integer, primary_key=True),
    Column("name", PlainText, nullable=False),
    Column("email", PlainText),
    Column("phone", PlainText),
    Column("slack", PlainText),
    Column("teams", PlainText),
    Column("language", PlainText),
    Column("timezone", PlainText),
    Column("verified_on", sa.Date),
)

# One row, put there by the migration.
directory: Final = Table(
    "directory",
    metadata,
    Column("id", sa.Integer, primary_key=True, autoincrement=False),
    Column("version", sa.BigInteger, nullable=False),
    Column("changed_at", UtcDateTime),
    # Of the last line of the directory's trail: its number, and its hash.
    Column("audit_count", sa.Integer, nullable=False, server_default="0"),
    Column("audit_hash", PlainText),
)

# How far each contact is in confirming their entry (``routing/seats.py``).
seats: Final = Table(
    "seats",
    metadata,
    Column("post", PlainText, primary_key=True),
    Column("rank", sa.Integer, primary_key=True),
    Column("who", PlainText, nullable=False),
    Column("details", PlainText, nullable=False),
    Column("verified_on", sa.Date),
    Column("due_at", UtcDateTime, nullable=False),
    Column("stage", PlainText, nullable=False),
    Column("round", sa.Integer, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("unanswered_since", UtcDateTime),
    Column("away_until", sa.Date),
    Column("doubtful_since", UtcDateTime),
    Column("doubt", PlainText),
    Column("flags", sa.JSON, nullable=False),
    Index("ix_seats_due", "due_at"),
    Index("ix_seats_who", "who"),
)

# What happened to entries of the directory: a trail like a case's, and append-only like those.
directory_entries: Final = Table(
    "directory_entries",
    metadata,
    Column("sequence", _NUMBER, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", PlainText, nullable=False),
    Column("actor_name", PlainText, nullable=False),
    Column("platform", PlainText, nullable=False),
    Column("what", PlainText, nullable=False),
    Column("facts", sa.JSON, nullable=False),
    Column("hash", PlainText, nullable=False),
)

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

cases: Final = Table(
    "cases",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("country", PlainText, nullable=False),
    Column("topic", PlainText),
    Column("subject", PlainText),
    Column("severity", PlainText, nullable=False),
    Column("summary", PlainText, nullable=False),
    Column("asker", sa.JSON, nullable=False),
    Column("rungs", sa.JSON, nullable=False),
    Column("position", sa.Integer, nullable=False),
    Column("level", sa.Integer, nullable=False),
    Column("state", PlainText, nullable=False),
    Column("round", sa.Integer, nullable=False),
    Column("reminders", sa.Integer, nullable=False),
    Column("handed_to", PlainText),
    Column("due_at", UtcDateTime),
    Column("details", sa.JSON, nullable=False),
    Column("taken_by", PlainText),
    Column("taken_by_name", PlainText),
    Column("taken_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("note", PlainText),
    Column("people", sa.JSON, nullable=False),
    # Of the last line of the audit trail: its number, and its hash.
    Column("audit_count", sa.Integer, nullable=False, server_default="0"),
    Column("audit_hash", PlainText),
    sqlite_autoincrement=True,
)

# Literals, not parameters: SQLite uses a partial index only where it sees its condition.
OPEN: Final = cases.c.state.in_(
    [sa.literal_column(f"'{state}'") for state in ("exhausted", "grace", "taken", "told")]
)

Index(
    "ix_cases_due",
    cases.c.due_at,
    sqlite_where=cases.c.due_at.is_not(None),
    postgresql_where=cases.c.due_at.is_not(None),
)
Index(
    "ix_cases_open",
    cases.c.country,
    cases.c.topic,
    cases.c.number,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
Index("ix_cases_open_level", cases.c.level, sqlite_where=OPEN, postgresql_where=OPEN)

CLOSED: Final = cases.c.state.in_(
    [sa.literal_column(f"'{state}'") for state in ("resolved", "cancelled")]
)
Index("ix_cases_closed", cases.c.closed_at, sqlite_where=CLOSED, postgresql_where=CLOSED)

# What remains of a case whose time is over: enough to check an older copy of its trail.
erased_cases: Final = Table(
    "erased_cases",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("erased_at", UtcDateTime, nullable=False),
    Column("audit_count", sa.Integer, nullable=False),
    Column("audit_hash", PlainText),
)

# Cases whose trail somebody is being taken out of, for the length of that transaction.
erasures: Final = Table(
    "erasures",
    metadata,
    Column("case_number", _NUMBER, primary_key=True, autoincrement=False),
)

# Who raised a case, took it or was told of it: to find somebody's cases.
case_people: Final = Table(
    "case_people",
    metadata,
    Column("person", PlainText, primary_key=True),
    Column("case_number", _NUMBER, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# The audit trail. Triggers made by the migrations refuse every change of what is written, except
# that a line which a version before 0002 wrote is sealed once.
entries: Final = Table(
    "entries",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("case_number", _NUMBER, sa.ForeignKey("cases.number"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", PlainText, nullable=False),
    Column("actor_name", PlainText, nullable=False),
    Column("platform", PlainText, nullable=False),
    Column("what", PlainText, nullable=False),
    Column("facts", sa.JSON, nullable=False),
    Column("sequence", sa.Integer),
    Column("hash", PlainText),
    Index("ix_entries_case", "case_number", "id"),
    Index("uq_entries_sequence", "case_number", "sequence", unique=True),
    sqlite_autoincrement=True,
)

UNSEALED: Final = entries.c.sequence.is_(None)

Index(
    "ix_entries_unsealed",
    entries.c.case_number,
    sqlite_where=UNSEALED,
    postgresql_where=UNSEALED,
)

# The outbox. ``case_number`` is empty where a notice belongs to no case. ``claimed_at`` is set
# while the worker that holds a telling may be calling the provider.
notices: Final = Table(
    "notices",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("key", PlainText, nullable=False),
    Column("kind", PlainText, nullable=False),
    Column("case_number", _NUMBER),
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
