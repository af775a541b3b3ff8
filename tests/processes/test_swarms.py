"""Item 2 of what must hold: several processes on one PostgreSQL, and one of them goes.

A thousand steps are due within one second. One process is killed half-way, or stands still with
all its sockets and locks open: its rows are free within 30 s, nothing is lost or doubled, and what
belongs to one case comes in order.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import Figure
from tests.processes.crowd import Crowd, crowd, lateness
from tests.processes.served import crowded

COUNT = 1000
FREED_WITHIN = 30.0
# Longer than a lease: whoever was in somebody's hands at the kill is still told at their level.
WAIT = 35.0
TWO_LEVELS = f"waits: {{critical: {{seconds: {WAIT}}}}}"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
async def place(tmp_path: Path, postgres_url: str) -> AsyncIterator[Crowd]:
    async with crowd(tmp_path, postgres_url, TWO_LEVELS) as found:
        yield found


async def started(place: Crowd, processes: int) -> None:
    """So many processes, with the thousand steps some seconds ahead of them."""
    await asyncio.gather(*(place.start() for _ in range(processes)))
    place.wait_for_their_next_level(COUNT, 8.0, over=1.0)


async def both_levels(place: Crowd) -> tuple[dict[str, float], dict[str, float]]:
    """When each case's two levels were told; as soon as all of them were."""
    deadline = time.monotonic() + 2 * WAIT + FREED_WITHIN
    while True:
        first, second = place.first_times(1), place.first_times(2)
        if len(first) == len(second) == COUNT:
            return first, second
        assert time.monotonic() < deadline, (len(first), len(second))
        await asyncio.sleep(0.5)


def in_order(place: Crowd) -> None:
    """A level is told before the next one, and before the news of it goes to the asker."""
    arrivals = place.slack.arrivals()
    first, second = place.first_times(1), place.first_times(2)
    for reference, at in first.items():
        assert at < second[reference], reference
        news = [
            min(times)
            for key, times in arrivals.items()
            if key.startswith(f"{reference}/1/progress/told")
        ]
        assert all(at < told for told in news), reference


@pytest.mark.parametrize("processes", [2, 4])
async def test_a_thousand_steps_and_one_process_killed(
    place: Crowd, processes: int, figure: Figure
) -> None:
    await started(place, processes)
    await place.told(COUNT // 2, 30)
    place.served[0].kill()
    killed = time.monotonic()
    first, second = await both_levels(place)
    middle, worst = lateness(list(first.values()), place.due)
    figure(
        f"{processes} processes: first level told, median {middle:.1f} s and worst {worst:.1f} s"
        f" after due; {sum(at > killed + 5 for at in first.values())} waited for a lease"
    )
    assert max(first.values()) - killed <= FREED_WITHIN * crowded()
    assert set(first) == set(second)
    in_order(place)
    assert place.doubled() == []


async def test_a_process_that_stands_still_frees_its_rows(place: Crowd, figure: Figure) -> None:
    """It wakes up later, and does nothing that others have done meanwhile."""
    await started(place, 2)
    await place.told(COUNT // 2, 30)
    place.served[0].signal(signal.SIGSTOP)
    stopped = time.monotonic()
    try:
        await place.told(COUNT, FREED_WITHIN + 10)
        last = max(place.first_times(1).values())
    finally:
        place.served[0].signal(signal.SIGCONT)
    figure(f"the last of {COUNT} was told {last - stopped:.1f} s after the process stood still")
    assert last - stopped <= FREED_WITHIN * crowded()
    await both_levels(place)
    in_order(place)
    assert place.doubled() == []
    assert not place.served[0].has_ended
