"""Teams turns a second: a signed message, checked, answered through botbuilder's pipeline.

``answer sent`` posts each answer over HTTP to a connector in another process and waits for it;
``answer dropped`` leaves that call out, so that only our own work and botbuilder's is left.
Run it with ``python -m benchmarks.turns``.
"""

import argparse
import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

from adapters.teams.app import TeamsApp
from adapters.teams.gateway import TeamsGateway
from routing.card import Card, Fact, Section
from routing.exchange import Reply, Request
from tests.adapters.teams.conftest import MemoryRecords, settings_for
from tests.fakes.connector import FakeConnector

AT_ONCE = 32
CARD = Card(
    "Who can help: Shelter and Settlements, Kenya",
    ("The Regional Office in Nairobi covers Kenya.",),
    facts=(Fact("Severity", "high"),),
    sections=(Section("Level 2: DOE RTS", ("Amina Example · amina@example.org",)),),
)


class Nowhere:
    """A connector service that takes everything at once."""

    async def create(self, *_: object) -> str:
        return "activity"


def serve(told: Connection) -> None:
    asyncio.run(_serve(told))


async def _serve(told: Connection) -> None:
    async with FakeConnector() as teams:
        told.send((teams.url, teams.token()))
        await asyncio.Event().wait()


async def turns(gateway: TeamsGateway, requests: Iterator[tuple[bytes, dict[str, str]]]) -> None:
    for body, headers in requests:
        status, _, _ = await gateway.dispatch(body, headers)
        if status != 200:
            raise RuntimeError(f"a turn was answered with {status}")


async def measure(url: str, token: str, count: int) -> dict[str, float]:
    """Turns a second of each kind."""
    teams = FakeConnector(url=url)
    app = TeamsApp(settings_for(teams), MemoryRecords())

    async def handler(_: Request) -> Reply:
        return Reply(CARD)

    gateway = TeamsGateway(app, handler, lambda _: CARD)
    found = {}
    for name in ("answer sent", "answer dropped"):
        if name == "answer dropped":
            app.sdk._adapter._connector = Nowhere()  # type: ignore[attr-defined]
        requests = [teams.signed(teams.message("who"), token) for _ in range(count)]
        await turns(gateway, iter(requests[:1]))
        begun = time.perf_counter()
        rest = iter(requests[1:])
        await asyncio.gather(*(turns(gateway, rest) for _ in range(AT_ONCE)))
        found[name] = (count - 1) / (time.perf_counter() - begun)
    await app.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=4000)
    arguments = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        url, token = ours.recv()
        found = asyncio.run(measure(url, token, arguments.count))
    finally:
        server.terminate()
        server.join()
    for name, rate in found.items():
        print(f"{name:16}{rate:8.0f} turns/s")


if __name__ == "__main__":
    main()
