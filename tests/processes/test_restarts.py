"""Item 1 of what must hold: ``kill -9`` with many cases waiting, on either database.

Every next level is told once: within 2 s of when it was due, or of the restart where that came
later; thousands at the rate that Slack's limits allow.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from benchmarks.population import COUNTRIES
from routing.pacing import LIMITS
from tests.conftest import Figure
from tests.processes.crowd import Crowd, crowd, lateness
from tests.processes.served import crowded

PROMISED = 2.0
LEASE = 25.0
# Messages whose process died in mid-call come back when their lease runs out.
IN_FLIGHT = LEASE + 3.0


@pytest.fixture
async def place(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Crowd]:
    async with crowd(tmp_path, request.getfixturevalue(f"{request.param}_url")) as found:
        yield found


def each_told_once(place: Crowd) -> None:
    tellings = place.tellings()
    assert {key.partition("/")[0] for key in tellings} == {
        f"IOM-{number}" for number in range(1, place.count + 1)
    }
    assert len(tellings) == place.count
    assert place.doubled() == []


async def killed_and_started(place: Crowd, pause: float = 0.0) -> float:
    """When (monotonic seconds) the next process listened, after a pause."""
    place.served[-1].kill()
    assert await place.served[-1].ended() == -9
    await asyncio.sleep(pause)
    await place.start()
    return time.monotonic()


@pytest.mark.parametrize(
    "place", [pytest.param("sqlite", marks=pytest.mark.slow), "postgres"], indirect=True
)
@pytest.mark.parametrize(
    "pause",
    [
        pytest.param(0.0, id="back-before-it-is-due", marks=pytest.mark.slow),
        pytest.param(5.0, id="back-after-it-was-due"),
    ],
)
async def test_a_hundred_waiting(place: Crowd, pause: float, figure: Figure) -> None:
    await place.start()
    place.wait_for_their_next_level(100, 4.0 if pause else 12.0)
    back = await killed_and_started(place, pause)
    assert (back > place.due) == (pause > 0)
    await place.told(100, 30)
    await place.quiet(30)
    middle, worst = lateness(list(place.first_times().values()), max(place.due, back))
    figure(f"100 told, median {middle:.2f} s and worst {worst:.2f} s after max(due, restart)")
    each_told_once(place)
    assert worst <= PROMISED * crowded()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("place", ["sqlite", "postgres"], indirect=True)
async def test_ten_thousand_waiting_and_killed_half_way(place: Crowd, figure: Figure) -> None:
    """The best that Slack's limit allows is one message a second to each contact."""
    count = 10_000
    place.wait_for_their_next_level(count, 0.0)
    await place.start()
    began = time.monotonic()
    await place.told(count // 2, 240)
    stopped = time.monotonic()
    back = await killed_and_started(place)
    await place.told(count, 240)
    done = max(place.first_times().values())
    await place.quiet(120)
    allowed = math.ceil(count / len(COUNTRIES)) * LIMITS["slack"].interval
    figure(
        f"{count} told {done - began - (back - stopped):.1f} s of running"
        f" (Slack's limit allows {allowed:.1f} s), half of them before the kill"
    )
    each_told_once(place)
    # What was in mid-call at the kill waits for its lease; nothing else waits for it.
    late = sorted(at - back for at in place.first_times().values())
    in_time = (allowed / 2 * 1.2 + PROMISED) * crowded()
    assert late[-201] <= in_time
    assert late[-1] <= max(in_time, IN_FLIGHT)
