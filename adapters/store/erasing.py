"""What goes: cases whose time is over, and somebody's traces in cases that are closed.

The triggers on the audit trail let a line go only where ``erased_cases`` keeps what is left of its
case, and let it change only while ``erasures`` names the case: for one transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store.tables import (
    CLOSED,
    PENDING,
    accounts,
    case_people,
    cases,
    entries,
    erased_cases,
    erasures,
    notices,
    people,
    showings,
)
from adapters.store.trail import Head, resealed
from adapters.store.upserts import insert_new
from routing.audit import Entry

_CLOSED_BEFORE: Final = (
    sa.select(cases.c.number)
    .where(CLOSED, cases.c.closed_at < sa.bindparam("at"))
    .order_by(cases.c.closed_at)
    .limit(sa.bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_REMAINS: Final = sa.insert(erased_cases).from_select(
    ["number", "opened_at", "closed_at", "erased_at", "audit_count", "audit_hash"],
    sa.select(
        cases.c.number,
        cases.c.opened_at,
        cases.c.closed_at,
        sa.bindparam("now", type_=erased_cases.c.erased_at.type),
        cases.c.audit_count,
        cases.c.audit_hash,
    ).where(cases.c.number.in_(sa.bindparam("numbers", expanding=True))),
)
_OLD_SHOWINGS: Final = sa.delete(showings).where(
    showings.c.key.in_(
        sa.select(showings.c.key)
        .where(showings.c.at < sa.bindparam("before"))
        .limit(sa.bindparam("limit"))
    )
)
_CASELESS: Final = sa.func.coalesce(notices.c.case_number, 0) == 0
_OLD_CASELESS: Final = sa.delete(notices).where(
    notices.c.id.in_(
        sa.select(notices.c.id)
        .where(_CASELESS, ~PENDING, notices.c.done_at < sa.bindparam("before"))
        .limit(sa.bindparam("limit"))
    )
)
_OF_PERSON: Final = (
    sa.select(cases.c.number, CLOSED.label("closed"))
    .join(case_people, case_people.c.case_number == cases.c.number)
    .where(case_people.c.person.in_(sa.bindparam("keys", expanding=True)))
    .group_by(cases.c.number)
    .order_by(cases.c.number)
)
_LINES: Final = (
    sa.select(entries)
    .where(entries.c.case_number == sa.bindparam("number"), entries.c.sequence.is_not(None))
    .order_by(entries.c.sequence)
)
_REWRITE: Final = sa.update(entries).where(entries.c.id == sa.bindparam("line_id"))


def drop_closed(connection: Connection, before: datetime, now: datetime, limit: int) -> int:
    """Let closed cases go with all that belongs to them; returns how many."""
    numbers = list(connection.scalars(_CLOSED_BEFORE, {"at": before, "limit": limit}))
    if numbers:
        connection.execute(_REMAINS, {"now": now, "numbers": numbers})
        for column in (
            entries.c.case_number,
            notices.c.case_number,
            case_people.c.case_number,
            showings.c.case,
            cases.c.number,
        ):
            connection.execute(sa.delete(column.table).where(column.in_(numbers)))
    return len(numbers)


def drop_showings(connection: Connection, before: datetime, limit: int) -> int:
    return connection.execute(_OLD_SHOWINGS, {"before": before, "limit": limit}).rowcount


def drop_caseless(connection: Connection, before: datetime, limit: int) -> int:
    """Let messages of no case go that were done with before then; returns how many."""
    return connection.execute(_OLD_CASELESS, {"before": before, "limit": limit}).rowcount


def forget_in_caseless(connection: Connection, addresses: Collection[str]) -> None:
    """Drop what was sent to somebody beside cases, and what news for stewards was made of."""
    address, email = sa.func.lower(notices.c.address), sa.func.lower(notices.c.email)
    theirs = sa.or_(address.in_(addresses), email.in_(addresses))
    connection.execute(sa.delete(notices).where(_CASELESS, theirs))
    connection.execute(sa.update(notices).where(_CASELESS, ~PENDING).values(facts={}))


def cases_of(connection: Connection, keys: Collection[str]) -> tuple[tuple[int, bool], ...]:
    """Numbers of all cases that concern one of these keys, and whether each is closed."""
    rows = connection.execute(_OF_PERSON, {"keys": list(keys)})
    return tuple((row.number, bool(row.closed)) for row in rows)


def forget_person(connection: Connection, keys: Collection[str]) -> None:
    """Drop somebody's accounts and what they fixed for themselves."""
    connection.execute(sa.delete(accounts).where(accounts.c.person.in_(keys)))
    connection.execute(sa.delete(people).where(people.c.key.in_(keys)))


def rename_showings(connection: Connection, keys: Collection[str], pseudonym: str) -> None:
    """Put a pseudonym in somebody's place wherever numbers were shown to them, or theirs."""
    seen = sa.update(showings).where(showings.c.viewer.in_(keys))
    connection.execute(seen.values(viewer=pseudonym, viewer_name=pseudonym))
    shown = sa.update(showings).where(showings.c.whose.in_(keys))
    connection.execute(shown.values(whose=pseudonym, name=pseudonym))


def rewrite(connection: Connection, number: int, head: Head, lines: Sequence[Entry]) -> Head:
    """Put these lines, sealed anew, in the place of a locked case's; returns its new head.

    Raises ValueError where there are more or fewer.
    """
    rows = connection.execute(_LINES, {"number": number}).all()
    connection.execute(insert_new(connection, erasures), {"case_number": number})
    changed: list[Mapping[str, Any]] = []
    new = Head(head.opened_at)
    for row, line in zip(rows, lines, strict=True):
        new = resealed(line, new)
        changed.append(
            {
                "line_id": row.id,
                "actor": line.actor,
                "actor_name": line.actor_name,
                "platform": line.platform,
                "facts": dict(line.facts),
                "hash": new.hash,
            }
        )
    if changed:
        connection.execute(_REWRITE, changed)
    connection.execute(sa.delete(erasures).where(erasures.c.case_number == number))
    return new


def rename_in_notices(
    connection: Connection, number: int, addresses: Collection[str], pseudonym: str
) -> None:
    """Put a pseudonym in the place of a recipient of a closed case's messages, all of them sent.

    Their keys and facts may name anybody: they go too, as they are needed no more.
    """
    address, email = sa.func.lower(notices.c.address), sa.func.lower(notices.c.email)
    of_case = sa.update(notices).where(notices.c.case_number == number)
    connection.execute(
        of_case.where(sa.or_(address.in_(addresses), email.in_(addresses))).values(
            address=pseudonym, name=pseudonym, tenant="", email=None, message=None
        )
    )
    key = sa.literal(f"IOM-{number}/erased/") + sa.cast(notices.c.id, sa.Text)
    connection.execute(of_case.values(key=key, facts={}))


def remove_from_case(
    connection: Connection, number: int, keys: Collection[str], pseudonym: str
) -> None:
    theirs = sa.and_(case_people.c.case_number == number, case_people.c.person.in_(keys))
    if connection.execute(sa.delete(case_people).where(theirs)).rowcount:
        row = {"person": pseudonym, "case_number": number}
        connection.execute(insert_new(connection, case_people), row)
