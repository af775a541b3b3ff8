"""Which database ``DATABASE_URL`` names."""

from pathlib import Path

from sqlalchemy import URL, exc, make_url

_SQLITE = frozenset({"sqlite", "sqlite+pysqlite"})
_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_FORMS = "sqlite:////absolute/path, sqlite:///relative/path or postgresql://user@host/database"


class InvalidDatabaseUrl(ValueError):
    """``DATABASE_URL`` can't be used; the text says why, and shows no password."""


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite database, its folder made; None where the URL isn't SQLite's.

    As in any URL, ``%20`` in the path is a space.

    Raises:
        InvalidDatabaseUrl: no path, parameters behind it, or a folder that can't be made.
    """
    parsed = _parsed(url)
    if parsed.drivername not in _SQLITE:
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise InvalidDatabaseUrl(f"DATABASE_URL names no file for SQLite; write it as {_FORMS}.")
    if "?" in url or parsed.host:
        raise InvalidDatabaseUrl("DATABASE_URL: SQLite takes a path and nothing else.")
    path = Path(parsed.database).absolute()
    if path.is_dir():
        raise InvalidDatabaseUrl(f"DATABASE_URL names a folder, not a file: {path}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        reason = fault.strerror or fault
        raise InvalidDatabaseUrl(
            f"The folder {path.parent} for the database can't be made: {reason}."
        ) from fault
    return path


def postgresql_url(url: str) -> URL:
    """The URL with the driver that the bot brings along.

    Raises:
        InvalidDatabaseUrl: another kind of database, or none named.
    """
    parsed = _parsed(url)
    if parsed.drivername not in _POSTGRESQL:
        kind = parsed.drivername
        raise InvalidDatabaseUrl(f"DATABASE_URL: {kind} isn't supported; write it as {_FORMS}.")
    if not parsed.database:
        raise InvalidDatabaseUrl("DATABASE_URL names a server, but no database on it.")
    return parsed.set(drivername="postgresql+psycopg")


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (exc.ArgumentError, ValueError):
        raise InvalidDatabaseUrl(f"DATABASE_URL can't be read; write it as {_FORMS}.") from None
