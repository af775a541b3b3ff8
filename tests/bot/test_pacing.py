"""No destination gets messages faster than its platform allows, and none waits for another."""

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import INTERVALS, Pacing
from routing.notices import Recipient, Route

LONGEST = 8.0


class VirtualTime:
    """A clock that stands still unless it is moved; sleeping is only noted."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def to(address: str, route: Route = "slack") -> Recipient:
    return Recipient(route, address, "Somebody", "en")


def paced() -> tuple[Pacing, VirtualTime]:
    time = VirtualTime()
    return Pacing(time.monotonic, time.sleep), time


async def test_the_first_message_goes_at_once_and_the_next_waits_its_turn() -> None:
    pacing, time = paced()
    assert [await pacing.turn(to("U1")) for _ in range(3)] == [True, True, True]
    assert time.slept == [1.0, 2.0]


async def test_after_a_pause_nothing_waits() -> None:
    pacing, time = paced()
    assert await pacing.turn(to("U1"))
    time.now += 1.0
    assert pacing.wait(to("U1")) == 0
    assert await pacing.turn(to("U1"))
    assert time.slept == []


async def test_destinations_and_platforms_do_not_wait_for_each_other() -> None:
    pacing, time = paced()
    for place in (to("U1"), to("U2"), to("U1", "teams")):
        assert await pacing.turn(place)
    assert time.slept == []
    assert await pacing.turn(to("U1", "teams"))
    assert time.slept == pytest.approx([INTERVALS["teams"]])


async def test_mail_is_not_paced() -> None:
    pacing, time = paced()
    assert all([await pacing.turn(to("a@example.org", "mail")) for _ in range(100)])
    assert time.slept == []
    assert pacing.wait(to("a@example.org", "mail")) == 0


async def test_too_long_a_queue_is_sent_away_and_told_when_to_come_back() -> None:
    pacing, time = paced()
    turns = [await pacing.turn(to("U1")) for _ in range(64)]
    assert turns == [True] * 9 + [False] * 55
    assert pacing.wait(to("U1")) == 9.0
    time.now += pacing.wait(to("U1"))
    assert await pacing.turn(to("U1")), "whoever was sent away has booked nothing"
    assert max(time.slept) == LONGEST


async def test_a_burst_to_one_person_is_through_in_a_second_each() -> None:
    pacing, time = paced()
    left, rounds = 64, 0
    start = time.now
    while left:
        left -= sum([await pacing.turn(to("U1")) for _ in range(left)])
        rounds += 1
        time.now += pacing.wait(to("U1"))
    assert time.now - start == 64
    assert rounds <= 8


async def test_places_of_long_ago_are_forgotten() -> None:
    pacing, time = paced()
    for number in range(10_001):
        await pacing.turn(to(f"U{number}"))
    time.now += 60
    await pacing.turn(to("U1"))
    await pacing.turn(to("U1"))
    assert time.slept == [1.0]


@given(
    st.lists(
        st.tuples(
            st.floats(min_value=0, max_value=3),
            st.sampled_from(["U1", "U2"]),
            st.sampled_from(["slack", "teams", "mail"]),
        ),
        max_size=60,
    )
)
async def test_messages_to_one_place_keep_their_distance(
    arrivals: list[tuple[float, str, Route]],
) -> None:
    pacing, time = paced()
    sent: dict[tuple[str, str], list[float]] = defaultdict(list)
    for pause, address, route in arrivals:
        time.now += pause
        time.slept.clear()
        if await pacing.turn(to(address, route)):
            waited = sum(time.slept)
            assert waited <= LONGEST
            sent[route, address].append(time.now + waited)
    for (platform, _), times in sent.items():
        apart = [after - before for before, after in pairwise(times)]
        assert all(gap >= INTERVALS.get(platform, 0) - 1e-9 for gap in apart)
