"""How far each contact is in confirming their entry."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store.rows import row
from adapters.store.tables import seats
from adapters.store.upserts import insert_or_replace
from routing.contacts import Condition, Seat
from routing.seats import SeatState

_AT_ONCE: Final = 500
_ALL: Final = sa.select(seats).order_by(seats.c.post, seats.c.rank)
_DUE: Final = (
    sa.select(seats)
    .where(seats.c.due_at <= sa.bindparam("now"))
    .order_by(seats.c.due_at, seats.c.post, seats.c.rank)
    .limit(sa.bindparam("limit"))
)
_NEXT: Final = sa.select(sa.func.min(seats.c.due_at))
_OF: Final = _ALL.where(seats.c.who.in_(sa.bindparam("whos", expanding=True)))
_ONE: Final = sa.select(seats).where(
    seats.c.post == sa.bindparam("post"), seats.c.rank == sa.bindparam("rank")
)
_WITH_CONDITION: Final = sa.select(seats).where(
    sa.or_(
        seats.c.unanswered_since.is_not(None),
        seats.c.away_until.is_not(None),
        seats.c.doubt.is_not(None),
    )
)
_DROP: Final = sa.delete(seats).where(
    seats.c.post == sa.bindparam("of_post"), seats.c.rank == sa.bindparam("of_rank")
)


def fetch(connection: Connection) -> tuple[SeatState, ...]:
    return tuple(_state(found._mapping) for found in connection.execute(_ALL))


def conditions(connection: Connection) -> Mapping[Seat, Condition]:
    """Of the seats of which there is anything to know."""
    found = (_state(found._mapping) for found in connection.execute(_WITH_CONDITION))
    return {(state.post, state.rank): state.condition for state in found}


def next_due(connection: Connection) -> datetime | None:
    found: datetime | None = connection.execute(_NEXT).scalar()
    return found


def due(connection: Connection, now: datetime, limit: int) -> tuple[SeatState, ...]:
    rows = connection.execute(_DUE, {"now": now, "limit": limit})
    return tuple(_state(found._mapping) for found in rows)


def of(connection: Connection, whos: Collection[str]) -> tuple[SeatState, ...]:
    """Every seat of these people."""
    found = sorted(set(whos))
    parts = [found[start : start + _AT_ONCE] for start in range(0, len(found), _AT_ONCE)]
    return tuple(
        _state(each._mapping) for part in parts for each in connection.execute(_OF, {"whos": part})
    )


def one(connection: Connection, seat: Seat) -> SeatState | None:
    found = connection.execute(_ONE, {"post": seat[0], "rank": seat[1]}).first()
    return None if found is None else _state(found._mapping)


def save(connection: Connection, states: Sequence[SeatState]) -> None:
    if states:
        rows = [{**row(state), "flags": list(state.flags)} for state in states]
        connection.execute(insert_or_replace(connection, seats), rows)


def drop(connection: Connection, found: Sequence[Seat]) -> None:
    if found:
        connection.execute(_DROP, [{"of_post": post, "of_rank": rank} for post, rank in found])


def _state(found: Mapping[Any, Any]) -> SeatState:
    return SeatState(**{**found, "flags": tuple(found["flags"])})
