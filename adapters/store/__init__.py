"""The database: SQLite for one process, PostgreSQL for several."""

from adapters.store.schema import UnknownSchema
from adapters.store.store import SqlStore, open_store
from adapters.store.url import InvalidDatabaseUrl

__all__ = ["InvalidDatabaseUrl", "SqlStore", "UnknownSchema", "open_store"]
