"""Several processes on one PostgreSQL database: none leads, and nothing happens twice."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.databases import PostgresServer
from tests.processes.served import until
from tests.processes.stories import STORIES, Story, directory, enter
from tests.processes.town import QUICK, Town, town

REPLICAS = 3

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> AsyncIterator[Town]:
    """A town with three processes that all started on an empty database at once."""
    url = postgres_server.new_database()
    async with town(tmp_path_factory.mktemp("shared"), url, policy=QUICK) as found:
        enter(found.slack.users)
        await asyncio.gather(*(found.start() for _ in range(REPLICAS)))
        found.populate(directory())
        yield found
    postgres_server.drop(url)


async def opened(shared: Town, story: Story, replica: int) -> int:
    """Open a case at one of the processes; its number."""
    shared.speak_to(shared.served[replica])
    answer = await shared.slash(story.asker, f"escalate {story.topic} {story.country} high")
    found = re.search(r"IOM-(\d+) ", answer)
    assert found, answer
    return int(found[1])


async def test_each_level_is_told_once_whoever_does_it(shared: Town) -> None:
    cases = {await opened(shared, story, i % REPLICAS): story for i, story in enumerate(STORIES)}
    await until(lambda: all(shared.tellings(story.third, n) for n, story in cases.items()))
    for number, story in cases.items():
        assert (shared.tellings(story.second, number), shared.tellings(story.third, number)) == (
            1,
            1,
        )
        shared.speak_to(shared.served[number % REPLICAS])
        assert f"IOM-{number}" in await shared.slash(story.third, f"ack IOM-{number}")
        steps = [entry.what for entry in shared.trail(number) if "kind" not in entry.facts]
        assert steps[:4] == ["opened", "told", "no_answer", "told"]
        assert steps.count("taken") == 1
        for user in (story.asker, story.second, story.third):
            assert set(shared.keys_to(user).values()) == {1}


async def test_the_same_delivery_at_every_process_has_one_effect(shared: Town) -> None:
    before = shared.cases()
    body = shared.command_body(STORIES[0].asker, "escalate shelter kenya")
    answers = set()
    for served in shared.served:
        shared.speak_to(served)
        answers.add((await shared.post_slack(body)).text)
    assert len(answers) == 1
    assert shared.cases() == before + 1


async def test_one_that_dies_leaves_its_work_to_the_others(shared: Town) -> None:
    story = STORIES[1]
    number = await opened(shared, story, 0)
    shared.served[0].kill()
    await until(lambda: shared.tellings(story.third, number) > 0)
    assert shared.tellings(story.second, number) == 1
    shared.speak_to(shared.served[1])
    assert (await shared.web.get("/healthz")).status_code == 200
