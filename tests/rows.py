"""The database's rows, read from outside the bot."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from adapters.store.tables import PENDING, cases, destinations, metadata, notices, seats
from adapters.store.url import postgresql_url, sqlite_path


class Rows:
    """Reads the database that a ``DATABASE_URL`` names."""

    def __init__(self, url: str) -> None:
        path = sqlite_path(url)
        target = f"sqlite:///{path}" if path is not None else postgresql_url(url)
        self._engine = sa.create_engine(target, poolclass=NullPool if path else None)

    def counts(self) -> Mapping[str, int]:
        """How many rows each table has."""
        with self._engine.connect() as connection:
            return {
                table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in metadata.sorted_tables
            }

    def pending(self) -> int:
        """How many notices wait in the outbox."""
        with self._engine.connect() as connection:
            question = sa.select(sa.func.count()).select_from(notices).where(PENDING)
            return connection.scalar(question) or 0

    def written(self, kind: str) -> list[tuple[str, datetime]]:
        """To whom notices of a kind were written, and when each was due (UTC), in order."""
        question = sa.select(notices.c.address, notices.c.due_at).where(notices.c.kind == kind)
        with self._engine.connect() as connection:
            return [(row[0], row[1]) for row in connection.execute(question.order_by(notices.c.id))]

    def everything(self, but: Collection[str] = ()) -> str:
        """Every value of every row, but for some tables."""
        with self._engine.connect() as connection:
            return "\n".join(
                str(tuple(row))
                for table in metadata.sorted_tables
                if table.name not in but
                for row in connection.execute(sa.select(table))
            )

    def next_due(self, now: datetime) -> datetime | None:
        """When after ``now`` (UTC) the engine or the outbox has something to do."""
        its_destination = sa.and_(
            PENDING,
            destinations.c.route == notices.c.route,
            destinations.c.address == notices.c.address,
        )
        moments = [
            (cases.c.due_at, sa.true()),
            (seats.c.due_at, sa.true()),
            (notices.c.due_at, PENDING),
            (notices.c.leased_until, PENDING),
            (destinations.c.free_at, sa.exists().where(its_destination)),
        ]
        asked = [
            sa.select(sa.func.min(moment)).where(moment > now, condition)
            for moment, condition in moments
        ]
        with self._engine.connect() as connection:
            found = [connection.scalar(question) for question in asked]
        return min((moment for moment in found if moment is not None), default=None)

    def close(self) -> None:
        self._engine.dispose()
