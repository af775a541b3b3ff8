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
_FORGET: Final = (
    sa.delete(inbox).where(inbox.c.at < sa.bindparam("at")),
    sa.delete(dialogues).where(dialogues.c.until < sa.bindparam("at")),
)


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
    return sum(connection.execute(statement, {"at": at}).rowcount for statement in _FORGET)
