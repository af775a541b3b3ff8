"""More people than are asked at once, and the process that began to ask them dies."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from routing.rounds import AT_ONCE
from tests.processes.confirmers import morning, offset, written
from tests.processes.served import until
from tests.processes.town import town
from tests.rows import Rows

PEOPLE = AT_ONCE + 40


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_a_process_that_dies_between_two_batches(tmp_path: Path, postgres_url: str) -> None:
    """Some are asked, the others have their turn seconds later, by the processes that live."""
    users = [f"U{number:04}" for number in range(1, PEOPLE + 1)]
    rows = [
        f"co:KEN,{number},Person {number} Example,person{number}@example.org,{user}"
        for number, user in enumerate(users, 1)
    ]
    async with town(tmp_path, postgres_url) as place:
        place.populate("\n".join(["post,rank,name,email,slack", *rows]))
        for user in users:
            place.slack.users.add(user, f"{user}@example.org", user)
        clock = offset(morning(1))
        first = await place.start(IOM_CLOCK_OFFSET_SECONDS=clock)
        await until(lambda: len(written(place)) == AT_ONCE)
        await asyncio.gather(*(place.start(IOM_CLOCK_OFFSET_SECONDS=clock) for _ in range(2)))
        first.kill()
        await until(lambda: len(written(place)) == PEOPLE, 120)
        stored = Rows(place.url)
        await until(lambda: stored.pending() == 0, 120)
        stored.close()
        assert written(place) == Counter(users)
        keys = [key for user in users for key in place.keys_to(user).elements()]
        assert len([key for key in keys if key.startswith("confirm/")]) == PEOPLE
