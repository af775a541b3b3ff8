"""What only a database with locks on rows can do: others go on meanwhile."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import pytest

from adapters.store import SqlStore, open_store
from routing.errors import AlreadyHandled
from tests.adapters.store.samples import LEASE, NOW, case, entry, notice, recipient


@pytest.fixture
def shared(postgres_url: str) -> Iterator[SqlStore]:
    store = open_store(postgres_url)
    yield store
    store.close()


def test_locked_cases_and_notices_are_skipped(shared: SqlStore) -> None:
    with shared.write() as writer:
        for _ in range(3):
            writer.open_case(case(due_at=NOW))
        writer.add_notices([notice(f"n{i}", to=recipient(f"U{i}")) for i in range(3)])
    with shared.write() as first, shared.write() as second:
        assert [c.number for c in first.due_cases(NOW, 2)] == [1, 2]
        assert [c.number for c in second.due_cases(NOW, 2)] == [3]
        assert [p.id for p in first.lease_notices(NOW, NOW + LEASE, 2)] == [1, 2]
        assert [p.id for p in second.lease_notices(NOW, NOW + LEASE, 2)] == [3]
        assert second.supersede([1], ["tell"], NOW) == 0


def test_a_line_for_a_locked_case_waits_for_its_place(shared: SqlStore, postgres_url: str) -> None:
    with shared.write() as writer:
        writer.open_case(case())

    def add_another() -> None:
        with shared.write() as second:
            second.add_entries([entry(1, "cancelled")])

    with ThreadPoolExecutor(1) as other:
        with shared.write() as first:
            assert first.case(1) is not None
            waiting = other.submit(add_another)
            until_somebody_waits(postgres_url)
            first.add_entries([entry(1, "taken")])
        waiting.result()
    with shared.read() as reader:
        assert [line.what for line in reader.entries(1)] == ["taken", "cancelled"]


def test_the_second_delivery_waits_for_the_first(shared: SqlStore, postgres_url: str) -> None:
    with ThreadPoolExecutor(1) as other:
        with shared.write() as writer:
            writer.remember("k", "first", NOW)
            waiting = other.submit(remembered_in_the_end, shared)
            until_somebody_waits(postgres_url)
            assert not waiting.done()
        assert waiting.result() == "first"


def test_the_second_delivery_counts_where_the_first_fails(
    shared: SqlStore, postgres_url: str
) -> None:
    with ThreadPoolExecutor(1) as other:
        with suppress(LookupError), shared.write() as failing:
            failing.remember("k", "first", NOW)
            waiting = other.submit(remembered_in_the_end, shared)
            until_somebody_waits(postgres_url)
            failing.add_entries([entry(9)])
        assert waiting.result() == "second"


def remembered_in_the_end(store: SqlStore) -> str | None:
    with store.write() as writer:
        with suppress(AlreadyHandled):
            writer.remember("k", "second", NOW)
        return writer.remembered("k")


def until_somebody_waits(url: str) -> None:
    """Return as soon as a session waits for a lock; the test's time limit ends it otherwise."""
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted"
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(waiting).fetchone() is None:
            continue
