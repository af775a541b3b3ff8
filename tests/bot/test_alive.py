"""The dead-man's switch: heard every minute while all is well, silent otherwise."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from adapters.email.channel import MailChannel
from adapters.store import SqlStore
from adapters.watch.web import WebWatch
from bot import pauses
from bot.alive import Alive
from bot.database import Database
from bot.heartbeat import Heartbeat
from bot.ports import Watch
from bot.watches import watch_at
from tests.adapters.store.samples import case
from tests.fakes.http import serving
from tests.fakes.smtp import FakeSmtp

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


class StillClock:
    def now(self) -> datetime:
        return NOW


class Minutes:
    """The monotonic clock, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1000.0
        monkeypatch.setattr(pauses, "time", self)

    def monotonic(self) -> float:
        return self.seconds


class Listener:
    """A service that counts calls, and may answer badly or never."""

    def __init__(self) -> None:
        self.calls = 0
        self.status = 200
        self.gate = asyncio.Event()
        self.gate.set()

    async def hear(self, _: web.Request) -> web.Response:
        self.calls += 1
        await self.gate.wait()
        return web.Response(status=self.status)


@pytest.fixture
async def listener() -> AsyncIterator[tuple[Listener, str]]:
    listener = Listener()
    app = web.Application()
    app.router.add_get("/ping/secret-key", listener.hear)
    async with serving(app) as address:
        yield listener, f"{address}/ping/secret-key"
        listener.gate.set()


async def _tick() -> None:
    """A tick with nothing to do."""


@pytest.fixture
def database(store: SqlStore) -> Database:
    return Database(store, 1)


def alive(database: Database, watch: Watch) -> Alive:
    heartbeat = Heartbeat((_tick,), 1.0)
    return Alive(database, StillClock(), watch, lambda: heartbeat)


async def test_it_is_heard_once_a_minute(
    database: Database, listener: tuple[Listener, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, url = listener
    now = Minutes(monkeypatch)
    switch = alive(database, WebWatch(url))
    for _ in range(3):
        await switch.tick()
        await switch.idle()
    assert heard.calls == 1
    now.seconds += 60
    await switch.tick()
    await switch.idle()
    assert heard.calls == 2


async def test_nothing_is_heard_while_a_step_is_overdue(
    database: Database, listener: tuple[Listener, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, url = listener
    Minutes(monkeypatch)
    switch = alive(database, WebWatch(url))
    overdue = case(due_at=NOW - timedelta(minutes=5))
    opened = await database.write(lambda writer: writer.open_case(overdue))
    await switch.tick()
    await switch.idle()
    assert heard.calls == 0
    due = case(number=opened.number, due_at=NOW)
    await database.write(lambda writer: writer.save_case(due))
    await switch.tick()
    await switch.idle()
    assert heard.calls == 1


async def test_a_receiver_that_never_answers_holds_up_no_tick(
    database: Database, listener: tuple[Listener, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, url = listener
    now = Minutes(monkeypatch)
    heard.gate.clear()
    switch = alive(database, WebWatch(url))
    for _ in range(3):
        await switch.tick()
        now.seconds += 60
    heard.gate.set()
    await switch.idle()
    assert heard.calls == 1, "one at a time"


async def test_what_goes_wrong_is_told_without_the_address(
    database: Database,
    listener: tuple[Listener, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard, url = listener
    heard.status = 500
    Minutes(monkeypatch)
    for watch in (WebWatch(url), WebWatch("http://127.0.0.1:1/ping/secret-key")):
        switch = alive(database, watch)
        await switch.tick()
        await switch.idle()
    assert caplog.messages == [
        "whoever watches the bot wasn't reached: http_500",
        "whoever watches the bot wasn't reached: ClientConnectorError",
    ]
    assert "secret-key" not in caplog.text


async def test_an_answer_that_takes_too_long_is_given_up(listener: tuple[Listener, str]) -> None:
    heard, url = listener
    heard.gate.clear()
    assert await WebWatch(url, seconds=0.05).tell() == "timeout"


async def test_it_can_be_a_mail() -> None:
    async with FakeSmtp() as server:
        mail = MailChannel(server.url, "bot@example.org", StillClock().now)
        assert await watch_at("duty@example.org", mail, StillClock()).tell() is None
        await mail.close()
        (letter,) = server.mails
    assert "duty@example.org" in str(letter["To"])
    assert "The escalation bot is well" in str(letter["Subject"])
