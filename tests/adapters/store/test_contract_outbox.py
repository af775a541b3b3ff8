"""What the store promises about notices: each is owed until somebody says what became of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.store import SqlStore
from routing.notices import Notice, Posted, Recipient
from routing.pacing import Destination
from routing.posts import Post
from tests.adapters.store.samples import LEASE, NOW, SECOND, notice, recipient


def added(store: SqlStore, *notices: Notice) -> int:
    with store.write() as writer:
        return writer.add_notices(notices)


def leased(store: SqlStore, now: timedelta = timedelta(0), limit: int = 50) -> list[Posted]:
    with store.write() as writer:
        return list(writer.lease_notices(NOW + now, NOW + now + LEASE, limit))


def finished(store: SqlStore, posted: Posted, due_in: timedelta | None = None) -> None:
    with store.write() as writer:
        writer.finish_notice(posted, NOW, None if due_in is None else NOW + due_in)


def keys(found: list[Posted]) -> list[str]:
    return [posted.notice.key for posted in found]


def to(key: str, address: str, **known: Any) -> Notice:
    return notice(key, to=recipient(address), **known)


def test_a_notice_comes_back_whole(store: SqlStore) -> None:
    whole = Notice(
        key="IOM-1/2/tell/teams/x",
        kind="remind",
        case=1,
        to=Recipient("teams", "x", "Ñ", "es", "tenant", Post("doe"), 2, "x@example.org"),
        urgency=0,
        due_at=NOW,
        step=3,
        round=2,
        facts={"after": "no_answer"},
    )
    added(store, whole)
    (posted,) = leased(store)
    assert posted == Posted(posted.id, whole, attempts=1)
    with store.write() as writer:
        assert writer.posted(posted.id) == posted
        assert writer.posted(posted.id + 1) is None
        assert writer.notices(1) == (posted,)
        assert writer.notices(2) == ()


def test_a_key_is_stored_once(store: SqlStore) -> None:
    assert added(store) == 0
    assert added(store, notice("a"), notice("b")) == 2
    assert added(store, notice("b", urgency=0), notice("c")) == 1
    assert added(store, notice("a"), notice("c")) == 0
    with store.read() as reader:
        assert [(p.notice.key, p.notice.urgency) for p in reader.notices(1)] == [
            ("a", 1),
            ("b", 1),
            ("c", 1),
        ]


def test_urgent_and_old_notices_come_first(store: SqlStore) -> None:
    added(
        store,
        to("late", "1"),
        to("first-in", "2", due_at=NOW - SECOND),
        to("second-in", "3", due_at=NOW - SECOND),
        to("urgent", "4", urgency=0),
        to("not-yet", "5", urgency=0, due_at=NOW + SECOND),
    )
    assert keys(leased(store, limit=3)) == ["urgent", "first-in", "second-in"]
    assert keys(leased(store)) == ["late"]
    assert keys(leased(store)) == []
    assert keys(leased(store, SECOND)) == ["not-yet"]


def test_one_recipient_of_a_case_is_told_in_order(store: SqlStore) -> None:
    added(store, notice("tell"), notice("update", urgency=0), to("else", "U3"))
    added(store, notice("other-case", 2))
    found = leased(store)
    assert keys(found) == ["tell", "else", "other-case"]
    assert keys(leased(store)) == []
    finished(store, replace(found[0], code="later"), due_in=SECOND)
    assert keys(leased(store)) == []
    (again,) = leased(store, SECOND)
    assert keys([again]) == ["tell"]
    finished(store, replace(again, state="sent", message="C:1"))
    assert keys(leased(store, SECOND)) == ["update"]


def test_one_address_on_two_routes_is_two_recipients(store: SqlStore) -> None:
    added(store, notice("slack"), notice("mail", to=replace(recipient(), route="mail")))
    assert keys(leased(store)) == ["slack", "mail"]


def test_notices_without_a_case_wait_for_none(store: SqlStore) -> None:
    added(store, notice("a", 0), notice("b", 0))
    found = leased(store)
    assert keys(found) == ["a", "b"]
    assert [posted.notice.case for posted in found] == [0, 0]


def test_a_lease_that_runs_out_comes_back_uncertain(store: SqlStore) -> None:
    added(store, notice("a"))
    (first,) = leased(store)
    assert (first.attempts, first.uncertain) == (1, False)
    assert leased(store, LEASE - timedelta(microseconds=1)) == []
    (second,) = leased(store, LEASE)
    assert (second.id, second.attempts, second.uncertain) == (first.id, 2, True)


def test_doubt_lasts_until_somebody_knows_better(store: SqlStore) -> None:
    added(store, notice("a"))
    (first,) = leased(store)
    finished(store, replace(first, uncertain=True, code="timeout"), due_in=SECOND)
    (second,) = leased(store, SECOND)
    assert (second.uncertain, second.code, second.state) == (True, "timeout", "pending")
    finished(store, replace(second, uncertain=False), due_in=2 * SECOND)
    (third,) = leased(store, 2 * SECOND)
    assert (third.uncertain, third.attempts) == (False, 3)


def test_a_finished_notice_stays_finished(store: SqlStore) -> None:
    added(store, notice("a"))
    (posted,) = leased(store)
    sent = replace(posted, state="sent", message="C:1", repeated=True, code="ok")
    finished(store, sent)
    assert leased(store, 2 * LEASE) == []
    finished(store, replace(posted, code="late"), due_in=SECOND)
    with store.read() as reader:
        assert reader.notices(1) == (replace(sent, done_at=NOW),)


def test_a_worker_whose_lease_is_gone_changes_nothing(store: SqlStore) -> None:
    added(store, notice("a"))
    (slow,) = leased(store)
    (holder,) = leased(store, LEASE)
    finished(store, replace(slow, state="refused", code="gone"))
    with store.write() as writer:
        assert writer.posted(slow.id) == holder


def test_a_pending_notice_needs_a_time_to_go_on(store: SqlStore) -> None:
    added(store, notice("a"))
    (posted,) = leased(store)
    with pytest.raises(ValueError, match="when is it tried again"):
        finished(store, posted)


def test_superseding_drops_what_nobody_holds(store: SqlStore) -> None:
    added(
        store,
        to("held", "1"),
        to("waits", "2", due_at=NOW + SECOND),
        to("other-kind", "3", kind="progress", due_at=NOW + SECOND),
        notice("other-case", 2, due_at=NOW + SECOND),
    )
    leased(store)
    with store.write() as writer:
        assert writer.supersede([1], ["tell", "remind"], NOW) == 1
        assert writer.supersede([1], ["tell", "remind"], NOW) == 0
        assert writer.supersede([1], [], NOW) == 0
        states = {p.notice.key: (p.state, p.done_at) for p in writer.notices(1)}
    assert states == {
        "held": ("pending", None),
        "waits": ("superseded", NOW),
        "other-kind": ("pending", None),
    }
    assert keys(leased(store, SECOND)) == ["other-kind", "other-case"]


def test_superseding_after_a_lost_lease_keeps_the_doubt(store: SqlStore) -> None:
    added(store, notice("a"))
    leased(store)
    with store.write() as writer:
        assert writer.supersede([1], ["tell"], NOW + LEASE) == 1
        (dropped,) = writer.notices(1)
    assert (dropped.state, dropped.uncertain) == ("superseded", True)
    assert leased(store, 2 * LEASE) == []


def test_the_backlog_counts_what_could_be_sent_now(store: SqlStore) -> None:
    added(
        store,
        notice("delayed", due_at=NOW + 10 * SECOND),
        notice("behind-it", due_at=NOW - 60 * SECOND),
        to("sendable", "U3", due_at=NOW - SECOND),
    )
    backlog = store.backlog(NOW)
    assert (backlog.pending_notices, backlog.oldest_due_notice) == (3, NOW - SECOND)
    leased(store)
    assert store.backlog(NOW).oldest_due_notice is None
    assert store.backlog(NOW + LEASE).oldest_due_notice == NOW - SECOND


def test_what_waits_for_its_destination_is_not_late(store: SqlStore) -> None:
    waiting = to("waiting", "U4", due_at=NOW - 60 * SECOND)
    added(store, waiting)
    with store.write() as writer:
        writer.pause({Destination.of(waiting): NOW + SECOND}, NOW)
    assert store.backlog(NOW).oldest_due_notice is None
    assert store.backlog(NOW + SECOND).oldest_due_notice == NOW - 60 * SECOND
