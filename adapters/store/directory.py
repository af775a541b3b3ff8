"""The directory of contacts in the database, and its version."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store.tables import contacts, directory
from routing.contacts import Contact

_VERSION: Final = sa.select(directory.c.version)
_ALL: Final = sa.select(contacts).order_by(contacts.c.post, contacts.c.rank)
_CHANGED: Final = sa.update(directory).values(
    version=directory.c.version + 1, changed_at=sa.bindparam("at")
)


def version(connection: Connection) -> int:
    found: int = connection.execute(_VERSION).scalar_one()
    return found


def fetch(connection: Connection) -> tuple[Contact, ...]:
    return tuple(Contact(**row._mapping) for row in connection.execute(_ALL))


def replace_all(connection: Connection, filled: Sequence[Contact], at: datetime) -> None:
    """The version comes first: its row is the lock that makes two imports take turns."""
    connection.execute(_CHANGED, {"at": at})
    connection.execute(sa.delete(contacts))
    if filled:
        connection.execute(sa.insert(contacts), [asdict(contact) for contact in filled])
