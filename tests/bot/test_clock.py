"""The clock: wall clocks that jump, processes that sleep, replicas that disagree."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.store import SqlStore, open_store
from bot.clock import FOLLOW_EVERY, SystemClock, Timekeeper
from bot.database import Database
from bot.heartbeat import Migration

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """A machine whose wall clock can be set, and which can sleep."""

    def __init__(self, wall: datetime = NOON) -> None:
        self.at = wall
        self.seconds = 1000.0

    def wall(self) -> datetime:
        return self.at

    def elapsed(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        self.seconds += seconds
        self.at += timedelta(seconds=seconds)

    def clock(self, offset: float = 0) -> SystemClock:
        return SystemClock(offset, self.wall, self.elapsed)


@pytest.mark.parametrize("jump", [2 * HOUR, -HOUR, timedelta(days=400)])
def test_a_wall_clock_that_is_set_changes_nothing(jump: timedelta) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.passes(60)
    machine.at += jump
    assert clock.now() == NOON + timedelta(seconds=60)
    assert clock.behind_wall() == jump


def test_six_hours_of_sleep_have_passed_afterwards() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.passes(6 * 3600)
    assert clock.now() == NOON + 6 * HOUR


def test_a_rehearsal_is_shifted_and_its_database_too() -> None:
    machine = Machine()
    clock = machine.clock(offset=3600)
    assert clock.now() == NOON + HOUR
    clock.follow(NOON + timedelta(seconds=90), machine.elapsed())
    assert clock.now() == NOON + HOUR + timedelta(seconds=90)


@given(
    wrong=st.floats(-1e6, 1e6),
    way=st.floats(0, 0.2),
    back=st.floats(0, 0.2),
    since=st.floats(0, 5),
)
def test_a_clock_that_follows_is_never_early(
    wrong: float, way: float, back: float, since: float
) -> None:
    """Whatever its own clock says and however long question and answer take."""
    machine = Machine(NOON + timedelta(seconds=wrong))
    clock = machine.clock()
    machine.passes(way)
    told = NOON
    machine.passes(back)
    clock.follow(told, machine.elapsed())
    machine.passes(since)
    truth = NOON + timedelta(seconds=back + since)
    late = (truth - clock.now()).total_seconds()
    assert -1e-5 <= late <= 0.2 + 1e-5


class Server:
    """A database with a clock of its own, which may take long to answer."""

    def __init__(self, machine: Machine, told: datetime | None) -> None:
        self.machine = machine
        self.told = told
        self.takes = 0.0
        self.asked = 0

    def time(self) -> datetime | None:
        self.asked += 1
        self.machine.passes(self.takes)
        return self.told

    def migrate(self) -> None:
        """It is at the current schema."""

    def close(self) -> None:
        """Nothing to close."""


@contextmanager
def kept(machine: Machine, server: Server) -> Iterator[tuple[SystemClock, Timekeeper]]:
    database = Database(server, 1)  # type: ignore[arg-type]  # only what a timekeeper needs
    clock = machine.clock()
    try:
        yield clock, Timekeeper(database, clock)
    finally:
        database.close()


async def test_it_is_asked_now_and_then_and_slow_answers_do_not_count() -> None:
    machine = Machine()
    server = Server(machine, NOON + HOUR)
    with kept(machine, server) as (clock, keeper):
        await keeper.tick()
        assert clock.now() == NOON + HOUR
        await keeper.tick()
        assert server.asked == 1
        machine.passes(FOLLOW_EVERY)
        server.takes, server.told = 1.9, NOON
        await keeper.tick()
        assert server.asked == 2
        assert clock.now() == NOON + HOUR + timedelta(seconds=FOLLOW_EVERY + 1.9)


async def test_the_first_answer_counts_before_any_tick_however_slow() -> None:
    machine = Machine()
    server = Server(machine, NOON - HOUR)
    server.takes = 1.9
    seen: list[datetime] = []
    with kept(machine, server) as (clock, keeper):

        async def tick() -> None:
            seen.append(clock.now())

        await Migration(keeper._database, keeper.look).before(tick)
    assert seen == [NOON - HOUR]


async def test_clocks_far_apart_are_told_once(caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine()
    with kept(machine, Server(machine, None)) as (clock, keeper):
        machine.at += 2 * HOUR
        for _ in range(3):
            await keeper.tick()
            machine.passes(FOLLOW_EVERY)
    assert caplog.messages == ["clocks are 7200 s apart: it is followed after a restart"]
    assert clock.now() < NOON + HOUR


async def test_replicas_ninety_seconds_apart_agree(store_url: str) -> None:
    """On SQLite each has its own: there they are processes of one machine."""
    real = SystemClock()
    clocks = [
        SystemClock(0, lambda apart=apart: real.now() + timedelta(seconds=apart))  # type: ignore[misc]
        for apart in (-45, 45)
    ]
    for clock in clocks:
        store = open_store(store_url)
        database = Database(store, 1)
        await Timekeeper(database, clock).tick()
        database.close()
    apart = abs(clocks[0].now() - clocks[1].now())
    if store_url.startswith("sqlite"):
        assert apart > timedelta(seconds=89)
    else:
        assert apart < timedelta(seconds=1)
        assert abs(clocks[0].now() - real.now()) < timedelta(seconds=1)


def test_the_database_gives_the_time_where_processes_share_one(store: SqlStore) -> None:
    told = store.time()
    if told is not None:
        assert told.tzinfo is not None
        assert abs(told - datetime.now(UTC)) < timedelta(seconds=60)
