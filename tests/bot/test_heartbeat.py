"""The rhythm of the ticks: it survives faults, stuck ticks and a wall clock that steps back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import apscheduler.schedulers.base
import pytest

from adapters.store import SqlStore
from bot import heartbeat as heartbeat_module
from bot import pauses
from bot.database import Database
from bot.heartbeat import Heartbeat, Migration, Sweep, Tick
from bot.ports import Writer
from routing.errors import StoreUnavailable

QUICK = 0.01
PATIENCE = 5.0


class Counted:
    """A tick that counts its runs, then does what it is told to."""

    def __init__(self, fault: Exception | None = None, held: asyncio.Event | None = None) -> None:
        self.runs = 0
        self.ends = 0
        self._fault = fault
        self._held = held
        self._changed = asyncio.Condition()

    async def __call__(self) -> None:
        self.runs += 1
        async with self._changed:
            self._changed.notify_all()
        if self._held is not None:
            await self._held.wait()
        if self._fault is not None:
            raise self._fault
        self.ends += 1

    async def reaches(self, runs: int) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: self.runs >= runs)


@asynccontextmanager
async def beating(*ticks: Tick, seconds: float = QUICK) -> AsyncIterator[Heartbeat]:
    heartbeat = Heartbeat(ticks, seconds)
    heartbeat.start()
    try:
        yield heartbeat
    finally:
        await heartbeat.stop()


async def test_every_tick_runs_again_and_again() -> None:
    first, second = Counted(), Counted()
    async with beating(first, second) as heartbeat:
        await first.reaches(3)
        await second.reaches(3)
        assert heartbeat.faults == 0


async def test_the_first_tick_comes_at_once() -> None:
    tick = Counted()
    async with beating(tick, seconds=3600):
        await tick.reaches(1)


async def test_a_tick_that_fails_is_tried_again_and_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, sound = Counted(fault=RuntimeError("broken")), Counted()
    async with beating(broken, sound) as heartbeat:
        await broken.reaches(3)
        await sound.reaches(3)
        assert heartbeat.faults >= 2
    assert "RuntimeError: broken" in caplog.text


async def test_an_absent_database_is_told_without_a_stack_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    away = Counted(fault=StoreUnavailable("away"))
    async with beating(away) as heartbeat:
        await away.reaches(2)
        assert heartbeat.faults >= 1
    assert "database is away" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_failing_tick_shows_in_the_age(monkeypatch: pytest.MonkeyPatch) -> None:
    now = Moment(monkeypatch)
    broken, sound = Counted(fault=RuntimeError("broken")), Counted()
    heartbeat = Heartbeat((broken, sound), 3600)
    await heartbeat.beat()
    now.seconds += 30
    await heartbeat.beat()
    assert heartbeat.age == 30


async def test_a_stuck_tick_shows_in_the_age_while_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = Moment(monkeypatch)
    held = asyncio.Event()
    stuck, sound = Counted(held=held), Counted()
    async with beating(stuck, sound) as heartbeat:
        await sound.reaches(1)
        now.seconds += 100
        await sound.reaches(4)
        assert stuck.runs == 1
        assert heartbeat.age == 100
        held.set()
        await stuck.reaches(2)
        assert heartbeat.age == 0


async def test_two_stuck_ticks_leave_the_rhythm_to_the_third(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """APScheduler runs two rounds at a time: the watchdog has to begin anew."""
    monkeypatch.setattr(heartbeat_module, "_LEAST_PAUSE", QUICK)
    held = asyncio.Event()
    early, sound = Counted(held=held), Counted()
    late = Counted()

    async def stuck_later() -> None:
        await late()
        if late.runs == 2:
            await held.wait()

    async with beating(early, stuck_later, sound):
        await sound.reaches(6)
        held.set()


async def test_the_watchdog_revives_the_rhythm_after_the_clock_steps_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(heartbeat_module, "_LEAST_PAUSE", QUICK)
    step = stepping_clock(monkeypatch)
    tick = Counted()
    async with beating(tick):
        await tick.reaches(2)
        step(timedelta(hours=-1))
        await tick.reaches(tick.runs + 5)
    assert "starting the rhythm anew" in caplog.text


async def test_without_the_watchdog_that_step_would_stop_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step = stepping_clock(monkeypatch)
    tick = Counted()
    async with beating(tick):
        await tick.reaches(2)
        step(timedelta(hours=-1))
        runs = tick.runs
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(20 * QUICK):
                await tick.reaches(runs + 5)


async def test_stopping_waits_for_what_is_under_way_and_nothing_follows() -> None:
    held = asyncio.Event()
    tick = Counted(held=held)
    async with beating(tick) as heartbeat:
        await tick.reaches(1)
        ending = asyncio.create_task(heartbeat.stop())
        await asyncio.sleep(0)
        assert not ending.done()
        held.set()
        await ending
        assert (tick.runs, tick.ends) == (1, 1)


async def test_stopping_gives_up_on_a_tick_that_never_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(heartbeat_module, "_STOPPING_SECONDS", QUICK)
    tick = Counted(held=asyncio.Event())
    async with asyncio.timeout(PATIENCE), beating(tick):
        await tick.reaches(1)


class Moment:
    """The monotonic clock of the heartbeat, standing still until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1000.0
        monkeypatch.setattr(heartbeat_module, "time", self)
        monkeypatch.setattr(pauses, "time", self)

    def monotonic(self) -> float:
        return self.seconds


def stepping_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """The wall clock that APScheduler reads; gives what steps it."""
    offset = [timedelta()]

    class Stepping(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + offset[0]

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Stepping)
    monkeypatch.setattr(heartbeat_module, "datetime", Stepping)

    def step(by: timedelta) -> None:
        offset[0] += by

    return step


class Away:
    """A store that isn't there until ``back``; counts what is asked of it."""

    def __init__(self) -> None:
        self.back = False
        self.migrations = 0

    def migrate(self) -> None:
        if not self.back:
            raise StoreUnavailable("away")
        self.migrations += 1

    def close(self) -> None:
        """Nothing to close."""


async def test_ticks_wait_for_the_schema_of_a_database_that_comes_later() -> None:
    store = Away()
    database = Database(store, 1)  # type: ignore[arg-type]  # only what a migration needs
    tick = Counted()
    migration = Migration(database)
    with pytest.raises(StoreUnavailable):
        await migration.before(tick)
    assert tick.runs == 0
    store.back = True
    await migration.before(tick)
    await migration.before(tick)
    assert (tick.runs, store.migrations) == (2, 1)
    database.close()


class StillClock:
    def now(self) -> datetime:
        return datetime(2026, 3, 2, 8, tzinfo=UTC)


async def test_the_sweep_forgets_what_is_old_and_keeps_what_is_young(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = Moment(monkeypatch)
    database = Database(store, 1)
    ages = {"young": timedelta(hours=47), "old": timedelta(hours=49)}

    def remember(writer: Writer) -> None:
        for key, age in ages.items():
            writer.remember(key, "{}", StillClock().now() - age)

    def remembered(writer: Writer) -> set[str]:
        return {key for key in ages if writer.remembered(key) is not None}

    await database.write(remember)
    sweep = Sweep(database, StillClock())
    assert await sweep.tick() == 1
    assert await database.write(remembered) == {"young"}

    await database.write(
        lambda writer: writer.remember("old", "{}", StillClock().now() - ages["old"])
    )
    assert await sweep.tick() == 0
    now.seconds += 3601
    assert await sweep.tick() == 1
