"""The outbox: notices wait here until a worker takes them for a while and says what became.

Theory of operation. A lease is ``leased_until`` in the future: the row stays pending, and no
other worker takes it or drops it. ``attempts`` counts the leases and names the present one, so a
worker that comes back after its lease ran out, and was given to somebody else, changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from adapters.store.notice_rows import posted_of, row_of
from adapters.store.tables import PENDING, notices
from adapters.store.upserts import insert_new
from routing.notices import Notice, NoticeKind, Posted

_earlier = notices.alias("earlier")

_UNHELD: Final = sa.or_(
    notices.c.leased_until.is_(None), notices.c.leased_until <= sa.bindparam("now")
)
# What one person gets about one case stays in order. Rows without a case are equal to none.
_FIRST_IN_LINE: Final = ~sa.exists().where(
    _earlier.c.case_number == notices.c.case_number,
    _earlier.c.id < notices.c.id,
    _earlier.c.address == notices.c.address,
    _earlier.c.route == notices.c.route,
    _earlier.c.state == sa.literal_column("'pending'"),
)
_SENDABLE: Final = sa.and_(
    PENDING, notices.c.due_at <= sa.bindparam("now"), _UNHELD, _FIRST_IN_LINE
)
_LEASABLE: Final = (
    sa.select(notices)
    .where(_SENDABLE)
    .order_by(notices.c.urgency, notices.c.due_at, notices.c.id)
    .limit(sa.bindparam("limit"))
    .with_for_update(skip_locked=True, of=notices)
)
_LEASE: Final = (
    sa.update(notices)
    .where(notices.c.id == sa.bindparam("leased_id"))
    .values(
        leased_until=sa.bindparam("until"),
        attempts=sa.bindparam("attempt"),
        uncertain=sa.bindparam("in_doubt"),
    )
)
_OLDEST_SENDABLE: Final = (
    sa.select(notices.c.due_at).where(_SENDABLE).order_by(notices.c.due_at).limit(1)
)
_PENDING_COUNT: Final = sa.select(sa.func.count()).select_from(notices).where(PENDING)
_ONE: Final = sa.select(notices).where(notices.c.id == sa.bindparam("id"))
_OF_CASE: Final = (
    sa.select(notices).where(notices.c.case_number == sa.bindparam("number")).order_by(notices.c.id)
)
_FINISH: Final = (
    sa.update(notices)
    .where(
        notices.c.id == sa.bindparam("finished_id"),
        notices.c.attempts == sa.bindparam("attempt"),
        PENDING,
    )
    .values(leased_until=None)
)
_DROPPABLE: Final = (
    sa.select(notices.c.id)
    .where(
        PENDING,
        _UNHELD,
        notices.c.case_number == sa.bindparam("number"),
        notices.c.kind.in_(sa.bindparam("kinds", expanding=True)),
    )
    .with_for_update(skip_locked=True)
)
# A lease that ran out leaves open whether the message arrived.
_DROP: Final = (
    sa.update(notices)
    .where(notices.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(
        state="superseded",
        done_at=sa.bindparam("at"),
        uncertain=sa.or_(notices.c.uncertain, notices.c.leased_until.is_not(None)),
        leased_until=None,
    )
)


def add(connection: Connection, found: Sequence[Notice]) -> int:
    """Store notices whose key isn't taken; returns how many."""
    if not found:
        return 0
    rows = [row_of(notice) for notice in found]
    return connection.execute(insert_new(connection, notices), rows).rowcount


def lease(connection: Connection, now: datetime, until: datetime, limit: int) -> tuple[Posted, ...]:
    rows = connection.execute(_LEASABLE, {"now": now, "limit": limit}).all()
    taken = tuple(_taken(row) for row in rows)
    if taken:
        connection.execute(
            _LEASE,
            [
                {
                    "leased_id": posted.id,
                    "until": until,
                    "attempt": posted.attempts,
                    "in_doubt": posted.uncertain,
                }
                for posted in taken
            ],
        )
    return taken


def _taken(row: Row[Any]) -> Posted:
    """The notice with its next attempt; a lease left over means that the last one ended unknown."""
    posted = posted_of(row)
    in_doubt = posted.uncertain or row.leased_until is not None
    return replace(posted, attempts=posted.attempts + 1, uncertain=in_doubt)


def finish(connection: Connection, posted: Posted, now: datetime, due_at: datetime | None) -> None:
    """Write what became of an attempt; nothing where the lease is no longer ``posted``'s.

    Raises:
        ValueError: still pending, and no time to try again.
    """
    if due_at is None and posted.state == "pending":
        raise ValueError(f"notice {posted.id} is pending: when is it tried again?")
    pending = due_at is not None
    changes: dict[str, Any] = {
        "state": "pending" if pending else posted.state,
        "uncertain": posted.uncertain,
        "repeated": posted.repeated,
        "message": posted.message,
        "code": posted.code,
        "done_at": None if pending else posted.done_at or now,
    }
    if pending:
        changes["due_at"] = due_at
    connection.execute(_FINISH, {**changes, "finished_id": posted.id, "attempt": posted.attempts})


def drop(connection: Connection, number: int, kinds: Sequence[NoticeKind], now: datetime) -> int:
    """Supersede pending notices of a case. A row that another worker just now takes is held."""
    known = {"number": number, "kinds": list(kinds), "now": now}
    ids = connection.scalars(_DROPPABLE, known).all()
    if ids:
        connection.execute(_DROP, {"ids": ids, "at": now})
    return len(ids)


def fetch(connection: Connection, notice_id: int) -> Posted | None:
    row = connection.execute(_ONE, {"id": notice_id}).first()
    return None if row is None else posted_of(row)


def of_case(connection: Connection, number: int) -> tuple[Posted, ...]:
    rows = connection.execute(_OF_CASE, {"number": number})
    return tuple(posted_of(row) for row in rows)


def oldest_sendable(connection: Connection, now: datetime) -> datetime | None:
    return connection.execute(_OLDEST_SENDABLE, {"now": now}).scalar()


def count_pending(connection: Connection) -> int:
    count: int = connection.execute(_PENDING_COUNT).scalar_one()
    return count
