"""Several workers at once: nothing is done twice, nothing is lost, nobody waits for nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.store import SqlStore, open_store
from routing.errors import AlreadyHandled, StoreUnavailable
from tests.adapters.store.samples import LEASE, NOW, case, notice, person, recipient
from tests.adapters.store.threads import together

WORKERS = 4


def test_concurrent_changes_of_a_case_are_none_lost(store: SqlStore) -> None:
    with store.write() as writer:
        writer.open_case(case())

    def count_up(_: int) -> None:
        for _ in range(10):
            with store.write() as writer:
                found = writer.case(1)
                assert found is not None
                writer.save_case(replace(found, round=found.round + 1))

    together(WORKERS, count_up)
    with store.read() as reader:
        found = reader.case(1)
    assert found is not None
    assert found.round == 10 * WORKERS


def test_a_due_case_is_claimed_by_one_worker(store: SqlStore) -> None:
    with store.write() as writer:
        for _ in range(40):
            writer.open_case(case(due_at=NOW))

    def claim(_: int) -> list[int]:
        claimed = []
        for _ in range(12):
            with store.write() as writer:
                for found in writer.due_cases(NOW, 2):
                    writer.save_case(replace(found, due_at=None))
                    claimed.append(found.number)
        return claimed

    claimed = [number for found in together(WORKERS, claim) for number in found]
    assert sorted(claimed) == list(range(1, 41))


def test_a_notice_is_leased_by_one_worker(store: SqlStore) -> None:
    with store.write() as writer:
        writer.add_notices([notice(f"n{i}", to=recipient(f"U{i}")) for i in range(40)])

    def lease(_: int) -> list[str]:
        leased: list[str] = []
        for _ in range(12):
            with store.write() as writer:
                found = writer.lease_notices(NOW, NOW + LEASE, 2)
            leased += [posted.notice.key for posted in found]
        return leased

    leased = [key for found in together(WORKERS, lease) for key in found]
    assert sorted(leased) == sorted(f"n{i}" for i in range(40))


def test_the_order_of_one_recipient_holds_among_workers(store: SqlStore) -> None:
    with store.write() as writer:
        writer.add_notices([notice(f"n{i}") for i in range(12)])
    sent: list[int] = []

    def deliver(_: int) -> None:
        for _ in range(20):
            with store.write() as writer:
                found = writer.lease_notices(NOW, NOW + LEASE, 5)
            assert len(found) <= 1
            for posted in found:
                sent.append(posted.id)
                with store.write() as writer:
                    writer.finish_notice(replace(posted, state="sent", message="m"), NOW)

    together(WORKERS, deliver)
    with ThreadPoolExecutor(1) as last:
        last.submit(deliver, 0).result()
    assert sent == sorted(sent)
    assert len(sent) == 12


def test_identical_deliveries_have_one_effect(store: SqlStore) -> None:
    def handle(_: int) -> bool:
        try:
            with store.write() as writer:
                writer.remember("same", "done", NOW)
                writer.open_case(case())
        except AlreadyHandled:
            with store.write() as writer:
                assert writer.remembered("same") == "done"
            return False
        return True

    handled = [done for _ in range(5) for done in together(WORKERS, handle)]
    assert handled.count(True) == 1
    with store.read() as reader:
        assert len(reader.cases_of(person().key)) == 1


def test_a_notice_added_by_several_is_stored_once(store: SqlStore) -> None:
    def add(_: int) -> int:
        with store.write() as writer:
            return writer.add_notices([notice(f"n{i}") for i in range(10)])

    assert sum(together(WORKERS, add)) == 10


def test_accounts_of_one_person_saved_at_once_keep_every_setting(store: SqlStore) -> None:
    settings = [{"office": "KEN"}, {"language": "fr"}, {"phone": "+1"}, {}]

    def save(index: int) -> None:
        account = replace(person().account, user=f"U{index}")
        with store.write() as writer:
            writer.save_person(person(account, **settings[index]), NOW + timedelta(index))

    together(WORKERS, save)
    with store.read() as reader:
        found = reader.known_person(person().key)
    assert found is not None
    assert (found.office, found.language, found.phone) == ("KEN", "fr", "+1")


def test_a_reader_never_waits_for_a_writer(store: SqlStore) -> None:
    with store.write() as writer:
        writer.open_case(case())
    with store.write() as writer:
        found = writer.case(1)
        assert found is not None
        writer.save_case(replace(found, summary="changed"))
        with store.read() as reader:
            before = reader.case(1)
        assert before == found
    with store.read() as reader:
        after = reader.case(1)
    assert after == replace(found, summary="changed")


def test_sqlite_lets_one_writer_in_at_a_time(sqlite_url: str) -> None:
    first, second = (open_store(sqlite_url, patience=0.05) for _ in range(2))
    with first.write() as writer:
        writer.open_case(case())
        for busy in (first, second):
            with pytest.raises(StoreUnavailable):
                open_another_case(busy)
    assert open_another_case(second) == 2
    first.close()
    second.close()


def open_another_case(store: SqlStore) -> int:
    with store.write() as writer:
        return writer.open_case(case()).number
