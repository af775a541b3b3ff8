"""A file comes in: compared before the directory is locked, and again where that was too early."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.store import SqlStore, open_store
from bot.imports import bring_in
from bot.ports import Writer
from routing.contacts import Contact
from routing.merging import Merge
from tests.builders import DOE, RTS, contact

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FILE = [contact(RTS), contact(DOE)]


@pytest.fixture
def store(postgres_url: str) -> Iterator[SqlStore]:
    found = open_store(postgres_url)
    found.migrate()
    with found.write() as writer:
        bring_in(writer, FILE, NOW)
    yield found
    found.close()


def bring(store: SqlStore, file: list[Contact], first: Callable[[Writer], None]) -> Merge:
    """An import while somebody else changes something, just before it has the lock."""
    with store.write() as writer:
        lock = writer.lock_directory

        def after_others() -> None:
            with store.write() as other:
                first(other)
            lock()

        writer.lock_directory = after_others  # type: ignore[method-assign]
        return bring_in(writer, file, NOW)


def test_what_somebody_changed_meanwhile_is_seen(store: SqlStore) -> None:
    by_hand = replace(FILE[0], name="By Hand Example")
    by_file = replace(FILE[0], name="By File Example")
    merged = bring(
        store, [by_file, FILE[1]], lambda other: other.change_contacts((), [by_hand], NOW)
    )
    assert [change.now for change in merged.conflicts] == [by_hand]
    with store.read() as reader:
        assert reader.contacts() == (FILE[1], by_hand)
        assert reader.imported_contacts() == (FILE[1], FILE[0])


def test_what_another_file_said_meanwhile_is_seen(store: SqlStore) -> None:
    """It said what stands here by hand: so that isn't by hand any more, and gives way."""
    by_hand = replace(FILE[0], name="By Hand Example")
    by_file = replace(FILE[0], name="By File Example")
    with store.write() as writer:
        writer.change_contacts((), [by_hand], NOW)
    merged = bring(store, [by_file, FILE[1]], lambda other: _bring(other, [by_hand, FILE[1]]))
    assert merged.conflicts == ()
    with store.read() as reader:
        assert reader.contacts() == (FILE[1], by_file)


def test_the_same_file_again_changes_no_version(store: SqlStore) -> None:
    with store.write() as writer:
        version = writer.directory_version()
        bring_in(writer, FILE[::-1], NOW)
        assert writer.directory_version() == version
        assert writer.imported_contacts() == (FILE[1], FILE[0])


def test_who_is_no_longer_in_the_file_is_forgotten(store: SqlStore) -> None:
    changed = [replace(FILE[0], phone=None)]
    with store.write() as writer:
        bring_in(writer, changed, NOW)
        assert writer.imported_contacts() == tuple(changed)
        assert writer.contacts() == tuple(changed)


def _bring(writer: Writer, file: list[Contact]) -> None:
    bring_in(writer, file, NOW)
