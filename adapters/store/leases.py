"""Leases of notices: a worker takes them for a while and says what became of each.

Theory of operation. A lease is ``leased_until`` in the future: the row stays pending, and no
other worker takes it or drops it. ``attempts`` counts the leases and names the present one, so a
worker that comes back after its lease ran out, and was given to somebody else, changes nothing.
A destination that isn't free yet (``destinations``) is left alone, so that those who wait for it
don't stand in anybody's way.
``claimed_at`` is set while a telling may be going out: from the claim to the end of the attempt.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from adapters.store.notice_rows import posted_of
from adapters.store.tables import PENDING, destinations, notices
from routing.notices import NoticeKind, Posted, Route

_earlier = notices.alias("earlier")

UNHELD: Final = sa.or_(
    notices.c.leased_until.is_(None), notices.c.leased_until <= sa.bindparam("lapsed")
)
# What one person gets about one case stays in order. Rows without a case are equal to none.
_FIRST_IN_LINE: Final = ~sa.exists().where(
    _earlier.c.case_number == notices.c.case_number,
    _earlier.c.id < notices.c.id,
    _earlier.c.address == notices.c.address,
    _earlier.c.route == notices.c.route,
    _earlier.c.state == sa.literal_column("'pending'"),
)
_SENDABLE: Final = sa.and_(PENDING, notices.c.due_at <= sa.bindparam("now"), UNHELD, _FIRST_IN_LINE)
_ITS_DESTINATION: Final = sa.and_(
    destinations.c.route == notices.c.route,
    destinations.c.address == notices.c.address,
    destinations.c.changes == (notices.c.kind == sa.literal_column("'update'")),
    destinations.c.free_at > sa.bindparam("horizon"),
)
_CLOSED: Final = sa.exists().where(_ITS_DESTINATION)
# Routes are left out, not named: the index of the order, not one of routes, is what helps.
_LEASABLE: Final = (
    sa.select(notices)
    .where(_SENDABLE, ~_CLOSED, notices.c.route.not_in(sa.bindparam("full", expanding=True)))
    .order_by(notices.c.urgency, notices.c.due_at, notices.c.id)
    .limit(sa.bindparam("limit"))
    .with_for_update(skip_locked=True, of=notices)
)
# There is hardly ever one: asked for first, so that the many others cost nothing.
_ANY_CLOSED: Final[sa.Select[tuple[str]]] = (
    sa.select(sa.literal_column("1"))
    .select_from(destinations)
    .where(destinations.c.free_at > sa.bindparam("horizon"))
    .limit(1)
)
_BEHIND_CLOSED: Final = (
    sa.select(notices)
    .where(_SENDABLE, _CLOSED, notices.c.kind.in_(sa.bindparam("kinds", expanding=True)))
    .order_by(notices.c.urgency, notices.c.due_at, notices.c.id)
    .limit(sa.bindparam("limit"))
    .with_for_update(skip_locked=True, of=notices)
)
_LEASE: Final = (
    sa.update(notices)
    .where(notices.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(
        leased_until=sa.bindparam("until"),
        claimed_at=None,
        attempts=notices.c.attempts + 1,
        uncertain=sa.or_(notices.c.uncertain, notices.c.leased_until.is_not(None)),
    )
)
_OLDEST_SENDABLE: Final = (
    sa.select(notices.c.due_at).where(_SENDABLE, ~_CLOSED).order_by(notices.c.due_at).limit(1)
)
_HELD: Final = (
    sa.select(notices.c.id, notices.c.attempts)
    .where(
        notices.c.id.in_(sa.bindparam("ids", expanding=True)),
        notices.c.leased_until.is_not(None),
        PENDING,
    )
    .order_by(notices.c.id)
    .with_for_update()
)
_FINISH: Final = (
    sa.update(notices)
    .where(notices.c.id == sa.bindparam("finished_id"))
    .values(leased_until=None, claimed_at=None)
)
_IN_FORCE: Final = _HELD.where(notices.c.leased_until > sa.bindparam("now"))
_CLAIM: Final = (
    sa.update(notices)
    .where(notices.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(claimed_at=sa.bindparam("at"))
)
_GOING_OUT: Final = (
    sa.select(notices)
    .where(
        PENDING,
        notices.c.case_number == sa.bindparam("number"),
        notices.c.claimed_at.is_not(None),
        notices.c.leased_until > sa.bindparam("now"),
    )
    .order_by(notices.c.id)
)


def sendable(
    connection: Connection,
    now: datetime,
    limit: int,
    *,
    horizon: datetime,
    lapsed: datetime,
    full: Collection[Route] = (),
) -> tuple[Posted, ...]:
    """Notices that may be leased, urgent and old ones first; nobody else takes them meanwhile.

    Only those whose destination is free until ``horizon``, on routes that aren't ``full``. A lease
    counts as run out where that was before ``lapsed``.
    """
    known = {"now": now, "limit": limit, "horizon": horizon, "lapsed": lapsed}
    rows = connection.execute(_LEASABLE, {**known, "full": list(full)}).all()
    return tuple(_found(row) for row in rows)


def behind_closed(
    connection: Connection, now: datetime, until: datetime, kinds: Sequence[NoticeKind], limit: int
) -> tuple[Posted, ...]:
    """Notices that are due and whose destination is closed until a time after ``until``."""
    if connection.execute(_ANY_CLOSED, {"horizon": until}).first() is None:
        return ()
    known = {"now": now, "limit": limit, "horizon": until, "lapsed": now, "kinds": list(kinds)}
    return tuple(_found(row) for row in connection.execute(_BEHIND_CLOSED, known))


def lease(connection: Connection, found: Sequence[Posted], until: datetime) -> tuple[Posted, ...]:
    """Take what ``sendable`` has just found; each with the number of its attempt."""
    if found:
        connection.execute(_LEASE, {"ids": [posted.id for posted in found], "until": until})
    return tuple(replace(posted, attempts=posted.attempts + 1) for posted in found)


def _found(row: Row[Any]) -> Posted:
    """The notice; a lease left over means that its last attempt ended unknown."""
    posted = posted_of(row)
    return replace(posted, uncertain=posted.uncertain or row.leased_until is not None)


def _held(connection: Connection, found: Sequence[Posted]) -> frozenset[int]:
    """Which of these attempts still have their lease; they keep it until the transaction ends."""
    if not found:
        return frozenset()
    return _ours(connection.execute(_HELD, {"ids": [posted.id for posted in found]}), found)


def hold(connection: Connection, found: Sequence[Posted], now: datetime) -> frozenset[int]:
    """The same, without those whose lease has run out though nobody else has taken them yet."""
    known = {"ids": [posted.id for posted in found], "now": now}
    return _ours(connection.execute(_IN_FORCE, known), found)


def _ours(rows: Iterable[Row[Any]], found: Sequence[Posted]) -> frozenset[int]:
    present = {row.id: row.attempts for row in rows}
    return frozenset(p.id for p in found if present.get(p.id) == p.attempts)


def claim(connection: Connection, ids: Collection[int], now: datetime) -> None:
    if ids:
        connection.execute(_CLAIM, {"ids": list(ids), "at": now})


def going_out(connection: Connection, number: int, now: datetime) -> tuple[Posted, ...]:
    rows = connection.execute(_GOING_OUT, {"number": number, "now": now})
    return tuple(posted_of(row) for row in rows)


def finish(
    connection: Connection, found: Sequence[tuple[Posted, datetime | None]], now: datetime
) -> frozenset[int]:
    """Write what became of attempts; nothing where the lease is no longer ``posted``'s.

    Returns the ids of those that were written.

    Raises:
        ValueError: still pending, and no time to try again.
    """
    for posted, due_at in found:
        if due_at is None and posted.state == "pending":
            raise ValueError(f"notice {posted.id} is pending: when is it tried again?")
    ours = _held(connection, [posted for posted, _ in found])
    mine = [(posted, due_at) for posted, due_at in found if posted.id in ours]
    done = [_result(posted, now) for posted, due_at in mine if due_at is None]
    waiting = [
        {**_result(replace(posted, state="pending"), None), "due_at": due_at}
        for posted, due_at in mine
        if due_at is not None
    ]
    for rows in (done, waiting):
        if rows:
            connection.execute(_FINISH, rows)
    return ours


def _result(posted: Posted, now: datetime | None) -> dict[str, Any]:
    return {
        "finished_id": posted.id,
        "state": posted.state,
        "uncertain": posted.uncertain,
        "repeated": posted.repeated,
        "message": posted.message,
        "code": posted.code,
        "done_at": now and (posted.done_at or now),
    }


def oldest_sendable(connection: Connection, now: datetime) -> datetime | None:
    known = {"now": now, "lapsed": now, "horizon": now}
    return connection.execute(_OLDEST_SENDABLE, known).scalar()
