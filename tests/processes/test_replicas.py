"""Several processes on one PostgreSQL database: none leads, and nothing happens twice."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.databases import PostgresServer
from tests.processes.people import AMINA, ASKER, DIRECTORY, DOE, NOOR, enter
from tests.processes.served import until
from tests.processes.town import QUICK, Town, town

REPLICAS = 3
LEVELS = (AMINA, NOOR, DOE)

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
        found.populate(DIRECTORY)
        yield found
    postgres_server.drop(url)


async def opened(shared: Town, replica: int) -> int:
    """Open a case at one of the processes; its number."""
    shared.speak_to(shared.served[replica])
    answer = await shared.slash(ASKER, "escalate shelter kenya high")
    found = re.search(r"IOM-(\d+) ", answer)
    assert found, answer
    return int(found[1])


async def test_each_level_is_told_once_whoever_does_it(shared: Town) -> None:
    numbers = [await opened(shared, replica) for replica in range(REPLICAS)]
    await until(lambda: all(shared.tellings(user, number) for user in LEVELS for number in numbers))
    for replica, number in enumerate(numbers, 1):
        assert [shared.tellings(user, number) for user in LEVELS] == [1, 1, 1]
        shared.speak_to(shared.served[replica % REPLICAS])
        assert f"IOM-{number}" in await shared.slash(DOE, f"ack IOM-{number}")
        whats = [entry.what for entry in shared.trail(number)]
        assert (whats.count("told"), whats.count("taken")) == (3, 1)
    for user in (*LEVELS, ASKER):
        assert set(shared.keys_to(user).values()) == {1}


async def test_the_same_delivery_at_every_process_has_one_effect(shared: Town) -> None:
    before = shared.cases()
    body = shared.command_body(ASKER, "escalate shelter kenya")
    answers = set()
    for served in shared.served:
        shared.speak_to(served)
        answers.add((await shared.post_slack(body)).text)
    assert len(answers) == 1
    assert shared.cases() == before + 1


async def test_one_that_dies_leaves_its_work_to_the_others(shared: Town) -> None:
    number = await opened(shared, 0)
    shared.served[0].kill()
    await until(lambda: shared.tellings(NOOR, number) > 0)
    assert shared.tellings(AMINA, number) == 1
    shared.speak_to(shared.served[1])
    assert (await shared.web.get("/healthz")).status_code == 200
