"""``kill -9`` at any moment: cases at every stage of the main transcript, killed together.

Six cases are opened one after another, so that one blow meets each at another moment: before it
is stored, in its grace, while somebody is told, between two levels, taken, resolved. People send
what wasn't answered again, as Slack and they themselves do. Afterwards the trail, the messages and
the database have to agree.
"""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from routing.notices import Posted
from tests.chaos.seed import SEED
from tests.processes.served import until
from tests.processes.stories import LAST, STORIES, Story, directory, enter
from tests.processes.town import LEASE, QUICK, Town, town

BLOWS = 2
BETWEEN_CASES = 0.4


@pytest.fixture
async def place(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    url = request.getfixturevalue(f"{request.param}_url")
    async with town(tmp_path, url, policy=QUICK) as found:
        enter(found.slack.users)
        found.populate(directory())
        yield found


async def live_through(place: Town, story: Story, begins_after: float) -> int:
    """Open a case; whoever is told at level 3, or else 4, takes it and resolves it; its number."""
    await asyncio.sleep(begins_after)
    text = f"escalate {story.topic} {story.country} high -- no roofs"
    answer = await place.post_until_answered(place.command_body(story.asker, text))
    found = re.search(r"IOM-(\d+) ", answer)
    assert found, answer
    number = int(found[1])
    told = (story.third, LAST)
    await until(lambda: any(place.calls(user, number) for user in told), 60)
    user = next(user for user in told if place.calls(user, number))
    for command in (f"ack IOM-{number}", f"resolve IOM-{number} -- done"):
        await place.post_until_answered(place.command_body(user, command))
    return number


async def strike(place: Town, chance: random.Random) -> None:
    """Kill the process at any moment of the stories, and start the next; as often as needed."""
    whole = BETWEEN_CASES * len(STORIES) + 2.0
    for _ in range(BLOWS):
        await asyncio.sleep(chance.uniform(0, whole / BLOWS))
        place.served[-1].kill()
        assert await place.served[-1].ended() == -9
        await place.start()


def pending(place: Town, numbers: Sequence[int]) -> list[Posted]:
    store = place.store()
    with store.read() as reader:
        found = [posted for number in numbers for posted in reader.notices(number)]
    store.close()
    return [posted for posted in found if posted.state == "pending"]


def assert_sound(place: Town, story: Story, number: int) -> None:
    """The trail tells the whole story, and everybody got each message once, if at all."""
    trail = place.trail(number)
    steps = [e.what for e in trail if "kind" not in e.facts]
    assert steps[:4] == ["opened", "told", "no_answer", "told"], steps
    assert [what for what in steps if what in ("taken", "resolved")] == ["taken", "resolved"]
    for user in (story.asker, story.second, story.third, LAST):
        assert set(place.keys_to(user).values()) <= {1}
    dropped = {e.facts["to"] for e in trail if e.what == "superseded"}
    for user in (story.second, story.third):
        # What was under way when its time was over may not have arrived: the trail says so.
        assert place.tellings(user, number) == 1 or f"{user} Example" in dropped
    assert {"taken", "resolved"} <= set(place.news_to(story.asker))


async def check_seed(place: Town, seed: int) -> None:
    await place.start()
    striking = asyncio.create_task(strike(place, random.Random(seed)))
    numbers = await asyncio.gather(
        *(live_through(place, story, i * BETWEEN_CASES) for i, story in enumerate(STORIES))
    )
    await striking
    # Whatever was under way at a blow is settled once its lease has run out.
    place.served[-1].kill()
    await place.served[-1].ended()
    await place.start(IOM_CLOCK_OFFSET_SECONDS=str(LEASE + 1))
    await until(lambda: pending(place, numbers) == [])
    assert sorted(numbers) == list(range(1, len(STORIES) + 1))
    assert place.cases() == len(STORIES)
    for story, number in zip(STORIES, numbers, strict=True):
        assert_sound(place, story, number)


@pytest.mark.parametrize(
    "place", [pytest.param("sqlite", marks=pytest.mark.slow), "postgres"], indirect=True
)
async def test_killed_twice(place: Town) -> None:
    await check_seed(place, SEED)


@pytest.mark.slow
@pytest.mark.parametrize("more", range(1, 8))
@pytest.mark.parametrize("place", ["sqlite", "postgres"], indirect=True)
async def test_killed_twice_with_many_seeds(place: Town, more: int) -> None:
    await check_seed(place, SEED + more)
