"""The HTTP surface in process: what is off, health, sizes and methods."""

from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.cli.serve import heartbeat_of
from bot.ports import Writer
from bot.settings import Settings
from bot.web import MAX_BODY, Web
from bot.wiring import Bot, build
from tests import builders
from tests.adapters.store.samples import notice

SLACK = {"slack_signing_secret": "s" * 32, "slack_bot_token": "xoxb-1"}
TEAMS = {
    "microsoft_app_id": "app",
    "microsoft_app_password": "word",
    "microsoft_app_tenant_id": "tenant",
}


@contextmanager
def web_of(url: str, **known: str) -> Iterator[tuple[Bot, httpx.AsyncClient]]:
    """A bot with these settings, and a client that speaks to its application."""
    bot = build(Settings.model_validate({"database_url": url, **known}))
    app = Web(bot, heartbeat_of(bot)).app()
    transport = httpx.ASGITransport(app=app)
    yield bot, httpx.AsyncClient(transport=transport, base_url="http://bot.example.org")


@pytest.fixture
async def client(sqlite_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Nothing is configured."""
    with web_of(sqlite_url) as (bot, client):
        async with client:
            yield client
        await bot.close()


@pytest.fixture
async def full(sqlite_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Slack and Teams are on."""
    with web_of(sqlite_url, **SLACK, **TEAMS) as (bot, client):
        async with client:
            yield client
        await bot.close()


@pytest.mark.parametrize(
    ("method", "path", "missing"),
    [
        ("POST", "/slack/events", ["SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"]),
        (
            "GET",
            "/slack/install",
            ["SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"],
        ),
        (
            "GET",
            "/slack/oauth_redirect",
            ["SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"],
        ),
        (
            "POST",
            "/api/messages",
            ["MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID"],
        ),
    ],
)
async def test_a_platform_that_is_off_says_what_is_missing(
    client: httpx.AsyncClient, method: str, path: str, missing: list[str]
) -> None:
    response = await client.request(method, path)
    assert response.status_code == 503
    assert response.json()["missing"] == missing


async def test_only_what_is_missing_is_named(sqlite_url: str) -> None:
    known = {"slack_signing_secret": "s" * 32, "microsoft_app_id": "app"}
    with web_of(sqlite_url, **known) as (bot, client):
        async with client:
            slack = await client.post("/slack/events")
            teams = await client.post("/api/messages")
        await bot.close()
    assert slack.json()["missing"] == ["SLACK_BOT_TOKEN"]
    assert teams.json()["missing"] == ["MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID"]


async def test_slack_that_is_on_says_what_installing_still_needs(full: httpx.AsyncClient) -> None:
    for path in ("/slack/install", "/slack/oauth_redirect"):
        response = await full.get(path)
        assert response.status_code == 503
        assert response.json()["missing"] == ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"]


@pytest.mark.parametrize("path", ["/slack/events", "/api/messages"])
async def test_nothing_is_accepted_unsigned(full: httpx.AsyncClient, path: str) -> None:
    response = await full.post(path, content=b'{"type": "message", "text": "escalate wash KEN"}')
    assert response.status_code in (401, 403)


@pytest.mark.parametrize("path", ["/slack/events", "/api/messages"])
async def test_a_body_that_is_too_large(full: httpx.AsyncClient, path: str) -> None:
    response = await full.post(path, content=b"x" * (MAX_BODY + 1))
    assert response.status_code == 413


async def test_a_body_that_is_as_large_as_may_be(full: httpx.AsyncClient) -> None:
    response = await full.post("/slack/events", content=b"x" * MAX_BODY)
    assert response.status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/slack", 404),
        ("GET", "/slack/events", 405),
        ("PUT", "/api/messages", 405),
        ("POST", "/healthz", 405),
        ("DELETE", "/metrics", 405),
        ("HEAD", "/healthz", 200),
    ],
)
async def test_other_paths_and_methods(
    full: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await full.request(method, path)
    assert response.status_code == status


async def test_a_client_that_goes_away_is_no_fault(sqlite_url: str) -> None:
    """The rest of the body never comes."""
    with web_of(sqlite_url, **TEAMS) as (bot, client):
        app = Web(bot, heartbeat_of(bot)).app()
        sent: list[MutableMapping[str, Any]] = []
        parts: Iterator[MutableMapping[str, Any]] = iter(
            [
                {"type": "http.request", "body": b'{"type"', "more_body": True},
                {"type": "http.disconnect"},
            ]
        )

        async def receive() -> MutableMapping[str, Any]:
            return next(parts)

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/api/messages",
            "headers": [],
            "query_string": b"",
        }
        await app(scope, receive, send)
        assert sent[0]["status"] in (400, 401)
        await client.aclose()
        await bot.close()


async def test_a_bot_that_is_on_time_is_well(client: httpx.AsyncClient) -> None:
    health = await client.get("/healthz")
    assert health.status_code == 200
    assert health.json()["status"] == "ok"
    assert health.json()["oldest_due_seconds_late"] == 0
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"ready": True})


async def test_a_step_that_is_overdue_shows(sqlite_url: str) -> None:
    with web_of(sqlite_url) as (bot, client):
        due = bot.clock.now() - timedelta(minutes=10)

        def write(writer: Writer) -> None:
            writer.open_case(builders.case(due_at=due))

        await bot.database.write(write)
        async with client:
            health = await client.get("/healthz")
            metrics = await client.get("/metrics")
        await bot.close()
    assert health.status_code == 503
    assert health.json()["status"] == "late"
    assert 600 <= health.json()["oldest_due_seconds_late"] < 660
    assert 'iombot_cases_open{level="1"} 1.0' in metrics.text


async def test_an_outbox_that_is_stuck_shows(sqlite_url: str) -> None:
    with web_of(sqlite_url) as (bot, client):
        due = bot.clock.now() - timedelta(minutes=10)
        await bot.database.write(lambda writer: writer.add_notices([notice("a", due_at=due)]))
        async with client:
            health = await client.get("/healthz")
        await bot.close()
    assert health.status_code == 503
    assert health.json()["oldest_due_seconds_late"] == 0
    assert 600 <= health.json()["outbox_seconds_late"] < 660


async def test_without_a_database(tmp_path: Path) -> None:
    with web_of(f"sqlite:///{tmp_path / 'never.db'}") as (bot, client):
        async with client:
            health = await client.get("/healthz")
            ready = await client.get("/readyz")
            metrics = await client.get("/metrics")
        await bot.close()
    assert health.status_code == 503
    assert health.json()["database"] == "away"
    assert (ready.status_code, ready.json()) == (503, {"ready": False})
    assert metrics.status_code == 503


async def test_an_empty_database_is_not_ready(empty_url: str) -> None:
    with web_of(empty_url) as (bot, client):
        async with client:
            before = await client.get("/readyz")
            await bot.database.call(lambda store: store.migrate())
            after = await client.get("/readyz")
        await bot.close()
    assert (before.status_code, after.status_code) == (503, 200)
