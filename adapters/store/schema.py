"""At which revision the database's tables are, and how they get to the newest.

Theory of operation. A revision adds what the version before can live without. Whoever migrates
leaves a note of the oldest revision whose version can work on the tables as they are then. A
version that finds tables newer than its own reads the note: it works on, or it refuses to.
"""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from adapters.store import records

logger = logging.getLogger(__name__)

# The newest migration. Known without loading alembic, which would double the time to start.
HEAD: Final = "0006"
# The oldest revision whose version can work on the tables at HEAD. A revision that takes away or
# changes what a version needs raises it to the first that doesn't.
OLDEST: Final = "0005"
_NOTE: Final = ("schema", "oldest")
_MIGRATIONS: Final = Path(__file__).with_name("migrations")
_VERSION: Final = sa.select(sa.table("alembic_version", sa.column("version_num")).c.version_num)


class UnknownSchema(Exception):
    """The database was made by a newer version of the bot; this one doesn't know its revision."""


def revision(connection: Connection) -> str | None:
    """The revision of a database that has been migrated."""
    return connection.execute(_VERSION).scalar()


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest revision in the connection's transaction.

    Tables that a newer version has migrated are left as they are, if this version can work on them.

    Raises:
        UnknownSchema: the tables are at a revision that this version doesn't have.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError as fault:
        if _works_on_newer(connection):
            logger.warning("a newer version has migrated the database: this one works on with it")
            return
        raise UnknownSchema(
            f"The database isn't at a revision that this version of the bot knows ({fault}). "
            "A newer version has migrated it: run that one."
        ) from fault
    records.put(connection, *_NOTE, {"revision": OLDEST}, datetime.now(UTC))


def _works_on_newer(connection: Connection) -> bool:
    """Did whoever migrated the tables note that a version of our revision can work on them?"""
    note = records.fetch(connection, *_NOTE)
    present = revision(connection)
    return note is not None and present is not None and note["revision"] <= HEAD < present
