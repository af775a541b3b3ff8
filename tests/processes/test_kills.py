"""``kill -9`` at chosen moments of the main transcript; a lease runs out before a wait does.

The process dies in the middle of a call at Slack, before or after the call has had its effect;
the next one is started with its clock further on, as if that much time had passed. Whatever was
in doubt is looked up at Slack by its key: nobody is told twice, and nobody is left out.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.processes.people import AMINA, ASKER, DIRECTORY, NOOR, enter
from tests.processes.served import Served, until
from tests.processes.town import LEASE, Blow, Town, town
from tests.shown import shown

HOURLY = "grace_seconds: 0.2\nwaits: {high: {seconds: 3600}}"
HOUR = 3600.0


@pytest.fixture
async def place(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    """A town on the kind of database that the test names."""
    url = request.getfixturevalue(f"{request.param}_url")
    async with town(tmp_path, url, policy=HOURLY) as found:
        enter(found.slack.users)
        found.populate(DIRECTORY)
        yield found


async def later(place: Town, seconds: float) -> Served:
    """A process whose clock is so many seconds ahead."""
    return await place.start(IOM_CLOCK_OFFSET_SECONDS=str(seconds))


async def dies_in(place: Town, served: Served, method: str, *, after: bool) -> None:
    """Let the process die of its next call of a method."""
    place.slack.meet(method, Blow(served.kill, after))
    assert await served.ended() == -9


def whats(place: Town) -> list[str]:
    """What the trail says of the tellings and of the people, without what went to the asker."""
    return [e.what for e in place.trail(1) if e.facts.get("kind") != "progress"]


@pytest.mark.parametrize("place", ["sqlite", "postgres"], indirect=True)
async def test_a_command_that_was_cut_off_opens_one_case(place: Town) -> None:
    """Slack or the person sends it again."""
    served = await place.start()
    body = place.command_body(ASKER, "escalate shelter kenya high -- no roofs")
    place.slack.meet("users.info", Blow(served.kill, after=True))
    asked = asyncio.create_task(place.post_until_answered(body))
    assert await served.ended() == -9
    assert place.cases() == 0
    await place.start()
    assert "IOM-1" in await asked
    assert "IOM-1" in await place.post_until_answered(body)
    assert place.cases() == 1


@pytest.mark.parametrize(
    ("place", "after"),
    [
        pytest.param("sqlite", False, id="sqlite-not-arrived", marks=pytest.mark.slow),
        pytest.param("sqlite", True, id="sqlite-arrived", marks=pytest.mark.slow),
        pytest.param("postgres", False, id="postgres-not-arrived", marks=pytest.mark.slow),
        pytest.param("postgres", True, id="postgres-arrived"),
    ],
    indirect=["place"],
)
async def test_the_whole_job_with_a_death_in_each_delivery(place: Town, *, after: bool) -> None:
    served = await place.start()
    place.slack.meet("chat.postMessage", Blow(served.kill, after))
    await place.post_until_answered(place.command_body(ASKER, "escalate shelter kenya high -- x"))
    assert await served.ended() == -9
    assert place.tellings(AMINA, 1) == int(after)

    # The lease has run out, the wait has not.
    served = await later(place, LEASE + 1)
    await until(lambda: place.news_to(ASKER) == ["told"])
    assert place.tellings(AMINA, 1) == 1
    served.kill()
    await served.ended()

    # Nobody has answered for an hour: the next level.
    served = await later(place, HOUR + LEASE)
    await dies_in(place, served, "chat.postMessage", after=after)
    assert place.tellings(NOOR, 1) == int(after)
    served = await later(place, HOUR + 2 * LEASE + 2)
    await until(lambda: place.news_to(ASKER) == ["told", "told"])
    assert (place.tellings(AMINA, 1), place.tellings(NOOR, 1)) == (1, 1)

    # The answer is stored; the process dies while it changes the cards.
    place.slack.meet("chat.update", Blow(served.kill, after))
    await place.post_until_answered(place.command_body(NOOR, "ack IOM-1"))
    assert await served.ended() == -9
    await later(place, HOUR + 3 * LEASE + 3)
    cards = [place.slack.sent_to(user)[0] for user in (AMINA, NOOR)]
    await until(lambda: all("Noor Example" in shown(card.blocks) for card in cards))
    await place.post_until_answered(place.command_body(NOOR, "resolve IOM-1 -- 300 kits"))
    await until(lambda: place.news_to(ASKER) == ["told", "told", "taken", "resolved"])

    settled = "settled_sent" if after else "settled_not_sent"
    assert whats(place) == [
        "opened", "told", settled, "delivered", "no_answer",
        "told", settled, "delivered", "taken", "resolved",
    ]  # fmt: skip
    for user in (AMINA, NOOR, ASKER):
        assert set(place.keys_to(user).values()) == {1}
