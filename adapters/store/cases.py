"""Cases in the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from adapters.store.case_rows import case_of, involved, row_of
from adapters.store.tables import OPEN, case_people, cases
from adapters.store.trail import Head
from adapters.store.upserts import insert_new
from routing.cases import Case

# A case whose row is locked, and the head of its trail, which nobody else writes to meanwhile.
Locked = tuple[Case, Head]

_SIMILAR_AT_MOST: Final = 5
_OWN_AT_MOST: Final = 20

_ONE: Final = sa.select(cases).where(cases.c.number == sa.bindparam("number"))
_MANY: Final = sa.select(cases).where(cases.c.number.in_(sa.bindparam("numbers", expanding=True)))
# Without KEY: an audit line of another transaction may refer to the case meanwhile. By number:
# two that lock several cases each take turns, and never wait for one another.
_MANY_LOCKED: Final = _MANY.order_by(cases.c.number).with_for_update(key_share=True)
_DUE: Final = (
    sa.select(cases)
    .where(cases.c.due_at <= sa.bindparam("now"))
    .order_by(cases.c.due_at)
    .limit(sa.bindparam("limit"))
    .with_for_update(key_share=True, skip_locked=True)
)
_OLDEST_DUE: Final = (
    sa.select(cases.c.due_at)
    .where(cases.c.due_at <= sa.bindparam("now"))
    .order_by(cases.c.due_at)
    .limit(1)
)
_NEXT_DUE: Final = (
    sa.select(cases.c.due_at).where(cases.c.due_at.is_not(None)).order_by(cases.c.due_at).limit(1)
)
_OPEN_BY_LEVEL: Final = (
    sa.select(cases.c.level, sa.func.count().label("cases")).where(OPEN).group_by(cases.c.level)
)
_OPEN_THERE: Final = (
    sa.select(cases.c.number)
    .where(OPEN, cases.c.country == sa.bindparam("country"))
    .where(cases.c.number != sa.bindparam("but"))
    .order_by(cases.c.number.desc())
    .limit(_SIMILAR_AT_MOST)
)
_SIMILAR: Final = _OPEN_THERE.where(cases.c.topic == sa.bindparam("topic"))
_SIMILAR_WITHOUT_TOPIC: Final = _OPEN_THERE.where(cases.c.topic.is_(None))
_OF_PERSON: Final = (
    sa.select(cases)
    .join(case_people, case_people.c.case_number == cases.c.number)
    .where(OPEN, case_people.c.person == sa.bindparam("person"))
    .order_by(case_people.c.case_number.desc())
    .limit(_OWN_AT_MOST)
)
_NUMBERS_OF_PERSON: Final = (
    sa.select(case_people.c.case_number)
    .where(case_people.c.person == sa.bindparam("person"))
    .order_by(case_people.c.case_number)
)
_HELD: Final = (
    sa.select(cases)
    .where(
        cases.c.state.in_([sa.literal_column("'told'"), sa.literal_column("'taken'")]),
        cases.c.number > sa.bindparam("after"),
    )
    .order_by(cases.c.number)
    .limit(sa.bindparam("limit"))
    .with_for_update(key_share=True)
)
_COUNT: Final = sa.select(sa.func.count()).select_from(cases)
_NEW: Final = sa.insert(cases).returning(cases.c.number)
_SAVE: Final = sa.update(cases).where(cases.c.number == sa.bindparam("saved_number"))


def fetch(connection: Connection, number: int) -> Case | None:
    row = connection.execute(_ONE, {"number": number}).first()
    return None if row is None else case_of(row)


def fetch_many(connection: Connection, numbers: Collection[int]) -> tuple[Case, ...]:
    return tuple(case_of(row) for row in _many(connection, _MANY, numbers))


def lock(connection: Connection, number: int) -> Locked | None:
    return next(iter(lock_many(connection, (number,))), None)


def lock_many(connection: Connection, numbers: Collection[int]) -> tuple[Locked, ...]:
    return tuple(_locked(row) for row in _many(connection, _MANY_LOCKED, numbers))


def _many(
    connection: Connection, question: sa.Select[Any], numbers: Collection[int]
) -> Sequence[Row[Any]]:
    if not numbers:
        return ()
    return connection.execute(question, {"numbers": list(numbers)}).all()


def _locked(row: Row[Any]) -> Locked:
    return case_of(row), Head.of(row._mapping)


def lock_held(connection: Connection, after: int, limit: int) -> tuple[Locked, ...]:
    """Cases above a number that lie with a level or that somebody has, by number."""
    rows = connection.execute(_HELD, {"after": after, "limit": limit})
    return tuple(_locked(row) for row in rows)


def lock_due(connection: Connection, now: datetime, limit: int) -> tuple[Locked, ...]:
    rows = connection.execute(_DUE, {"now": now, "limit": limit}).all()
    return tuple(_locked(row) for row in rows)


def oldest_due(connection: Connection, now: datetime) -> datetime | None:
    return connection.execute(_OLDEST_DUE, {"now": now}).scalar()


def next_due(connection: Connection) -> datetime | None:
    return connection.execute(_NEXT_DUE).scalar()


def open_by_level(connection: Connection) -> dict[int, int]:
    return {row.level: row.cases for row in connection.execute(_OPEN_BY_LEVEL)}


def count(connection: Connection) -> int:
    found: int = connection.execute(_COUNT).scalar_one()
    return found


def similar(connection: Connection, country: str, topic: str | None, but: int) -> tuple[int, ...]:
    known = {"country": country, "but": but}
    if topic is None:
        rows = connection.execute(_SIMILAR_WITHOUT_TOPIC, known)
    else:
        rows = connection.execute(_SIMILAR, {**known, "topic": topic})
    return tuple(rows.scalars())


def of_person(connection: Connection, key: str) -> tuple[Case, ...]:
    return tuple(case_of(row) for row in connection.execute(_OF_PERSON, {"person": key}))


def insert(connection: Connection, case: Case) -> Case:
    """Store a new case under the next number; the one that it carries doesn't count."""
    row = row_of(case)
    del row["number"]
    numbered = replace(case, number=connection.execute(_NEW, row).scalar_one())
    add_people(connection, [(numbered.number, key) for key in involved(numbered)])
    return numbered


