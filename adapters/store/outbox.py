"""The outbox: notices wait here, each once, until a worker takes them (``leases``)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store.leases import UNHELD
from adapters.store.notice_rows import posted_of, row_of
from adapters.store.tables import PENDING, notices
from adapters.store.upserts import insert_new
from routing.notices import Notice, NoticeKind, Posted

_PENDING_COUNT: Final = sa.select(sa.func.count()).select_from(notices).where(PENDING)
_ONE: Final = sa.select(notices).where(notices.c.id == sa.bindparam("id"))
_OF_CASES: Final = (
    sa.select(notices)
    .where(notices.c.case_number.in_(sa.bindparam("numbers", expanding=True)))
    .order_by(notices.c.id)
)
_DROPPABLE: Final = (
    sa.select(notices.c.id)
    .where(
        PENDING,
        UNHELD,
        sa.not_(notices.c.uncertain),
        notices.c.case_number.in_(sa.bindparam("numbers", expanding=True)),
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
_DEAD_SINCE: Final = (
    sa.select(notices.c.facts)
    .where(notices.c.kind == sa.literal_column("'dead_address'"))
    .where(notices.c.due_at >= sa.bindparam("since"))
    .order_by(notices.c.id)
)


def dead_addresses(connection: Connection, since: datetime) -> tuple[str, ...]:
    """The subjects of reports on dead addresses, each once."""
    rows = connection.scalars(_DEAD_SINCE, {"since": since})
    return tuple(dict.fromkeys(facts["subject"] for facts in rows if "subject" in facts))


def add(connection: Connection, found: Sequence[Notice]) -> int:
    """Store notices whose key isn't taken; returns how many."""
    if not found:
        return 0
    rows = [row_of(notice) for notice in found]
    return connection.execute(insert_new(connection, notices), rows).rowcount


def drop(
    connection: Connection, numbers: Collection[int], kinds: Sequence[NoticeKind], now: datetime
) -> int:
    """Supersede pending notices of cases. A row that another worker just now takes is held."""
    known = {"numbers": list(numbers), "kinds": list(kinds), "lapsed": now}
    ids = connection.scalars(_DROPPABLE, known).all()
    if ids:
        connection.execute(_DROP, {"ids": ids, "at": now})
    return len(ids)


def fetch(connection: Connection, notice_id: int) -> Posted | None:
    row = connection.execute(_ONE, {"id": notice_id}).first()
    return None if row is None else posted_of(row)


def of_cases(connection: Connection, numbers: Collection[int]) -> Mapping[int, tuple[Posted, ...]]:
    """Every notice of each case in the order of their writing."""
    found: dict[int, list[Posted]] = {number: [] for number in numbers}
    for row in connection.execute(_OF_CASES, {"numbers": list(found)}) if found else ():
        found[row.case_number].append(posted_of(row))
    return {number: tuple(posted) for number, posted in found.items()}


def count_pending(connection: Connection) -> int:
    count: int = connection.execute(_PENDING_COUNT).scalar_one()
    return count
