"""Deliveries that were handled, and dialogues under way: what the bot forgets again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store.tables import dialogues, inbox
from adapters.store.upserts import insert_new, insert_or_replace
from routing.errors import AlreadyHandled

_REPLY: Final = sa.select(inbox.c.reply).where(inbox.c.key == sa.bindparam("key"))
_STATE: Final = sa.select(dialogues.c.state).where(
    dialogues.c.conversation == sa.bindparam("conversation"),
    dialogues.c.until > sa.bindparam("now"),
)
_END: Final = sa.delete(dialogues).where(dialogues.c.conversation == sa.bindparam("conversation"))
_AT_A_TIME: Final = 5_000


def _deletion(table: sa.Table, key: str, time: str) -> sa.Delete:
    """Some of the oldest rows; those that another process is deleting are left to it."""
    oldest = (
        sa.select(table.c[key])
        .where(table.c[time] < sa.bindparam("at"))
        .order_by(table.c[time])
        .limit(_AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    return sa.delete(table).where(table.c[key].in_(oldest))


_FORGET: Final = (_deletion(inbox, "key", "at"), _deletion(dialogues, "conversation", "until"))


def remembered(connection: Connection, key: str) -> str | None:
    return connection.execute(_REPLY, {"key": key}).scalar()


def remember(connection: Connection, key: str, reply: str, at: datetime) -> None:
    """Raises AlreadyHandled. The same key in an open transaction elsewhere is waited for."""
    row = {"key": key, "reply": reply, "at": at}
    if not connection.execute(insert_new(connection, inbox), row).rowcount:
        raise AlreadyHandled(key)


def dialogue(connection: Connection, conversation: str, now: datetime) -> Mapping[str, Any] | None:
    return connection.execute(_STATE, {"conversation": conversation, "now": now}).scalar()


def save_dialogue(
    connection: Connection, conversation: str, state: Mapping[str, Any], until: datetime
) -> None:
    row = {"conversation": conversation, "state": dict(state), "until": until}
    connection.execute(insert_or_replace(connection, dialogues), row)


def end_dialogue(connection: Connection, conversation: str) -> None:
    connection.execute(_END, {"conversation": conversation})


def forget_before(connection: Connection, at: datetime) -> int:
    """Drop what is older, a bounded number at a time so that nobody waits long for the writer."""
    return sum(connection.execute(statement, {"at": at}).rowcount for statement in _FORGET)
