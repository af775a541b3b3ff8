"""People and their accounts in the database.

What people fix for themselves (language, office, phone) is kept once for each person, so that
all accounts with one mail address share it. An account without a known address is a person of
its own until it learns one; then its person joins the one of that address.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store import cases
from adapters.store.tables import accounts, directory, people
from adapters.store.upserts import insert_new, insert_or_merge
from routing.people import Account, Person

_SHARED: Final = ("phone", "language", "office")

_JOINED: Final = sa.join(accounts, people, people.c.key == accounts.c.person)
_COLUMNS: Final = (
    *(accounts.c[name] for name in ("platform", "tenant", "user", "name", "email")),
    accounts.c.platform_language,
    *(people.c[name] for name in _SHARED),
)
_OF_ACCOUNT: Final = (
    sa.select(*_COLUMNS).select_from(_JOINED).where(accounts.c.key == sa.bindparam("key"))
)
_WITH_VERSION: Final = sa.select(directory.c.version, *_COLUMNS).select_from(
    directory.outerjoin(_JOINED, accounts.c.key == sa.bindparam("key"))
)
_OF_PERSON: Final = (
    sa.select(*_COLUMNS)
    .select_from(_JOINED)
    .where(accounts.c.person == sa.bindparam("key"))
    .order_by(accounts.c.seen_at.desc())
    .limit(1)
)
_ACCOUNTS_OF_PERSON: Final = _OF_PERSON.limit(None)
_KNOWN_OF_ACCOUNT: Final = sa.select(accounts.c.person, accounts.c.email).where(
    accounts.c.key == sa.bindparam("key")
)
_SHARED_OF_PERSON: Final = sa.select(*(people.c[name] for name in _SHARED)).where(
    people.c.key == sa.bindparam("key")
)
_HAS_ACCOUNTS: Final = sa.select(sa.exists().where(accounts.c.person == sa.bindparam("key")))


def fetch(connection: Connection, account: Account) -> Person | None:
    row = connection.execute(_OF_ACCOUNT, {"key": account.key}).first()
    return None if row is None else _person(row._mapping)


def fetch_with_version(connection: Connection, account: Account) -> tuple[Person | None, int]:
    found = connection.execute(_WITH_VERSION, {"key": account.key}).one()._mapping
    return (_person(found) if found["platform"] else None), found["version"]


def fetch_known(connection: Connection, key: str) -> Person | None:
    row = connection.execute(_OF_PERSON, {"key": key}).first()
    return None if row is None else _person(row._mapping)


def fetch_accounts(connection: Connection, key: str) -> tuple[Person, ...]:
    rows = connection.execute(_ACCOUNTS_OF_PERSON, {"key": key})
    return tuple(_person(row._mapping) for row in rows)


def save(connection: Connection, person: Person, at: datetime) -> None:
    """Store a person as seen at an account. What is None in ``person`` erases nothing."""
    known = connection.execute(_KNOWN_OF_ACCOUNT, {"key": person.account.key}).first()
    if known is not None and person.email is None:
        person = replace(person, email=known.email)
    shared = {name: getattr(person, name) for name in _SHARED}
    before = None if known is None or known.person == person.key else known.person
    if before is not None:
        shared = _bring_along(connection, before, person.key, shared)
    connection.execute(insert_or_merge(connection, people), {"key": person.key, **shared})
    connection.execute(insert_or_merge(connection, accounts), _account_row(person, at))
    if before is not None:
        _leave(connection, before, person.key)


def _bring_along(
    connection: Connection, before: str, key: str, shared: Mapping[str, Any]
) -> dict[str, Any]:
    """Fill the gaps of the new person from the old; returns what was fixed only just now.

    What merely came along from the old row gives way to what the new person has fixed.
    """
    old = connection.execute(_SHARED_OF_PERSON, {"key": before}).one()._mapping
    connection.execute(insert_new(connection, people), {"key": key})
    gaps = {name: sa.func.coalesce(people.c[name], old[name]) for name in _SHARED}
    connection.execute(sa.update(people).where(people.c.key == key).values(gaps))
    return {name: None if shared[name] == old[name] else shared[name] for name in _SHARED}


def _leave(connection: Connection, before: str, key: str) -> None:
    """Where no account is left under the old key, its cases go over to the new one."""
    if connection.execute(_HAS_ACCOUNTS, {"key": before}).scalar():
        return
    connection.execute(sa.delete(people).where(people.c.key == before))
    cases.rename_person(connection, before, key)


def _account_row(person: Person, at: datetime) -> dict[str, Any]:
    return {
        "key": person.account.key,
        "person": person.key,
        "platform": person.account.platform,
        "tenant": person.account.tenant,
        "user": person.account.user,
        "name": person.name,
        "email": person.email,
        "platform_language": person.platform_language,
        "seen_at": at,
    }


def _person(row: Mapping[Any, Any]) -> Person:
    return Person(
        account=Account(row["platform"], row["tenant"], row["user"]),
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        language=row["language"],
        platform_language=row["platform_language"],
        office=row["office"],
    )
