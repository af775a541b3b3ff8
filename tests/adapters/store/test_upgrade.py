"""From revision 0001 to the newest: what is there is sealed, and the older version goes on."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from adapters.store import SqlStore, open_store
from routing.chain import Break, first_break
from tests.adapters.store.older import OlderVersion, engine_of
from tests.adapters.store.samples import LEASE, NOW, SECOND, case, entry, notice


@pytest.fixture
def older(empty_url: str) -> OlderVersion:
    """Three cases: with three lines of different kinds, with one, with none."""
    older = OlderVersion(empty_url)
    for _ in range(3):
        older.open_case(case(due_at=NOW, state="told", position=1))
    lines = [
        entry(1, text="une ligne · ñ 水"),
        entry(2),
        replace(entry(1, "told", post="rts:nairobi"), at=NOW + SECOND),
        replace(entry(1, "taken"), at=NOW + 2 * SECOND),
    ]
    older.add_entries(*lines)
    older.add_notices(notice("tell"))
    return older


def upgraded(url: str) -> SqlStore:
    store = open_store(url)
    store.migrate()
    return store


def breaks(store: SqlStore) -> list[Break]:
    with store.read() as reader:
        found = [first_break(chain) for chain in reader.chains(0, 100)]
    return [fault for fault in found if fault is not None]


def lengths(store: SqlStore) -> list[int]:
    with store.read() as reader:
        return [chain.count for chain in reader.chains(0, 100)]


def test_what_is_there_is_sealed_in_the_order_of_its_writing(
    older: OlderVersion, empty_url: str
) -> None:
    store = upgraded(empty_url)
    assert breaks(store) == []
    assert lengths(store) == [3, 1, 0]
    with store.read() as reader:
        assert [line.what for line in reader.entries(1)] == ["opened", "told", "taken"]
        assert reader.entries(1)[0].facts == {"text": "une ligne · ñ 水"}
        assert reader.case_count() == 3
    store.close()


def test_the_newer_version_goes_on_behind_it(older: OlderVersion, empty_url: str) -> None:
    store = upgraded(empty_url)
    with store.write() as writer:
        for number in (1, 2, 3):
            writer.add_entries([entry(number, "cancelled")])
        assert [posted.id for posted in writer.lease_notices(NOW, NOW + LEASE, 9)] == [1]
    assert breaks(store) == []
    assert lengths(store) == [4, 2, 1]
    store.close()


def test_more_cases_than_are_sealed_at_a_time(empty_url: str) -> None:
    older = OlderVersion(empty_url)
    older.open_case(case())
    columns = [c for c in older._tables.tables["cases"].c.keys() if c != "number"]  # noqa: SIM118
    named = ", ".join(columns)
    with engine_of(empty_url).begin() as connection:
        for _ in range(10):
            sql = f"INSERT INTO cases ({named}) SELECT {named} FROM cases"
            connection.exec_driver_sql(sql)
    older.add_entries(*(entry(number) for number in (*range(1, 1025), 1, 1024)))
    store = upgraded(empty_url)
    with store.read() as reader:
        chains = reader.chains(0, 2000)
    assert [chain.count for chain in chains] == [2, *[1] * 1022, 2]
    assert [fault for fault in map(first_break, chains) if fault] == []
    store.close()


def test_the_older_version_goes_on_beside_the_newer_one(
    older: OlderVersion, empty_url: str
) -> None:
    store = upgraded(empty_url)
    number = older.open_case(case(due_at=NOW, state="told", position=1))
    assert number == 4
    older.add_entries(entry(4), entry(1, "handed_over"))
    older.add_notices(notice("another", 4))
    with store.write() as writer:
        found = writer.case(4)
        assert found is not None
        writer.save_case(replace(found, state="taken"))
        writer.add_entries([entry(4, "taken")])
        older_notice = writer.lease_notices(NOW, NOW + LEASE, 9)[-1]
    older.mark_sent(older_notice.id, "C1:1")
    with store.write() as writer:
        found = writer.case(4)
        assert found is not None
        assert found.state == "taken"
        posted = writer.posted(older_notice.id)
        assert posted is not None
        assert (posted.state, posted.message) == ("sent", "C1:1")
        assert [line.what for line in writer.entries(4)] == ["taken", "opened"]
    store.close()


def test_lines_of_the_older_version_show_until_they_are_sealed(
    older: OlderVersion, empty_url: str
) -> None:
    store = upgraded(empty_url)
    older.add_entries(entry(1, "handed_over"), entry(3), entry(1, "resolved"))
    assert breaks(store) == [Break(1, "foreign", None, 5), Break(3, "foreign", None, 6)]
    with store.read() as reader:
        assert list(reader.unsealed_cases(0, 100)) == [1, 3]
        assert list(reader.unsealed_cases(1, 100)) == [3]
        assert list(reader.unsealed_cases(0, 1)) == [1]
    with store.write() as writer:
        assert [writer.seal_late(number) for number in (1, 2, 3)] == [2, 0, 1]
        writer.add_entries([entry(1, "cancelled")])
    assert breaks(store) == []
    assert lengths(store) == [6, 1, 1]
    with store.read() as reader:
        whats = [line.what for line in reader.entries(1)]
    assert whats == ["opened", "told", "taken", "handed_over", "resolved", "cancelled"]
    store.close()


def test_a_sealed_line_is_not_sealed_again(older: OlderVersion, empty_url: str) -> None:
    upgraded(empty_url).close()
    with (
        pytest.raises(sa.exc.IntegrityError, match="append-only"),
        engine_of(empty_url).begin() as connection,
    ):
        connection.exec_driver_sql("UPDATE entries SET hash = 'other' WHERE id = 1")


@pytest.mark.parametrize(
    "change",
    [
        "what = 'cancelled', sequence = 9, hash = 'h'",
        "facts = '{}', sequence = 9, hash = 'h'",
        "case_number = 2, sequence = 9, hash = 'h'",
        "sequence = 9",
        "what = 'cancelled'",
    ],
)
def test_sealing_changes_nothing_else(older: OlderVersion, empty_url: str, change: str) -> None:
    upgraded(empty_url).close()
    older.add_entries(entry(1, "handed_over", to="rts:cairo"))
    with (
        pytest.raises(sa.exc.IntegrityError, match="append-only"),
        engine_of(empty_url).begin() as connection,
    ):
        connection.exec_driver_sql(f"UPDATE entries SET {change} WHERE id = 5")
