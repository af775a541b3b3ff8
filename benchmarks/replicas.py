"""The bot in processes of its own: what ``iombot serve`` runs, without pauses between messages.

Pacing is off: Slack's own limit of one message a second and conversation would be all that these
benchmarks measure, because a few hundred contacts answer for all the cases.
"""

import asyncio
import logging
import multiprocessing
import socket
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn

from bot.cli.serve import bring_up, server_config
from bot.logs import set_up
from bot.pacing import Pacing
from bot.settings import Settings
from bot.wiring import build
from tests.fakes import slack_payloads


def document(database_url: str, slack_url: str) -> Mapping[str, Any]:
    """The settings of a bot on that database whose Slack is the sink."""
    return {
        "database_url": database_url,
        "slack_signing_secret": slack_payloads.SECRET,
        "slack_bot_token": "xoxb-test",
        "slack_api_url": slack_url,
    }


@contextmanager
def replicas(
    count: int, database_url: str, slack_url: str
) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """So many bots, ready; gives their ports and their process ids."""
    ports = [_free_port() for _ in range(count)]
    context = multiprocessing.get_context("spawn")
    known = document(database_url, slack_url)
    processes = [context.Process(target=_run, args=(known, p), daemon=True) for p in ports]
    for process in processes:
        process.start()
    try:
        for port in ports:
            _wait_until_ready(port)
        yield ports, [process.pid or 0 for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _run(known: Mapping[str, Any], port: int) -> None:
    asyncio.run(_serve(Settings.model_validate(known), port))


async def _serve(settings: Settings, port: int) -> None:
    set_up(settings.iom_log_format, logging.WARNING)
    bot = build(settings, pacing=Pacing(time.monotonic, limits={}))
    try:
        await bring_up(bot)
        await uvicorn.Server(server_config(bot, "127.0.0.1", port)).serve()
    finally:
        await bot.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("a bot did not start")
