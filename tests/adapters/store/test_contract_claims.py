"""What the store promises about claims: who holds a notice may say that it is going out."""

from dataclasses import replace

import pytest

from adapters.store import SqlStore
from routing.notices import Posted
from tests.adapters.store.samples import LEASE, NOW, SECOND, case, notice, recipient


@pytest.fixture
def leased(store: SqlStore) -> list[Posted]:
    """Two notices of one case and one of another, all leased."""
    with store.write() as writer:
        for _ in range(2):
            writer.open_case(case())
        found = [("a", 1), ("b", 1), ("c", 2)]
        writer.add_notices([notice(k, n, to=recipient(f"U{k}")) for k, n in found])
        return list(writer.lease_notices(NOW, NOW + LEASE, 9))


def claimed(store: SqlStore, *found: Posted) -> None:
    with store.write() as writer:
        assert writer.hold_notices(found, NOW) == {posted.id for posted in found}
        writer.claim_notices([posted.id for posted in found], NOW)


def going_out(store: SqlStore, number: int) -> list[str]:
    with store.read() as reader:
        return [posted.notice.key for posted in reader.going_out(number, NOW)]


def test_what_is_claimed_is_going_out(store: SqlStore, leased: list[Posted]) -> None:
    assert going_out(store, 1) == []
    claimed(store, leased[0], leased[2])
    assert (going_out(store, 1), going_out(store, 2)) == (["a"], ["c"])


@pytest.mark.parametrize("tried_again", [True, False])
def test_an_attempt_that_ended_is_not_going_out(
    store: SqlStore, leased: list[Posted], tried_again: bool
) -> None:
    claimed(store, *leased)
    with store.write() as writer:
        if tried_again:
            writer.finish_notice(leased[0], NOW, NOW + SECOND)
        else:
            writer.finish_notice(replace(leased[0], state="sent"), NOW)
    assert going_out(store, 1) == ["b"]
    with store.write() as writer:
        writer.lease_notices(NOW + SECOND, NOW + LEASE, 9)
    assert going_out(store, 1) == ["b"], "another attempt has to be claimed again"


def test_a_claim_ends_with_its_lease(store: SqlStore, leased: list[Posted]) -> None:
    claimed(store, *leased)
    with store.read() as reader:
        assert len(reader.going_out(1, NOW + LEASE - SECOND)) == 2
        assert reader.going_out(1, NOW + LEASE) == ()
    with store.write() as writer:
        again = writer.lease_notices(NOW + LEASE, NOW + 2 * LEASE, 9)
        assert len(again) == 3
        assert writer.going_out(1, NOW + LEASE) == ()


def test_a_lease_that_ran_out_holds_nothing(store: SqlStore, leased: list[Posted]) -> None:
    with store.write() as writer:
        assert writer.hold_notices(leased, NOW + LEASE) == frozenset()


def test_a_lease_that_somebody_else_has_now_holds_nothing(
    store: SqlStore, leased: list[Posted]
) -> None:
    with store.write() as writer:
        again = writer.lease_notices(NOW + LEASE, NOW + 2 * LEASE, 9)
        assert writer.hold_notices(leased, NOW + LEASE) == frozenset()
        assert writer.hold_notices(again, NOW + LEASE) == {posted.id for posted in again}


def test_nothing_to_claim_is_no_fault(store: SqlStore) -> None:
    with store.write() as writer:
        assert writer.hold_notices((), NOW) == frozenset()
        writer.claim_notices((), NOW)
