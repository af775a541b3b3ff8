"""Commands a second: ``/iom who`` and a durable ``/iom escalate`` beside a bare bolt handler.

``who`` asks the same again and again, ``varied`` asks for every topic and country in turn, and
``free`` asks in French without a command.

Baseline: a slack-bolt handler that only acknowledges, behind the same Starlette and uvicorn, in
the same process and run. Run it with ``make bench``.
"""

import argparse
import asyncio
import itertools
import multiprocessing
import os
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.load import Figures, load
from bot.cli.contacts import EXAMPLE
from bot.cli.serve import bring_up, heartbeat_of
from bot.settings import Settings
from bot.web import Web
from bot.wiring import build
from content.directory import read_contacts
from content.structure import load_structure
from routing.topics import TOPIC_SLUGS
from tests.fakes import slack_payloads

PORT = 38_978
COUNTRIES = tuple(load_structure().countries)


def bare_handler() -> AsyncSlackRequestHandler:
    """Bolt with one command that is acknowledged with a text, and nothing else."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb", bot_id="B1")

    app = AsyncApp(
        signing_secret=slack_payloads.SECRET,
        process_before_response=True,
        authorize=authorize,
    )

    @app.command("/iom")
    async def answer(ack: AsyncAck) -> None:
        await ack("Amina Example, DOE RTS Nairobi")

    return AsyncSlackRequestHandler(app)


def serve(database_url: str) -> None:
    asyncio.run(_serve(database_url))


async def _serve(database_url: str) -> None:
    settings = Settings.model_validate(
        {
            "database_url": database_url,
            "slack_signing_secret": slack_payloads.SECRET,
            "slack_bot_token": "xoxb-test",
            "slack_api_url": "http://127.0.0.1:9/",
        }
    )
    bot = build(settings)
    await bring_up(bot)
    now = bot.clock.now()
    structure = bot.knowledge.content.structure
    found = read_contacts(EXAMPLE.read_text("utf-8"), structure, now.date())
    await bot.database.write(lambda writer: writer.replace_contacts(found, now))
    handler = bare_handler()

    async def bare(request: Request) -> Response:
        return await handler.handle(request)

    routes = [Route("/bare", bare, methods=["POST"]), *Web(bot, heartbeat_of(bot)).app().routes]
    config = uvicorn.Config(
        Starlette(routes=routes), port=PORT, log_config=None, access_log=False, lifespan="off"
    )
    await uvicorn.Server(config).serve()


_NUMBERS = itertools.count()


def signed(text: str) -> tuple[bytes, dict[str, str]]:
    user = f"U{next(_NUMBERS) % 50}"
    body = slack_payloads.command(text, user=user)
    return body, slack_payloads.signed(body)


def varied(number: int) -> str:
    """A question that is seldom asked twice: every topic for every country."""
    topic = TOPIC_SLUGS[number % len(TOPIC_SLUGS)]
    return f"who {topic} {COUNTRIES[number % len(COUNTRIES)]}"


def processor_seconds(pid: int) -> float:
    """What a process has used so far, user and system, of all its threads (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(pid: int, seconds: float, connections: int) -> dict[str, tuple[Figures, float]]:
    """Figures of each case, and the server's processor time a request in milliseconds."""
    numbers = itertools.count()
    cases: dict[str, tuple[str, Callable[[], str]]] = {
        "bare": ("/bare", lambda: "who shelter kenya"),
        "who": ("/slack/events", lambda: "who shelter kenya"),
        "varied": ("/slack/events", lambda: varied(next(numbers))),
        "free": ("/slack/events", lambda: "qui est le RTS pour le Tchad ?"),
        "escalate": ("/slack/events", lambda: "escalate shelter kenya high -- roofs torn off"),
    }
    found = {}
    for name, (path, text) in cases.items():

        def build(text: Callable[[], str] = text) -> tuple[bytes, dict[str, str]]:
            return signed(text())

        await load(PORT, path, build, seconds=1, connections=connections)
        before = processor_seconds(pid)
        figures = await load(
            PORT,
            path,
            build,
            seconds=seconds,
            connections=connections,
        )
        found[name] = (figures, (processor_seconds(pid) - before) / figures.requests * 1000)
    return found


def wait_for_server() -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=1).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--database-url", help="SQLite in a temporary folder unless given")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments.database_url or f"sqlite:///{Path(folder) / 'bench.db'}"
        server = multiprocessing.get_context("spawn").Process(
            target=serve, args=(url,), daemon=True
        )
        server.start()
        try:
            wait_for_server()
            found = asyncio.run(measure(server.pid or 0, arguments.seconds, arguments.connections))
        finally:
            server.terminate()
            server.join()
    show(found)


def show(found: dict[str, tuple[Figures, float]]) -> None:
    """Ratios are to the bare handler: of requests a second, and of processor time."""
    bare, bare_cpu = found["bare"]
    print(f"{'':10}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'ratio':>7}{'cpu ms':>8}{'ratio':>7}")
    for name, (figures, cpu) in found.items():
        print(
            f"{name:10}{figures.rate:8.0f}{figures.percentile(0.5):8.2f}"
            f"{figures.percentile(0.99):8.2f}{figures.rate / bare.rate:7.2f}"
            f"{cpu:8.3f}{bare_cpu / cpu:7.2f}"
        )


if __name__ == "__main__":
    main()
