"""The Teams adapter against a fake connector service, with a bot that says what it's told to."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from adapters.teams.app import TeamsApp, TeamsSettings
from adapters.teams.gateway import TeamsGateway
from routing.card import Card
from routing.exchange import Reply, Request
from tests.fakes.connector import FakeConnector
from tests.fakes.teams_activities import PASSWORD


class MemoryRecords:
    """The store's documents in a dictionary; counts writes."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], Mapping[str, Any]] = {}
        self.writes = 0
        self.failure: Exception | None = None

    async def get(self, kind: str, key: str) -> Mapping[str, Any] | None:
        if self.failure:
            raise self.failure
        return self.documents.get((kind, key))

    async def put(self, kind: str, key: str, body: Mapping[str, Any]) -> None:
        self.writes += 1
        self.documents[kind, key] = body

    async def delete(self, kind: str, key: str) -> None:
        if self.failure:
            raise self.failure
        self.documents.pop((kind, key), None)


@dataclass
class Bot:
    """Keeps what it is asked; answers ``reply``, or raises ``failure``."""

    asked: list[Request] = field(default_factory=list)
    reply: Reply = field(default_factory=lambda: Reply(Card("Done", reference="IOM-7")))
    failure: Exception | None = None

    async def handle(self, request: Request) -> Reply:
        self.asked.append(request)
        if self.failure:
            raise self.failure
        return self.reply


@dataclass
class Time:
    """A clock that moves when it is told to."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def settings_for(teams: FakeConnector) -> TeamsSettings:
    return TeamsSettings(
        teams.app_id,
        PASSWORD,
        teams.tenant,
        (teams.host,),
        teams.metadata_url,
        teams.token_url,
    )


@pytest.fixture
async def teams() -> AsyncIterator[FakeConnector]:
    async with FakeConnector() as connector:
        yield connector


@pytest.fixture
def records() -> MemoryRecords:
    return MemoryRecords()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def app(teams: FakeConnector, records: MemoryRecords, time: Time) -> AsyncIterator[TeamsApp]:
    app = TeamsApp(settings_for(teams), records, monotonic=time)
    yield app
    await app.close()


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def gateway(app: TeamsApp, bot: Bot, time: Time) -> TeamsGateway:
    return TeamsGateway(app, bot.handle, lambda _: Card("Sorry"), time.sleep)
