"""The schema: migrations and tables agree, and several processes may start at once."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

import adapters.store
from adapters.store import SqlStore, UnknownSchema, open_store, records, schema
from adapters.store.tables import metadata
from tests.adapters.store.samples import NOW, case

PROCESSES = 4

MIGRATE = """
import sys
from adapters.store import open_store
store = open_store(sys.argv[1])
sys.stdin.readline()
store.migrate()
assert store.ready()
with store.read() as reader:
    print(reader.directory_version())
store.close()
"""

# SQLite keeps every definition as it was written, PostgreSQL tells those of indexes.
DEFINITIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'table')"
    " AND sql IS NOT NULL AND tbl_name NOT IN ('alembic_version', 'sqlite_sequence')",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    " AND tablename <> 'alembic_version'",
}


def engine_of(url: str) -> Engine:
    return sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)


def definitions(engine: Engine) -> dict[str, list[str]]:
    """What each definition says, part by part; a column that was added later stands last."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(DEFINITIONS[engine.dialect.name])
        return {name: _parts(definition) for name, definition in rows}


def _parts(definition: str) -> list[str]:
    text = " ".join(definition.replace('"', "").split())
    if not text.startswith("CREATE TABLE"):
        return [text]
    beginning, _, columns = text.partition("(")
    return [beginning, *sorted(part.strip() for part in columns.rstrip(") ").split(","))]


def migrated(url: str) -> SqlStore:
    store = open_store(url)
    store.migrate()
    return store


def test_migrations_make_the_tables_of_the_metadata(store_url: str) -> None:
    with engine_of(store_url).connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_migrations_make_the_definitions_of_the_metadata(store_url: str) -> None:
    engine = engine_of(store_url)
    by_migrations = definitions(engine)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    assert by_migrations == definitions(engine)
    assert "WHERE" in by_migrations["ix_cases_due"][0]


def test_the_newest_revision_is_the_one_that_ready_asks_for() -> None:
    folder = Path(adapters.store.__file__).with_name("migrations")
    assert ScriptDirectory(str(folder)).get_heads() == [schema.HEAD]


def test_a_database_is_ready_once_migrated(empty_url: str) -> None:
    store = open_store(empty_url)
    assert not store.ready()
    store.migrate()
    assert store.ready()
    store.close()


def test_migrating_again_changes_nothing(store: SqlStore) -> None:
    with store.write() as writer:
        writer.open_case(case())
        writer.replace_contacts([], NOW)
    store.migrate()
    with store.read() as reader:
        assert reader.case(1) is not None
        assert reader.directory_version() == 1


def test_a_failed_migration_leaves_nothing(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(empty_url)

    def upgrade_and_fail(connection: sa.Connection) -> None:
        upgrade(connection)
        raise RuntimeError("in the last moment")

    upgrade = schema.upgrade
    monkeypatch.setattr(schema, "upgrade", upgrade_and_fail)
    with pytest.raises(RuntimeError, match="in the last moment"):
        store.migrate()
    with engine_of(empty_url).connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    monkeypatch.undo()
    store.migrate()
    assert store.ready()
    store.close()


def migrated_further(url: str, oldest: str) -> None:
    """What a newer version would do whose tables need at least a version of ``oldest``."""
    with engine_of(url).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        records.put(connection, "schema", "oldest", {"revision": oldest}, NOW)


def test_a_newer_schema_that_needs_a_newer_version_is_refused(empty_url: str) -> None:
    store = open_store(empty_url)
    store.migrate()
    migrated_further(empty_url, "9998")
    assert not store.ready()
    with pytest.raises(UnknownSchema, match="newer version"):
        store.migrate()
    store.close()


def test_a_newer_schema_that_says_nothing_is_refused(store: SqlStore, store_url: str) -> None:
    with engine_of(store_url).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        records.delete(connection, "schema", "oldest")
    with pytest.raises(UnknownSchema, match="newer version"):
        store.migrate()


def test_a_newer_schema_that_this_version_can_live_with_is_left_as_it_is(
    empty_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(empty_url)
    store.migrate()
    migrated_further(empty_url, schema.HEAD)
    store.migrate()
    assert "works on" in caplog.text
    assert not store.ready(), "it isn't this version's own"
    with engine_of(empty_url).connect() as connection:
        assert schema.revision(connection) == "9999"
    store.close()


def test_whoever_migrates_notes_which_versions_can_live_with_it(empty_url: str) -> None:
    store = open_store(empty_url)
    store.migrate()
    with store.read() as reader:
        assert reader.record("schema", "oldest") == {"revision": schema.OLDEST}
    assert schema.OLDEST <= schema.HEAD
    store.close()


def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", MIGRATE, empty_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    results = [(*process.communicate(timeout=60), process.returncode) for process in processes]
    assert results == [("0\n", "", 0)] * PROCESSES


def test_logging_stays_as_it_was(empty_sqlite_url: str) -> None:
    before = (logging.root.level, list(logging.root.handlers), logging.getLogger("bot").disabled)
    migrated(empty_sqlite_url).close()
    after = (logging.root.level, list(logging.root.handlers), logging.getLogger("bot").disabled)
    assert after == before
