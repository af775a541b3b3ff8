"""The database, and its transactions."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from bot.ports.cases import CaseReader, CaseWriter
from bot.ports.directory import DirectoryReader, DirectoryWriter
from bot.ports.memory import MemoryReader, MemoryWriter
from bot.ports.outbox import OutboxReader, OutboxWriter
from bot.ports.people import PeopleReader, PeopleWriter
from routing.backlog import Backlog


class Reader(DirectoryReader, PeopleReader, CaseReader, OutboxReader, MemoryReader, Protocol):
    """One read transaction."""


class Writer(
    Reader, DirectoryWriter, PeopleWriter, CaseWriter, OutboxWriter, MemoryWriter, Protocol
):
    """One write transaction; ``case`` locks the row that it returns until the end."""


class Store(Protocol):
    """The database. Every method may raise StoreUnavailable (``routing.errors``)."""

    def read(self) -> AbstractContextManager[Reader]: ...

    def write(self) -> AbstractContextManager[Writer]: ...

    def backlog(self, now: datetime) -> Backlog: ...

    def time(self) -> datetime | None:
        """The database's own clock (UTC), which all processes share; None where it has none."""

    def stamp(self) -> object | None:
        """Another value after every commit of anybody; None where only a question would tell."""

    def ready(self) -> bool:
        """Is the database there and at the current schema?"""

    def migrate(self) -> None:
        """Bring the database to the current schema; safe when several start at once."""

    def close(self) -> None: ...
