"""``iombot serve`` from outside: its paths, what is off, and what it refuses."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from tests.fakes import slack_payloads
from tests.fakes.teams_activities import AMINA
from tests.processes.served import bare_environment, until
from tests.processes.town import Town, town
from tests.shown import shown

MEBIBYTE = 1_048_576


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bare(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A process without any platform, on a database that it makes itself."""
    folder = tmp_path_factory.mktemp("bare")
    async with town(folder, f"sqlite:///{folder}/var/bot.db", platforms=False) as found:
        await found.start()
        yield found


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def full(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A process with Slack, Teams and mail."""
    folder = tmp_path_factory.mktemp("full")
    async with town(folder, f"sqlite:///{folder}/bot.db") as found:
        found.slack.users.add("UASK", "wanjiru@example.org", "Wanjiru Example")
        await found.start(IOM_LOG_FORMAT="json")
        yield found


module_loop = pytest.mark.asyncio(loop_scope="module")


@module_loop
async def test_health_readiness_and_figures(bare: Town) -> None:
    health = await bare.web.get("/healthz")
    assert health.status_code == 200
    assert health.json()["status"] == "ok"
    assert isinstance(health.json()["oldest_due_seconds_late"], float)
    ready = await bare.web.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"ready": True})
    metrics = await bare.web.get("/metrics")
    assert metrics.status_code == 200
    names = {family.name for family in text_string_to_metric_families(metrics.text)}
    assert {"iombot_tick_age_seconds", "iombot_cases_open", "iombot_notices_pending"} <= names


@module_loop
@pytest.mark.parametrize(
    ("method", "path", "missing"),
    [
        ("POST", "/slack/events", {"SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"}),
        ("GET", "/slack/install", {"SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID"}),
        ("GET", "/slack/oauth_redirect", {"SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET"}),
        ("POST", "/api/messages", {"MICROSOFT_APP_ID", "MICROSOFT_APP_TENANT_ID"}),
    ],
)
async def test_what_is_off_names_the_missing_settings(
    bare: Town, method: str, path: str, missing: set[str]
) -> None:
    answer = await bare.web.request(method, path, content=b"anything")
    assert answer.status_code == 503
    assert missing <= set(answer.json()["missing"])


@module_loop
async def test_installing_is_off_where_only_a_bot_token_is_set(full: Town) -> None:
    answer = await full.web.get("/slack/install")
    assert answer.status_code == 503
    assert set(answer.json()["missing"]) == {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"}


@module_loop
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("POST", "/slack", 404), ("GET", "/slack/events", 405),
     ("GET", "/api/messages", 405), ("POST", "/metrics", 405), ("HEAD", "/readyz", 200)],
)  # fmt: skip
async def test_other_paths_and_methods(full: Town, method: str, path: str, status: int) -> None:
    assert (await full.web.request(method, path)).status_code == status


@module_loop
@pytest.mark.parametrize("path", ["/slack/events", "/api/messages"])
@pytest.mark.parametrize("size", [MEBIBYTE + 1, 20 * MEBIBYTE])
async def test_a_body_that_is_too_large(full: Town, path: str, size: int) -> None:
    """The answer comes although the rest of the body is still on its way."""
    status = await _status_of_post(full, path, b"x" * size, size)
    assert status == 413
    assert (await full.web.get("/healthz")).status_code == 200


@module_loop
async def test_a_body_without_an_end_is_too_large_too(full: Town) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    try:
        answer = await full.web.post("/slack/events", content=endless())
        assert answer.status_code == 413
    except (httpx.ReadError, httpx.WriteError):
        # The server has hung up in the middle of the body: refused as well.
        assert (await full.web.get("/healthz")).status_code == 200


@module_loop
@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
    ],
)
async def test_what_is_no_http(full: Town, garbage: bytes) -> None:
    answer = await _raw(full, garbage)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert (await full.web.get("/healthz")).status_code == 200


@module_loop
async def test_a_body_that_stops_in_the_middle(full: Town) -> None:
    head = b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n"
    assert await _raw(full, head + b'{"type": "mess', hang_up=True) == b""
    assert (await full.web.get("/healthz")).status_code == 200


@module_loop
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"type": 5}', b"a=b", b"[" * 50_000]
)
async def test_bodies_that_are_nothing(full: Town, body: bytes) -> None:
    """Signed as they should be, and still refused: no effect, no fault."""
    before = len(full.served[-1].errors)
    slack = await full.web.post("/slack/events", content=body, headers=slack_payloads.signed(body))
    assert slack.status_code == 400
    headers = {"Authorization": f"Bearer {full.teams.token()}"}
    teams = await full.web.post("/api/messages", content=body, headers=headers)
    assert 400 <= teams.status_code < 500
    written = "\n".join(full.served[-1].errors[before:])
    assert "Traceback" not in written


@module_loop
async def test_who_is_answered_by_slack_and_teams(full: Town) -> None:
    assert "Kenya" in await full.slash("UASK", "who wash kenya")
    answer = await full.post_teams(full.teams.message("who wash kenya", AMINA))
    assert answer.status_code == 200
    await until(lambda: bool(full.teams.sent))
    assert "Kenya" in shown(full.teams.sent[-1].card)


@module_loop
async def test_the_logs_are_json_and_quiet_about_words(full: Town) -> None:
    await full.slash("UASK", "escalate wash kenya -- the aubergine well")
    body = slack_payloads.command("escalate wash kenya -- the aubergine well")
    forged = slack_payloads.signed(body, secret="f" * 32)
    assert (await full.post_slack(body, forged)).status_code == 401
    lines = full.served[-1].errors
    assert lines
    for line in lines:
        json.loads(line)
    for hidden in ("aubergine", slack_payloads.SECRET, full.settings["SLACK_BOT_TOKEN"]):
        assert hidden not in full.served[-1].text


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "serve", "--port", str(port)],
            cwd=tmp_path,
            env=bare_environment({}),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert ended.returncode != 0
    assert "address already in use" in ended.stderr
    assert "Traceback" not in ended.stderr


async def _raw(found: Town, sent: bytes, *, hang_up: bool = False) -> bytes:
    """What comes back for bytes on a connection of their own."""
    place = urlsplit(found.served[-1].url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(sent)
        await writer.drain()
        if hang_up:
            return b""
        async with asyncio.timeout(10):
            return await reader.read(65_536)
    finally:
        writer.close()


async def _status_of_post(found: Town, path: str, body: bytes, length: int) -> int:
    """The status of an answer that may come before everything is sent."""
    place = urlsplit(found.served[-1].url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
        writer.write(head.encode() + body)
        async with asyncio.timeout(10):
            line = await reader.readline()
        return int(line.split()[1])
    finally:
        writer.close()
