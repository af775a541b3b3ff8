"""At which revision the database's tables are, and how they get to the newest."""

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

# The newest migration. Known without loading alembic, which would double the time to start.
HEAD: Final = "0006"
_MIGRATIONS: Final = Path(__file__).with_name("migrations")
_VERSION: Final = sa.select(sa.table("alembic_version", sa.column("version_num")).c.version_num)


class UnknownSchema(Exception):
    """The database was made by a newer version of the bot; this one doesn't know its revision."""


def revision(connection: Connection) -> str | None:
    """The revision of a database that has been migrated."""
    return connection.execute(_VERSION).scalar()


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest revision in the connection's transaction.

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
        raise UnknownSchema(
            f"The database isn't at a revision that this version of the bot knows ({fault}). "
            "A newer version has migrated it: run that one."
        ) from fault
