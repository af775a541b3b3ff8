"""What a database driver raises, translated once: an absent database is StoreUnavailable."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import Connection, Engine, ExceptionContext

from routing.errors import CommitUnknown, StoreSilent, StoreUnavailable


class NoAnswer(psycopg.OperationalError):
    """A server that said nothing for so long that its connection was given up."""


_SILENT = (NoAnswer, psycopg.errors.ConnectionTimeout)
# InternalError: a session that the server ended or made read-only.
_AWAY = (exc.OperationalError, exc.InterfaceError, exc.InternalError)


def translate_faults(engine: Engine) -> None:
    """Make every statement and connect of the engine raise StoreUnavailable where that is it.

    Faults of integrity and of our own SQL stay what they are.
    """
    event.listen(engine, "handle_error", _translate)


def _translate(context: ExceptionContext) -> None:
    fault = context.sqlalchemy_exception
    if context.is_disconnect or isinstance(fault, _AWAY) or _is_broken_file(fault):
        raise unavailable(context.original_exception) from context.original_exception


def _is_broken_file(fault: BaseException | None) -> bool:
    """SQLite tells of a damaged file or of one that is no database by the bare base class."""
    return type(fault) is exc.DatabaseError


def unavailable(cause: BaseException) -> StoreUnavailable:
    lines = str(cause).strip().splitlines()
    kind = StoreSilent if isinstance(cause, _SILENT) else StoreUnavailable
    return kind(f"the database can't be reached now: {lines[0] if lines else cause!r}")


@contextmanager
def connected(engine: Engine) -> Iterator[Connection]:
    """A connection of the pool; StoreUnavailable where none gets free in time."""
    try:
        connection = engine.connect()
    except sa.exc.TimeoutError as fault:
        raise unavailable(fault) from fault
    with connection:
        yield connection


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction: committed at the end, rolled back by any exception.

    Raises:
        StoreUnavailable: the database is away; nothing was written.
        CommitUnknown: it went away in mid-commit.
    """
    with connected(engine) as connection, connection.begin() as begun:
        yield connection
        try:
            begun.commit()
        except StoreUnavailable as fault:
            if connection.invalidated:
                raise CommitUnknown(str(fault)) from fault
            raise
