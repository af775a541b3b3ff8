"""Cases that go, and people taken out of a closed one: the trail that remains holds."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from adapters.store import SqlStore
from routing.chain import first_break
from routing.erasure import Erasure
from routing.posts import Post
from routing.privacy import Showing
from tests.adapters.store.older import engine_of
from tests.adapters.store.samples import NOW, case, entry, notice

DAY = timedelta(days=1)
OUT = Erasure("person-1", frozenset({"asker@example.org"}), frozenset({"Asker One"}))


def closed(store: SqlStore, days_ago: int) -> int:
    """A case with a message, closed so long ago; its number."""
    with store.write() as writer:
        opened = writer.open_case(
            case(summary="Asker One says: dry", people=frozenset({"asker@example.org"}))
        )
        writer.add_entries([entry(opened.number, by="asker one"), entry(opened.number, "taken")])
        at = NOW - days_ago * DAY
        writer.save_case(replace(opened, state="resolved", due_at=None, closed_at=at))
        writer.add_notices([notice(f"n{opened.number}", opened.number)])
    return opened.number


def is_sound(store: SqlStore) -> bool:
    with store.read() as reader:
        chains = reader.chains(0, 100)
        return not reader.stray_lines(10) and all(first_break(chain) is None for chain in chains)


def seen(number: int, **known: object) -> Showing:
    plain = Showing(
        f"k{number}", NOW, "eve@example.org", "Eve", "slack", "asker@example.org", "Asker One",
        Post("doe"), "critical", number,
    )  # fmt: skip
    return replace(plain, **known)  # type: ignore[arg-type]


def test_old_closed_cases_go_whole_a_few_at_a_time(store: SqlStore) -> None:
    old = [closed(store, 40 + index) for index in range(3)]
    young = closed(store, 20)
    with store.write() as writer:
        opened = writer.open_case(case(opened_at=NOW - 400 * DAY)).number
        writer.add_showings([seen(number) for number in (*old, young)])
    gone = []
    for _ in range(3):
        with store.write() as writer:
            gone.append(writer.drop_closed_cases(NOW - 30 * DAY, NOW, 2))
    assert gone == [2, 1, 0]
    with store.read() as reader:
        assert [chain.case for chain in reader.chains(0, 100)] == [young, opened]
        assert all(reader.entries(number) == () for number in old)
        assert all(reader.notices(number) == () for number in old)
        assert [showing.case for showing in reader.showings("", 10)] == [young]
        assert len(reader.notices(young)) == 1
    assert is_sound(store)


def test_what_remains_is_the_last_hash(store: SqlStore, store_url: str) -> None:
    number = closed(store, 40)
    with store.read() as reader:
        (chain,) = reader.chains(0, 1)
    with store.write() as writer:
        writer.drop_closed_cases(NOW, NOW, 10)
    with engine_of(store_url).connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT number, audit_count, audit_hash FROM erased_cases"
        ).one()
    assert tuple(row) == (number, chain.count, chain.hash)


@pytest.mark.parametrize("change", ["DELETE FROM entries", "UPDATE entries SET actor_name = 'Eve'"])
def test_without_a_word_of_it_nothing_goes_and_nothing_changes(
    store: SqlStore, store_url: str, change: str
) -> None:
    closed(store, 40)
    with engine_of(store_url).connect() as connection, pytest.raises(IntegrityError):
        connection.execute(sa.text(change))
    assert is_sound(store)


def test_what_happened_when_cannot_change_even_then(store: SqlStore, store_url: str) -> None:
    number = closed(store, 40)
    for change in ("what = 'cancelled'", "sequence = sequence + 7", "at = '2020-01-01 00:00:00'"):
        with engine_of(store_url).connect() as connection:
            connection.execute(sa.text(f"INSERT INTO erasures VALUES ({number})"))
            with pytest.raises(IntegrityError):
                connection.execute(sa.text(f"UPDATE entries SET {change}"))


def test_somebody_is_taken_out_and_the_chain_holds(store: SqlStore) -> None:
    number, other = closed(store, 5), closed(store, 5)
    with store.write() as writer:
        before = writer.case(number)
        assert before is not None
        lines = [OUT.line(line) for line in writer.entries(number)]
        writer.rewrite_closed_case(OUT.case(before), lines, OUT)
        writer.add_entries([entry(number, "erased")])
    assert is_sound(store)
    with store.read() as reader:
        case_now, lines_now = reader.case(number), reader.entries(number)
        assert case_now is not None
        assert case_now.summary == "person-1 says: dry"
        assert (case_now.asker.key, case_now.asker.email) == ("person-1", None)
        assert [line.actor for line in lines_now][:2] == ["person-1", "person-1"]
        assert lines_now[0].facts == {"by": "person-1"}
        assert [line.what for line in lines_now] == ["opened", "taken", "erased"]
        assert reader.cases_concerning(["asker@example.org"]) == ((other, True),)
        assert reader.entries(other)[0].actor == "asker@example.org"


def test_a_line_too_few_changes_nothing(store: SqlStore) -> None:
    number = closed(store, 5)

    def rewrite() -> None:
        with store.write() as writer:
            found = writer.case(number)
            assert found is not None
            writer.rewrite_closed_case(found, writer.entries(number)[:1], OUT)

    with pytest.raises(ValueError, match="shorter"):
        rewrite()
    assert is_sound(store)


def test_showings_are_noted_once_renamed_and_dropped(store: SqlStore) -> None:
    old = seen(1, key="a", case=None, at=NOW - 40 * DAY)
    with store.write() as writer:
        writer.add_showings([old, seen(2, key="b", case=None), old])
        writer.add_showings([old])
        assert len(writer.showings("", 10)) == 2
        assert [s.key for s in writer.showings_of("asker@example.org", 1)] == ["b"]
        assert writer.drop_showings(NOW - 30 * DAY, 10) == 1
        writer.forget_person(["asker@example.org"], "person-1")
        (left,) = writer.showings("", 10)
        assert (left.whose, left.name, left.viewer) == ("person-1", "person-1", "eve@example.org")
