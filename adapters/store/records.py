"""The platforms' own documents in the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store.tables import records
from adapters.store.upserts import insert_or_replace

_THIS: Final = sa.and_(
    records.c.kind == sa.bindparam("of_kind"), records.c.key == sa.bindparam("of_key")
)
_ONE: Final = sa.select(records.c.body).where(_THIS)
_DELETE: Final = sa.delete(records).where(_THIS)
# Not LIKE: SQLite's takes upper and lower case for the same.
_WITH_PREFIX: Final = sa.select(records.c.key, records.c.body).where(
    records.c.kind == sa.bindparam("of_kind"),
    sa.func.substr(records.c.key, 1, sa.bindparam("length")) == sa.bindparam("prefix"),
)


def fetch(connection: Connection, kind: str, key: str) -> Mapping[str, Any] | None:
    return connection.execute(_ONE, {"of_kind": kind, "of_key": key}).scalar()


def fetch_all(
    connection: Connection, kind: str, prefix: str
) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Every document of a kind whose key begins with the prefix, by key."""
    known = {"of_kind": kind, "prefix": prefix, "length": len(prefix)}
    found = [(row.key, row.body) for row in connection.execute(_WITH_PREFIX, known)]
    return tuple(sorted(found, key=lambda pair: pair[0]))


def put(connection: Connection, kind: str, key: str, body: Mapping[str, Any], at: datetime) -> None:
    row = {"kind": kind, "key": key, "body": dict(body), "at": at}
    connection.execute(insert_or_replace(connection, records), row)


def delete(connection: Connection, kind: str, key: str) -> None:
    connection.execute(_DELETE, {"of_kind": kind, "of_key": key})
