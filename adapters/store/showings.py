"""Who was shown whose telephone number: a record that only grows, until it is old."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store.tables import showings
from adapters.store.upserts import insert_new
from routing.privacy import Showing

_OF_PERSON: Final = (
    sa.select(showings)
    .where(showings.c.whose == sa.bindparam("of_whom"))
    .order_by(showings.c.at.desc(), showings.c.key)
    .limit(sa.bindparam("limit"))
)
_ALL: Final = (
    sa.select(showings)
    .where(showings.c.key > sa.bindparam("after"))
    .order_by(showings.c.key)
    .limit(sa.bindparam("limit"))
)


def add(connection: Connection, found: Sequence[Showing]) -> None:
    if found:
        connection.execute(insert_new(connection, showings), [asdict(each) for each in found])


def of_person(connection: Connection, whose: str, limit: int) -> tuple[Showing, ...]:
    rows = connection.execute(_OF_PERSON, {"of_whom": whose, "limit": limit})
    return tuple(Showing(**row._mapping) for row in rows)


def fetch(connection: Connection, after: str, limit: int) -> tuple[Showing, ...]:
    rows = connection.execute(_ALL, {"after": after, "limit": limit})
    return tuple(Showing(**row._mapping) for row in rows)
