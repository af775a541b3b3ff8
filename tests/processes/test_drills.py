"""A drill on PostgreSQL: one notice for each person, whatever the replicas, presses and kills."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx

from tests.fakes import slack_payloads
from tests.processes.served import Served, until
from tests.processes.town import LEASE, Blow, Town, town
from tests.rows import Rows

STEWARDS = ("USTEWARD", "UOTHER")
TOLD = [f"UTOLD{number}" for number in range(1, 13)]
POSTS = [
    *(("steward:nairobi", rank, user) for rank, user in enumerate(STEWARDS, 1)),
    *(("rts:nairobi", rank, user) for rank, user in enumerate(TOLD, 1)),
    ("co:KEN", 1, TOLD[0]),
]
DIRECTORY = "\n".join(
    [
        "post,rank,name,email,slack",
        *(
            f"{post},{rank},{user} Example,{user.lower()}@example.org,{user}"
            for post, rank, user in POSTS
        ),
    ]
)


async def pressed_at(served: Served, body: bytes) -> str:
    """The same bytes at one process; what it answered, empty if it died of them."""
    async with httpx.AsyncClient(base_url=served.url, timeout=20) as web:
        try:
            headers = slack_payloads.signed(body)
            return (await web.post("/slack/events", content=body, headers=headers)).text
        except httpx.TransportError:
            return ""


def notices(place: Town) -> Counter[str]:
    """How many notices of drills each person has."""
    keys = {user: place.keys_to(user) for user in (*STEWARDS, *TOLD)}
    return Counter(user for user in keys for key in keys[user].elements() if "DRILL-" in key)


async def all_die_in_the_midst(place: Town) -> list[bytes]:
    """Both stewards press, each press comes to both processes, and all die while one sends.

    Gives the presses.
    """
    served = [await place.start() for _ in range(2)]
    asked = [await place.command(user, "drill nairobi") for user in STEWARDS]
    bodies = [
        place.press_body(user, question, "confirm")
        for user, question in zip(STEWARDS, asked, strict=True)
    ]

    def everything_dies() -> None:
        for each in served:
            each.kill()

    place.slack.meet("chat.postMessage", Blow(everything_dies, after=True))
    await asyncio.gather(*(pressed_at(each, body) for each in served for body in bodies))
    for each in served:
        assert await each.ended() == -9
    # What they had written to their connections arrives, though they are dead.
    assert notices(place).total() > 0
    return bodies


async def test_each_has_one_notice(tmp_path: Path, postgres_url: str) -> None:
    async with town(tmp_path, postgres_url) as place:
        for user in (*STEWARDS, *TOLD):
            place.slack.users.add(user, f"{user.lower()}@example.org", f"{user} Example")
        place.populate(DIRECTORY)
        bodies = await all_die_in_the_midst(place)
        clocks = [str(LEASE + 15 + number) for number in range(2)]
        later = [await place.start(IOM_CLOCK_OFFSET_SECONDS=clock) for clock in clocks]
        for body in bodies:  # Slack tries again, and so do the stewards
            await asyncio.gather(*(pressed_at(each, body) for each in later))
        rows = Rows(place.url)
        await until(lambda: rows.pending() == 0, 60)
        told = notices(place)
        assert len(rows.written("drill")) == len(told)
        assert rows.counts()["cases"] == 0
        rows.close()
        assert set(told) >= set(TOLD)
        assert set(told.values()) == {1}
        assert "DRILL-1" in await place.slash(TOLD[0], "drill ack DRILL-1")
        status = await place.slash(STEWARDS[0], "drill status")
        assert f"1 of {len(told)} have acknowledged" in status
        assert "no such drill" in await place.slash(STEWARDS[0], "drill status DRILL-2")
