"""How fast messages go to each destination."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from adapters.store.tables import destinations
from adapters.store.upserts import insert_new, insert_or_replace
from routing.pacing import Destination, Pace

_PLACE: Final = sa.tuple_(destinations.c.route, destinations.c.address, destinations.c.changes)
# In one order, so that two that lock several take turns and never wait for one another.
_LOCKED: Final = (
    sa.select(destinations)
    .where(_PLACE.in_(sa.bindparam("places", expanding=True)))
    .order_by(destinations.c.route, destinations.c.address, destinations.c.changes)
    .with_for_update()
)
_PAUSE: Final = (
    sa.update(destinations)
    .where(
        destinations.c.route == sa.bindparam("paused_route"),
        destinations.c.address == sa.bindparam("paused_address"),
        destinations.c.changes == sa.bindparam("paused_changes"),
        destinations.c.free_at < sa.bindparam("until"),
    )
    .values(free_at=sa.bindparam("until"))
)


def lock(
    connection: Connection, places: Collection[Destination], now: datetime
) -> Mapping[Destination, Pace]:
    """How each destination is used; others wait for these until the transaction ends."""
    found = _lock(connection, places)
    missing = [place for place in places if place not in found]
    if missing:
        _add(connection, missing, now)
        found |= _lock(connection, missing)
    return found


def save(connection: Connection, paces: Mapping[Destination, Pace]) -> None:
    rows = [
        {**_key(place), "free_at": pace.free_at, "sent": _json(pace.sent)}
        for place, pace in paces.items()
    ]
    if rows:
        connection.execute(insert_or_replace(connection, destinations), rows)


def pause(connection: Connection, pauses: Mapping[Destination, datetime], now: datetime) -> None:
    """Nothing more goes to these destinations before the given times."""
    places = sorted(pauses, key=lambda place: (place.route, place.address, place.changes))
    if not places:
        return
    _add(connection, places, now)
    rows = [
        {**{f"paused_{name}": value for name, value in _key(place).items()}, "until": pauses[place]}
        for place in places
    ]
    connection.execute(_PAUSE, rows)


def _lock(connection: Connection, places: Collection[Destination]) -> dict[Destination, Pace]:
    keys = [(place.route, place.address, place.changes) for place in places]
    rows = connection.execute(_LOCKED, {"places": keys})
    return {Destination(row.route, row.address, row.changes): _pace(row) for row in rows}


def _add(connection: Connection, places: Collection[Destination], now: datetime) -> None:
    rows = [{**_key(place), "free_at": now, "sent": {}} for place in places]
    rows.sort(key=lambda row: (row["route"], row["address"], row["changes"]))
    connection.execute(insert_new(connection, destinations), rows)


def _pace(row: Row[Any]) -> Pace:
    return Pace(row.free_at, {int(minute): count for minute, count in row.sent.items()})


def _json(sent: Mapping[int, int]) -> dict[str, int]:
    return {str(minute): count for minute, count in sent.items()}


def _key(place: Destination) -> dict[str, Any]:
    return {"route": place.route, "address": place.address, "changes": place.changes}
