"""A bot of the version before: it knows the tables of revision 0001 and nothing of later ones."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

import adapters.store
from adapters.store.case_rows import row_of as case_row
from adapters.store.notice_rows import row_of as notice_row
from routing.audit import Entry
from routing.cases import Case
from routing.notices import Notice

_MIGRATIONS = Path(adapters.store.__file__).with_name("migrations")


def engine_of(url: str) -> Engine:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _in_transactions)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _in_transactions(connection: Any, _: object) -> None:
    """The driver's own transactions leave out whatever changes a table."""
    connection.isolation_level = None


class OlderVersion:
    """Writes as the version before did: every statement names the columns of 0001 only."""

    def __init__(self, url: str) -> None:
        self._engine = engine_of(url)
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.set_main_option("path_separator", "os")
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
        self._tables = sa.MetaData()
        self._tables.reflect(self._engine)

    def open_case(self, case: Case) -> int:
        row = self._stored("cases", case_row(case))
        del row["number"]
        with self._engine.begin() as connection:
            insert = sa.insert(self._tables.tables["cases"])
            key = connection.execute(insert, row).inserted_primary_key
            assert key is not None
            return int(key[0])

    def save_case(self, case: Case) -> None:
        cases = self._tables.tables["cases"]
        row = self._stored("cases", case_row(case))
        with self._engine.begin() as connection:
            connection.execute(sa.update(cases).where(cases.c.number == case.number), row)

    def add_entries(self, *lines: Entry) -> None:
        names = ("at", "actor", "actor_name", "platform", "what")
        rows = [
            {name: getattr(line, name) for name in names}
            | {"case_number": line.case, "facts": dict(line.facts)}
            for line in lines
        ]
        self._insert("entries", rows)

    def add_notices(self, *notices: Notice) -> None:
        self._insert("notices", [notice_row(notice) for notice in notices])

    def mark_sent(self, notice: int, message: str) -> None:
        notices = self._tables.tables["notices"]
        changes = {"state": "sent", "message": message, "leased_until": None}
        with self._engine.begin() as connection:
            connection.execute(sa.update(notices).where(notices.c.id == notice), changes)

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        with self._engine.begin() as connection:
            stored = [self._stored(table, row) for row in rows]
            connection.execute(sa.insert(self._tables.tables[table]), stored)

    def _stored(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        known = self._tables.tables[table].c
        return {name: self._in_utc(value) for name, value in row.items() if name in known}

    def _in_utc(self, value: object) -> object:
        if isinstance(value, datetime) and self._engine.dialect.name == "sqlite":
            return value.astimezone(UTC).replace(tzinfo=None)
        return value
