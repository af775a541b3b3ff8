"""A drill on PostgreSQL: one notice for each person, whatever the replicas, presses and kills."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx

from tests.fakes import slack_payloads
from tests.processes.served import Served, until
from tests.processes.town import LEASE, Blow, town
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


async def test_each_has_one_notice(tmp_path: Path, postgres_url: str) -> None:
    async with town(tmp_path, postgres_url) as place:
        for user in (*STEWARDS, *TOLD):
            place.slack.users.add(user, f"{user.lower()}@example.org", f"{user} Example")
        place.populate(DIRECTORY)
        served = [await place.start() for _ in range(2)]
        asked = [await place.command(user, "drill nairobi") for user in STEWARDS]
        bodies = [
            place.press_body(user, question, "confirm")
            for user, question in zip(STEWARDS, asked, strict=True)
        ]

        def everything_dies() -> None:
            for each in served:
                each.kill()

        # Both stewards press, each press comes to both processes, and all die while one sends.
        place.slack.meet("chat.postMessage", Blow(everything_dies, after=True))
        await asyncio.gather(*(pressed_at(each, body) for each in served for body in bodies))
        for each in served:
            assert await each.ended() == -9

        def notices() -> Counter[str]:
            keys = {user: place.keys_to(user) for user in (*STEWARDS, *TOLD)}
            return Counter(
                user for user in keys for key in keys[user].elements() if "DRILL-" in key
            )

        assert 0 < notices().total() < len(TOLD) + len(STEWARDS), "in the midst of them"
        later = [
            await place.start(IOM_CLOCK_OFFSET_SECONDS=str(LEASE + 15 + number))
            for number in range(2)
        ]
        for body in bodies:  # Slack tries again, and so do the stewards
            await asyncio.gather(*(pressed_at(each, body) for each in later))
        rows = Rows(place.url)
        await until(lambda: rows.pending() == 0, 60)
        assert len(rows.written("drill")) == len(notices())
        assert rows.counts()["cases"] == 0
        rows.close()
        assert set(notices()) >= set(TOLD)
        assert set(notices().values()) == {1}
        assert "DRILL-1" in await place.slash(TOLD[0], "drill ack DRILL-1")
        assert f"1 of {len(notices())} have acknowledged" in await place.slash(
            STEWARDS[0], "drill status"
        )
        assert "no such drill" in await place.slash(STEWARDS[0], "drill status DRILL-2")
