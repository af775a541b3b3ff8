"""The same delivery twice has one effect and one answer."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime

from pydantic import TypeAdapter

from bot.database import Database
from bot.ports import Writer
from routing.errors import AlreadyHandled, CommitUnknown, StoreUnavailable
from routing.exchange import Reply

_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)
# Seconds; a person, and Slack above all, waits for the answer.
_TIME_FOR_ANOTHER = 1.0


def short_key(key: str) -> str:
    """A short name for a delivery's key, for buttons: 64 bits of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


async def once(
    database: Database, key: str, at: datetime, work: Callable[[Writer], Reply]
) -> Reply:
    """Do ``work`` in one transaction, or give the answer that it gave before for this key.

    A repeated delivery does the work, meets its own key at the end, and is undone: that costs
    the few repetitions something, and everybody else one question less. So it is safe to write
    once more where the connection broke in mid-commit. Raises StoreUnavailable, and CommitUnknown
    where that didn't help.
    """

    def write(writer: Writer) -> Reply:
        reply = work(writer)
        writer.remember(key, _REPLY.dump_json(reply).decode(), at)
        return reply

    try:
        reply = await _written(database, write)
    except AlreadyHandled:
        earlier = await replied(database, key)
        if earlier is None:
            raise
        return earlier
    database.bell.ring()
    return reply


async def replied(database: Database, key: str) -> Reply | None:
    """What was answered to the delivery with this key. Raises StoreUnavailable."""
    earlier = await database.write(lambda writer: writer.remembered(key))
    return None if earlier is None else _REPLY.validate_json(earlier)


async def _written(database: Database, write: Callable[[Writer], Reply]) -> Reply:
    """Write; once more, if it isn't known whether it was written and there is time for it."""
    begun = time.monotonic()
    try:
        return await database.write(write)
    except CommitUnknown as unknown:
        if time.monotonic() - begun > _TIME_FOR_ANOTHER:
            raise
        try:
            return await database.write(write)
        except StoreUnavailable:
            raise unknown from None
