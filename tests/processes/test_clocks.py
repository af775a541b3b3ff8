"""Item 8 of what must hold: wall clocks that are set, replicas that disagree, and a long sleep.

Steps are due one after the other while the clocks jump: none is taken before its time, none twice,
and after a jump they go on within 5 s.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import Figure
from tests.processes.crowd import Crowd, crowd
from tests.processes.served import crowded
from tests.processes.wall import IS_THERE, Wall

HOUR = 3600.0
COUNT = 120
OVER = 12.0
RESUMES_WITHIN = 5.0
# The due times are written by another process a moment after it looked at its clocks.
CLOCKS_AGREE = 0.05

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(not IS_THERE, reason="libfaketime has no library for this platform"),
]


@pytest.fixture
async def place(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Crowd]:
    async with crowd(tmp_path, request.getfixturevalue(f"{request.param}_url")) as found:
        yield found


async def told_in_time(place: Crowd, *, asleep: float = 0.0, awake: float = 0.0) -> float:
    """The worst lateness (seconds), once every case was told; nothing early, nothing twice.

    For the bot so many seconds more have gone by than for us, which it was ``asleep``; what was
    due meanwhile is late from when it was ``awake`` (monotonic seconds).
    """
    await place.told(COUNT, 60)
    await place.quiet(30)
    due_and_told = [
        (place.due - asleep + OVER * (int(reference[4:]) - 1) / COUNT, at)
        for reference, at in place.first_times().items()
    ]
    assert min(at - due for due, at in due_and_told) >= -CLOCKS_AGREE
    assert place.doubled() == []
    return max(at - max(due, awake) for due, at in due_and_told)


@pytest.mark.parametrize("place", ["sqlite", "postgres"], indirect=True)
async def test_the_wall_clock_is_set_forwards_and_back(place: Crowd, figure: Figure) -> None:
    wall = Wall(place.folder / "wall")
    await place.start(**wall.settings)
    place.wait_for_their_next_level(COUNT, 4.0, over=OVER)
    for seconds in (2 * HOUR, -HOUR, 0.0):
        await asyncio.sleep(place.due + 2.0 - time.monotonic() if seconds > 0 else OVER / 4)
        wall.set(seconds)
    worst = await told_in_time(place)
    figure(f"wall clock +2 h, then -1 h, then right again: the latest of {COUNT} {worst:.1f} s")
    assert worst <= RESUMES_WITHIN * crowded()


@pytest.mark.parametrize("place", ["postgres"], indirect=True)
async def test_replicas_whose_clocks_are_apart(place: Crowd, figure: Figure) -> None:
    """Ninety seconds, and each is wrong: the database's clock counts."""
    for name, seconds in (("ahead", 60.0), ("behind", -30.0)):
        await place.start(**Wall(place.folder / name, seconds).settings)
    place.wait_for_their_next_level(COUNT, 4.0, over=OVER)
    worst = await told_in_time(place)
    figure(f"replicas 90 s apart: the latest of {COUNT} {worst:.1f} s after it was due")
    assert worst <= RESUMES_WITHIN * crowded()


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_a_process_that_sleeps_for_six_hours(place: Crowd, figure: Figure) -> None:
    """Half of the steps become due while it sleeps, the others after it woke up."""
    asleep = 6 * HOUR + OVER / 2
    wall = Wall(place.folder / "wall", sleeping=True)
    served = await place.start(**wall.settings)
    place.wait_for_their_next_level(COUNT, 6 * HOUR, over=OVER)
    served.signal(signal.SIGSTOP)
    wall.set(asleep)
    await asyncio.sleep(1.5)
    assert place.first_times() == {}
    served.signal(signal.SIGCONT)
    worst = await told_in_time(place, asleep=asleep, awake=time.monotonic())
    figure(f"asleep for six hours: the latest of {COUNT} {worst:.1f} s after waking up or its due")
    assert worst <= RESUMES_WITHIN * crowded()
