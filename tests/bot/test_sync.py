"""The daily file: once a day whatever the number of replicas, and a bad one changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from adapters.store import SqlStore
from bot.database import Database
from bot.knowledge import Knowledge, load_content
from bot.sync import Sync
from routing.contacts import Contact
from tests.stage import VirtualClock

MORNING = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HEAD = "post,rank,name,email\n"
GOOD = HEAD + "doe,1,A Example,a@example.org\nrmm,1,B Example,b@example.org\n"


@dataclass
class Place:
    """A file, and replicas on one database that fetch it."""

    store: SqlStore
    file: Path
    clock: VirtualClock
    told: list[tuple[str, ...]] = field(default_factory=list)
    databases: list[Database] = field(default_factory=list)

    def replica(self, source: str | None = None) -> Sync:
        database = Database(self.store, 1)
        self.databases.append(database)
        return Sync(
            database,
            Knowledge(CONTENT, frozenset()),
            self.clock,
            source or str(self.file),
            time(4),
            lambda _writer, _now, faults: self.told.append(faults),
        )

    @property
    def contacts(self) -> tuple[Contact, ...]:
        with self.store.read() as reader:
            return reader.contacts()


CONTENT = load_content()


@pytest.fixture
def place(store: SqlStore, tmp_path: Path) -> Iterator[Place]:
    file = tmp_path / "directory.csv"
    file.write_text(GOOD)
    made = Place(store, file, VirtualClock(MORNING))
    yield made
    for database in made.databases:
        database._pool.shutdown()


async def test_once_a_day_whatever_the_number_of_replicas(place: Place) -> None:
    place.clock.at = MORNING - timedelta(seconds=1)
    one, other = place.replica(), place.replica()
    assert await one.work() == 0
    place.clock.at = MORNING
    assert await one.work() + await other.work() + await one.work() == 1
    assert [contact.name for contact in place.contacts] == ["A Example", "B Example"]
    place.file.write_text(GOOD.replace("A Example", "C Example"))
    place.clock.at += timedelta(hours=12)
    assert await other.work() == 0
    place.clock.at += timedelta(hours=12)
    assert await other.work() + await one.work() == 1
    assert [contact.name for contact in place.contacts] == ["C Example", "B Example"]
    assert place.told == []


async def test_a_missed_day_is_made_up_for(place: Place) -> None:
    place.clock.at = MORNING + timedelta(hours=19)
    assert await place.replica().work() == 1
    assert len(place.contacts) == 2


async def test_a_faulty_file_changes_nothing_and_is_told_once(place: Place) -> None:
    await place.replica().work()
    before = place.contacts
    place.file.write_text(HEAD + "doe,1,,no-mail\nnobody,x,D,\n")
    for _ in range(3):
        place.clock.at += timedelta(days=1)
        assert await place.replica().work() == 1
    assert place.contacts == before
    (faults,) = place.told
    assert [fault.split(":")[0] for fault in faults] == ["line 2", "line 2", "line 3", "line 3"]
    place.file.write_text(HEAD)
    place.clock.at += timedelta(days=1)
    await place.replica().work()
    assert place.told[1:] == [("the file has no contacts",)]
    assert place.contacts == before


async def test_a_conflict_changes_nothing_and_a_hand_edit_stays(place: Place) -> None:
    await place.replica().work()
    first, second = place.contacts
    edited = replace(first, name="Hand Example")
    with place.store.write() as writer:
        writer.change_contacts((), [edited], MORNING)
    place.clock.at += timedelta(days=1)
    await place.replica().work()
    assert place.contacts == (edited, second)
    assert place.told == []
    place.file.write_text(GOOD.replace("A Example", "File Example"))
    place.clock.at += timedelta(days=1)
    await place.replica().work()
    assert place.contacts == (edited, second)
    assert place.told == [("doe rank 1: changed by hand and in the file",)]


async def test_a_source_out_of_reach_is_tried_for_an_hour(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    away = str(place.file) + "?token=secret"
    for quarter in range(4):
        assert await place.replica(away).work() == 0
        assert await place.replica(away).work() == 0, "one of them a quarter of an hour"
        place.clock.at = MORNING + (quarter + 1) * timedelta(minutes=15)
    assert place.told == []
    assert await place.replica(away).work() == 1
    assert place.told == [
        ("the file can't be fetched: the file can't be read (No such file or directory)",)
    ]
    assert len(caplog.records) == 5
    assert "secret" not in caplog.text
