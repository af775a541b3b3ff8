"""What the store promises about cases and their audit trail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from adapters.store import SqlStore
from routing.audit import Entry
from routing.backlog import Backlog
from routing.cases import Case
from tests.adapters.store.samples import NOW, SECOND, case, entry, person


def opened(store: SqlStore, *cases: Case) -> list[Case]:
    with store.write() as writer:
        return [writer.open_case(found) for found in cases]


def test_numbers_start_at_one_and_go_on(store: SqlStore) -> None:
    assert [found.number for found in opened(store, case(), case(number=77))] == [1, 2]


def test_a_case_comes_back_whole(store: SqlStore) -> None:
    whole = case(
        topic=None,
        subject="health",
        severity="critical",
        state="taken",
        position=2,
        round=3,
        reminders=1,
        handed_to="rts:nairobi#2",
        due_at=NOW + SECOND,
        details=("first", "deuxième · ñ 水"),
        taken_by="helper@example.org",
        taken_by_name="Helper Two",
        taken_at=NOW - SECOND,
        closed_at=NOW + 2 * SECOND,
        note="done",
        people=frozenset({"asker@example.org", "U2"}),
    )
    (stored,) = opened(store, whole)
    assert stored == replace(whole, number=1)
    with store.read() as reader:
        assert reader.case(1) == stored
        assert reader.case(2) is None


def test_a_saved_case_comes_back_changed(store: SqlStore) -> None:
    (first,) = opened(store, case(due_at=NOW))
    changed = replace(first, state="told", position=1, round=1, due_at=None, details=("more",))
    with store.write() as writer:
        assert writer.case(1) == first
        writer.save_case(changed)
        assert writer.case(1) == changed
    with store.read() as reader:
        assert reader.case(1) == changed


def test_saving_an_unknown_case_is_a_fault(store: SqlStore) -> None:
    with pytest.raises(LookupError), store.write() as writer:
        writer.save_case(case(number=5))


def test_times_come_back_in_utc_to_the_microsecond(store: SqlStore) -> None:
    elsewhere = timezone(timedelta(hours=5, minutes=45))
    moment = datetime(2026, 12, 31, 23, 59, 59, 999999, elsewhere)
    (stored,) = opened(store, case(opened_at=moment))
    with store.read() as reader:
        found = reader.case(stored.number)
    assert found is not None
    assert found.opened_at == moment
    assert found.opened_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(sa.exc.StatementError, match="without a zone"):
        opened(store, case(opened_at=NOW.replace(tzinfo=None)))


def test_text_that_no_database_holds_is_cleaned(store: SqlStore) -> None:
    (stored,) = opened(store, case(summary="a\0b\ud800c", details=("x\0\ud800",), note="é"))
    with store.write() as writer:
        writer.add_entries([entry(stored.number, "details", text="\0\ud800")])
    with store.read() as reader:
        found = reader.case(stored.number)
    assert found is not None
    assert (found.summary, found.note) == ("ab?c", "é")


def test_due_cases_come_oldest_first_up_to_the_limit(store: SqlStore) -> None:
    opened(
        store,
        case(due_at=NOW),
        case(due_at=NOW - SECOND),
        case(due_at=NOW + timedelta(microseconds=1)),
        case(due_at=None),
        case(due_at=NOW - 2 * SECOND),
    )
    with store.write() as writer:
        assert [found.number for found in writer.due_cases(NOW, 10)] == [5, 2, 1]
        assert [found.number for found in writer.due_cases(NOW, 2)] == [5, 2]


def test_due_times_are_ordered_across_a_change_of_digits(store: SqlStore) -> None:
    times = [
        datetime(2026, 12, 31, 23, 59, 59, 999999, UTC),
        datetime(2027, 1, 1, 0, 0, 0, 0, UTC),
        datetime(2027, 1, 1, 0, 0, 0, 1, UTC),
        datetime(2027, 1, 1, 0, 0, 0, 500000, UTC),
    ]
    opened(store, *(case(due_at=at) for at in reversed(times)))
    with store.write() as writer:
        assert [found.due_at for found in writer.due_cases(times[-1], 9)] == times
        assert len(writer.due_cases(times[1], 9)) == 2


def test_similar_cases_are_open_newest_first_and_five(store: SqlStore) -> None:
    opened(store, *(case() for _ in range(8)))
    opened(store, case(country="UGA"), case(topic="cccm"), case(topic=None), case(state="resolved"))
    with store.read() as reader:
        assert reader.similar_cases("KEN", "wash", 7) == (8, 6, 5, 4, 3)
        assert reader.similar_cases("KEN", None, 1) == (11,)
        assert reader.similar_cases("KEN", "cccm", 10) == ()


def test_cases_of_somebody_are_open_newest_first_and_twenty(store: SqlStore) -> None:
    opened(store, *(case() for _ in range(24)))
    with store.write() as writer:
        for number in (24, 23):
            found = writer.case(number)
            assert found is not None
            writer.save_case(replace(found, state="cancelled", closed_at=NOW))
    with store.read() as reader:
        numbers = [found.number for found in reader.cases_of(person().key)]
    assert numbers == list(range(22, 2, -1))


def test_cases_are_found_by_who_was_told_and_who_took(store: SqlStore) -> None:
    (first, second) = opened(store, case(people=frozenset({"told@example.org"})), case())
    with store.write() as writer:
        writer.save_case(replace(second, taken_by="taker@example.org", state="taken"))
        writer.save_case(replace(first, people=first.people | {"later@example.org"}))
    with store.read() as reader:
        assert [c.number for c in reader.cases_of("told@example.org")] == [1]
        assert [c.number for c in reader.cases_of("later@example.org")] == [1]
        assert [c.number for c in reader.cases_of("taker@example.org")] == [2]
        assert reader.cases_of("nobody@example.org") == ()


def test_the_trail_keeps_the_order_of_writing(store: SqlStore) -> None:
    opened(store, case(), case())
    lines = [
        entry(1, "opened", summary="dry · sèche"),
        Entry(1, NOW - SECOND, "engine", "engine", "engine", "told", {"post": "doe"}),
        entry(1, "taken"),
    ]
    with store.write() as writer:
        writer.add_entries(lines[:2])
        writer.add_entries([entry(2)])
        writer.add_entries([])
        writer.add_entries(lines[2:])
    with store.read() as reader:
        assert reader.entries(1) == tuple(lines)
        assert reader.entries(3) == ()


def test_an_audit_line_needs_its_case(store: SqlStore) -> None:
    with pytest.raises(LookupError, match="no case 9"), store.write() as writer:
        writer.add_entries([entry(9)])


def test_an_idle_engine_has_no_backlog(store: SqlStore) -> None:
    assert store.backlog(NOW) == Backlog(None, None, 0, {})


def test_the_backlog_counts_open_cases_by_level(store: SqlStore) -> None:
    opened(
        store,
        case(due_at=NOW + SECOND),
        case(due_at=NOW - SECOND, position=1),
        case(due_at=NOW, position=1, state="told"),
        case(position=3, state="resolved"),
    )
    backlog = store.backlog(NOW)
    assert backlog.oldest_due_case == NOW - SECOND
    assert backlog.open_cases == {1: 1, 2: 2}
    assert store.backlog(NOW - 2 * SECOND).oldest_due_case is None
