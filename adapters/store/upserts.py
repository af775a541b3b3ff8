"""INSERT that knows what to do with a row that is there already."""

from collections.abc import Callable
from functools import cache
from typing import Final

from sqlalchemy import Table, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

Insert = postgresql.Insert | sqlite.Insert
_INSERTS: Final[dict[str, Callable[[Table], Insert]]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


def insert_new(connection: Connection, table: Table) -> Insert:
    """An INSERT that leaves out rows whose key is taken; ``rowcount`` tells how many are new."""
    return _insert_new(connection.dialect.name, table)


def insert_or_replace(connection: Connection, table: Table) -> Insert:
    """An INSERT that overwrites every other column of a row with the same primary key."""
    return _insert_or_replace(connection.dialect.name, table)


def insert_or_merge(connection: Connection, table: Table) -> Insert:
    """An INSERT that overwrites a row with the same primary key where the new value isn't null."""
    return _insert_or_merge(connection.dialect.name, table)


# Built once for each table: SQLAlchemy finds the compiled text of a known object quickest.
@cache
def _insert_new(dialect: str, table: Table) -> Insert:
    insert = _INSERTS[dialect](table).on_conflict_do_nothing()
    return insert.execution_options(preserve_rowcount=True)


@cache
def _insert_or_replace(dialect: str, table: Table) -> Insert:
    insert = _INSERTS[dialect](table)
    others = {c.name: insert.excluded[c.name] for c in table.c if not c.primary_key}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)


@cache
def _insert_or_merge(dialect: str, table: Table) -> Insert:
    insert = _INSERTS[dialect](table)
    merged = {
        c.name: func.coalesce(insert.excluded[c.name], c) for c in table.c if not c.primary_key
    }
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=merged)
