"""What the store promises about seats, and about the directory's own trail."""

import sqlite3
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest

from adapters.store import SqlStore, open_store
from routing.audit import Entry
from routing.chain import first_break
from routing.contacts import Condition
from routing.posts import Post
from routing.seats import SeatState
from tests.adapters.store.samples import NOW, SECOND

DAY = timedelta(days=1)
FULL = SeatState(
    post=Post("rts:nairobi"),
    rank=1,
    who="a" * 16,
    details="b" * 16,
    verified_on=date(2026, 8, 1),
    due_at=NOW,
    stage="reminded",
    round=3,
    asked_at=NOW - DAY,
    unanswered_since=NOW - DAY,
    away_until=date(2026, 12, 24),
    doubtful_since=NOW,
    doubt="flagged",
    flags=("x", "y"),
)
BARE = SeatState(Post("rts:nairobi"), 2, "a" * 16, "c" * 16, None, NOW + DAY)
OTHER = SeatState(Post("doe"), 1, "d" * 16, "e" * 16, None, NOW - DAY)
LINE = Entry(0, NOW, "contact", "contact", "engine", "confirmed", {"post": "doe", "rank": "1"})
CHANGES = ("UPDATE directory_entries SET what = 'away'", "DELETE FROM directory_entries")


def saved(store: SqlStore, *states: SeatState) -> None:
    with store.write() as writer:
        writer.save_seats(states)


def test_seats_come_back_as_they_were(store: SqlStore) -> None:
    saved(store, FULL, BARE, OTHER)
    with store.read() as reader:
        assert reader.seats() == (OTHER, FULL, BARE)
        assert reader.seat((FULL.post, 1)) == FULL
        assert reader.seat((FULL.post, 9)) is None
        assert reader.seats_of(["a" * 16, "z" * 16]) == (FULL, BARE)
        assert reader.next_seat_due() == OTHER.due_at


def test_only_conditions_that_say_something_are_read(store: SqlStore) -> None:
    saved(store, FULL, BARE, OTHER)
    with store.read() as reader:
        assert reader.seat_conditions() == {
            (FULL.post, 1): Condition("a" * 16, NOW - DAY, date(2026, 12, 24), "flagged")
        }


def test_due_seats_longest_due_first(store: SqlStore) -> None:
    saved(store, FULL, BARE, OTHER)
    with store.write() as writer:
        assert writer.due_seats(NOW, 9) == (OTHER, FULL)
        assert writer.due_seats(NOW, 1) == (OTHER,)
        assert writer.due_seats(NOW - DAY - SECOND, 9) == ()


def test_a_seat_is_replaced_and_dropped(store: SqlStore) -> None:
    saved(store, FULL, BARE)
    saved(store, replace(FULL, doubt=None, flags=()))
    with store.write() as writer:
        found = writer.seat((FULL.post, 1))
        assert found is not None
        assert (found.doubt, found.flags) == (None, ())
        writer.drop_seats([(FULL.post, 1), (Post("doe"), 7)])
        assert writer.seats() == (BARE,)


def test_touching_the_directory_gives_it_a_new_version(store: SqlStore) -> None:
    with store.write() as writer:
        before = writer.directory_version()
        assert writer.touch_directory(NOW) == before + 1


def test_the_trail_is_one_sound_chain(store: SqlStore) -> None:
    for _ in range(3):
        with store.write() as writer:
            writer.add_directory_entries([LINE, replace(LINE, what="changed")])
    with store.read() as reader:
        chain = reader.directory_chain()
    assert chain.count == 6
    assert first_break(chain) is None
    cut = replace(chain, links=chain.links[:-1])
    assert first_break(cut) is not None, "a tail that was cut off is missed"


@pytest.mark.parametrize(
    "change", [*CHANGES, "REPLACE INTO directory_entries SELECT * FROM directory_entries"]
)
def test_sqlite_refuses_to_change_it(sqlite_url: str, change: str) -> None:
    store = open_store(sqlite_url)
    with store.write() as writer:
        writer.add_directory_entries([LINE])
    outside = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        outside.execute(change)
    outside.close()
    store.close()


@pytest.mark.parametrize("change", [*CHANGES, "TRUNCATE directory_entries"])
def test_postgresql_refuses_to_change_it(postgres_url: str, change: str) -> None:
    store = open_store(postgres_url)
    with store.write() as writer:
        writer.add_directory_entries([LINE])
    outside = psycopg.connect(postgres_url, autocommit=True)
    with pytest.raises(psycopg.IntegrityError, match="append-only"):
        outside.execute(change.encode())
    outside.close()
    store.close()