def save(connection: Connection, changed: Sequence[Case], heads: Mapping[int, Head]) -> None:
    """Write cases, with the heads of their trails where there are new ones.

    Raises LookupError where one of them isn't there.
    """
    rows = []
    for case in changed:
        row = row_of(case)
        head = heads.get(case.number)
        rows.append({"saved_number": row.pop("number"), **row, **(head.columns if head else {})})
    _update(connection, [row for row in rows if "audit_count" not in row])
    _update(connection, [row for row in rows if "audit_count" in row])


def _update(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows and connection.execute(_SAVE, rows).rowcount != len(rows):
        numbers = ", ".join(str(row["saved_number"]) for row in rows)
        raise LookupError(f"no case of one of these numbers: {numbers}")


def add_people(connection: Connection, found: Collection[tuple[int, str]]) -> None:
    """Note whom (a person's key) each case (its number) concerns."""
    rows = [{"person": key, "case_number": number} for number, key in sorted(found)]
    if rows:
        connection.execute(insert_new(connection, case_people), rows)


def rename_person(connection: Connection, before: str, key: str) -> None:
    """Put one person's key in the place of another wherever cases name it."""
    for number in connection.scalars(_NUMBERS_OF_PERSON, {"person": before}).all():
        locked = lock(connection, number)
        if locked is not None:
            renamed = _renamed(locked[0], before, key)
            save(connection, (renamed,), {})
            add_people(connection, [(number, key)])
    connection.execute(sa.delete(case_people).where(case_people.c.person == before))


def _renamed(case: Case, before: str, key: str) -> Case:
    asker = replace(case.asker, key=key) if case.asker.key == before else case.asker
    return replace(
        case,
        asker=asker,
        taken_by=key if case.taken_by == before else case.taken_by,
        people=frozenset(key if known == before else known for known in case.people),
    )
