"""The directory of contacts in the database, and its version."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store.rows import row
from adapters.store.tables import contacts, directory, imported
from adapters.store.upserts import insert_or_replace
from routing.contacts import Contact, Seat

_VERSION: Final = sa.select(directory.c.version)
_ALL: Final = sa.select(contacts).order_by(contacts.c.post, contacts.c.rank)
_IMPORTED: Final = sa.select(imported).order_by(imported.c.post, imported.c.rank)
_LOCK: Final = _VERSION.with_for_update()
_VACATE, _FORGET = (
    sa.delete(table).where(
        table.c.post == sa.bindparam("of_post"), table.c.rank == sa.bindparam("of_rank")
    )
    for table in (contacts, imported)
)
_CHANGED: Final = sa.update(directory).values(
    version=directory.c.version + 1, changed_at=sa.bindparam("at")
)


def version(connection: Connection) -> int:
    found: int = connection.execute(_VERSION).scalar_one()
    return found


def fetch(connection: Connection) -> tuple[Contact, ...]:
    return tuple(Contact(**found._mapping) for found in connection.execute(_ALL))


def replace_all(connection: Connection, filled: Sequence[Contact], at: datetime) -> None:
    """The version comes first: its row is the lock that makes two imports take turns."""
    connection.execute(_CHANGED, {"at": at})
    for table in (contacts, imported):
        connection.execute(sa.delete(table))
        if filled:
            connection.execute(sa.insert(table), [row(contact) for contact in filled])


def fetch_imported(connection: Connection) -> tuple[Contact, ...]:
    return tuple(Contact(**found._mapping) for found in connection.execute(_IMPORTED))


def lock(connection: Connection) -> None:
    """Let nobody else change the directory until the end of the transaction."""
    connection.execute(_LOCK)


def change(
    connection: Connection, vacated: Sequence[Seat], saved: Sequence[Contact], at: datetime
) -> None:
    """Empty these seats and fill those; the rows of all others are left alone."""
    if not vacated and not saved:
        return
    connection.execute(_CHANGED, {"at": at})
    if vacated:
        connection.execute(_VACATE, _seats(vacated))
    if saved:
        rows = [row(contact) for contact in saved]
        connection.execute(insert_or_replace(connection, contacts), rows)


def touch(connection: Connection, at: datetime) -> int:
    """Give the directory a new version, so that everybody reads it anew; returns that."""
    connection.execute(_CHANGED, {"at": at})
    return version(connection)


def keep_imported(connection: Connection, filled: Sequence[Contact]) -> None:
    """Remember what an import said, in the place of what the one before did."""
    before = {(contact.post, contact.rank): contact for contact in fetch_imported(connection)}
    now = {(contact.post, contact.rank): contact for contact in filled}
    gone = [seat for seat in before if seat not in now]
    if gone:
        connection.execute(_FORGET, _seats(gone))
    new = [row(contact) for seat, contact in now.items() if before.get(seat) != contact]
    if new:
        connection.execute(insert_or_replace(connection, imported), new)


def _seats(found: Iterable[Seat]) -> list[dict[str, Any]]:
    return [{"of_post": post, "of_rank": rank} for post, rank in found]
