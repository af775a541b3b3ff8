"""Item 6 of what must hold: the database is away for a minute, with a hundred steps due in it."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from adapters.store import open_store
from tests.conftest import Figure
from tests.databases import PostgresServer
from tests.fakes import slack_payloads
from tests.processes.crowd import Crowd, crowd
from tests.processes.served import crowded
from tests.rows import Rows

COUNT = 100
AWAY = 60.0
GONE_WITHIN = 5.0
ANSWERED_WITHIN = 3.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
async def place(tmp_path: Path, own_server: PostgresServer) -> AsyncIterator[Crowd]:
    url = own_server.new_database()
    store = open_store(url)
    store.migrate()
    store.close()
    async with crowd(tmp_path, url) as found:
        yield found


class Talker:
    """Somebody who goes on writing to the bot; ``slowest`` is the longest answer in seconds."""

    def __init__(self, url: str) -> None:
        self._web = httpx.AsyncClient(base_url=url, timeout=20)
        self.slowest = 0.0
        self.said = 0

    async def ask(self, text: str) -> str:
        body = slack_payloads.command(text, user=f"UT{self.said}")
        began = time.monotonic()
        headers = slack_payloads.signed(body)
        answer = await self._web.post("/slack/events", content=body, headers=headers)
        assert answer.status_code == 200
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.said += 1
        return answer.text

    async def until(self, moment: float) -> None:
        """Every second a question and a case until then (monotonic seconds)."""
        while time.monotonic() < moment:
            shown = await self.ask("who shelter kenya")
            assert "Contact" in shown
            refused = await self.ask("escalate shelter kenya critical -- roofs torn off")
            assert not re.search(r"IOM-\d", refused), refused
            assert "not" in refused.lower()
            assert "@example.org" in refused
            await asyncio.sleep(1)

    async def close(self) -> None:
        await self._web.aclose()


async def test_a_minute_without_the_database(
    place: Crowd, own_server: PostgresServer, figure: Figure
) -> None:
    served = await place.start()
    place.wait_for_their_next_level(COUNT, 10.0)
    talker = Talker(served.url)
    await talker.ask("who shelter kenya")
    talker.slowest = 0.0
    own_server.stop()
    try:
        await talker.until(time.monotonic() + AWAY)
        assert place.tellings() == {}
    finally:
        await asyncio.to_thread(own_server.start)
    back = time.monotonic()
    await place.told(COUNT, 30)
    took = max(place.first_times().values()) - back
    figure(
        f"backlog of {COUNT} gone {took:.1f} s after the return; {talker.said} commands meanwhile,"
        f" the slowest answered in {talker.slowest:.1f} s"
    )
    await place.quiet(30)
    assert took <= GONE_WITHIN * crowded()
    assert talker.slowest <= ANSWERED_WITHIN * crowded()
    assert len(place.tellings()) == COUNT
    assert place.doubled() == []
    rows = Rows(place.url)
    assert rows.counts()["cases"] == COUNT
    rows.close()
    await talker.close()
    assert "Traceback" not in served.text
