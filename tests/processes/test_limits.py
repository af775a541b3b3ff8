"""Item 4 of what must hold: one destination takes nothing for a while, or only so much.

It waits exactly so long, everybody else goes on as before, what is urgent goes first, and what
may go out goes as fast as Slack allows.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.databases import opened
from benchmarks.population import cases, fill_directory, open_cases
from routing.cases import Case
from routing.pacing import LIMITS
from routing.posts import Post
from routing.topics import Severity
from tests.conftest import Figure
from tests.processes.crowd import Crowd, crowd, lying_with
from tests.processes.served import crowded

OTHERS = 200
PAUSE = 6.0
LIMITED = "UC5"
OF_THE_BEST = 1.05

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
async def place(tmp_path: Path, store_url: str) -> AsyncIterator[Crowd]:
    async with crowd(tmp_path, store_url) as found:
        yield found


async def late(place: Crowd) -> tuple[Sequence[float], float]:
    """How late the others were told, sorted, and the limited one (seconds)."""
    before = place.count
    place.wait_for_their_next_level(OTHERS, 2.0, over=5.0)
    due = {n + 1 + before: place.due + 5.0 * n / OTHERS for n in range(OTHERS)}
    await place.told(OTHERS + before, 60)
    found = {
        key: times[0] - due[number]
        for key, times in place.slack.arrivals().items()
        if "/tell/" in key and (number := int(key.partition("/")[0][4:])) in due
    }
    (limited,) = [seconds for key, seconds in found.items() if key.endswith(f"/{LIMITED}")]
    return sorted(s for key, s in found.items() if not key.endswith(f"/{LIMITED}")), limited


def p99(times: Sequence[float]) -> float:
    return times[int(0.99 * (len(times) - 1))]


async def test_one_is_asked_to_wait_and_nobody_else_waits(place: Crowd, figure: Figure) -> None:
    await place.start()
    calm, _ = await late(place)
    place.slack.limit(LIMITED, PAUSE)
    limited, waited = await late(place)
    figure(
        f"others' p99 {p99(calm):.2f} s in calm, {p99(limited):.2f} s beside a 429;"
        f" the limited one {waited:.2f} s, asked for {PAUSE:g} s"
    )
    assert len(place.slack.turned_down()) == 1
    assert PAUSE <= waited <= PAUSE + 1.5 * crowded()
    assert p99(limited) <= 1.5 * p99(calm) + 0.25 * crowded()
    assert place.doubled() == []


def to_one_person(count: int, severity: Severity, now: datetime) -> list[Case]:
    posts = (Post("co:JPN"), Post("co:KEN"))
    return [lying_with(case, posts) for case in cases(count, now, now, severity)]


async def test_as_fast_as_the_limit_allows_and_urgent_first(place: Crowd, figure: Figure) -> None:
    """Twenty that are normal wait already when ten that are critical come."""
    now = datetime.now(UTC)
    with opened(place.url) as store:
        fill_directory(store, now)
        open_cases(store, to_one_person(20, "normal", now), now)
        open_cases(store, to_one_person(10, "critical", now), now)
    await place.start()
    await place.told(30, 60)
    arrived = sorted((at, int(key[4:])) for key, at in place.first_times().items())
    took = arrived[-1][0] - arrived[0][0]
    interval = LIMITS["slack"].interval
    best = 29 * interval
    figure(f"30 messages to one conversation in {took:.2f} s; the limit allows {best:.2f} s")
    # The first one may have been late.
    assert best - interval <= took <= OF_THE_BEST * best * crowded()
    assert {number for _, number in arrived[:10]} == set(range(21, 31))
    assert place.slack.turned_down() == []
