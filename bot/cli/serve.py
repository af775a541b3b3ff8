"""``iombot serve``: the HTTP endpoints and the engine's ticks."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Iterator
from functools import partial

import click
import uvicorn

from bot.alive import Alive
from bot.cli.session import read_settings
from bot.heartbeat import Heartbeat, Migration, Sweep, Tick
from bot.logs import set_up
from bot.rounds import Rounds
from bot.settings import Settings
from bot.succession import Succession
from bot.upkeep import upkeep
from bot.web import Web
from bot.wiring import Bot, build
from routing.errors import StoreUnavailable

logger = logging.getLogger(__name__)

_ENDING = (signal.SIGINT, signal.SIGTERM)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=3978, show_default=True, type=click.IntRange(0, 65535))
def serve(host: str, port: int) -> None:
    """Serve Slack, Teams, health and figures over HTTP, and run the engine."""
    settings = read_settings()
    refuse_conflicts(settings)
    set_up(settings.iom_log_format)
    asyncio.run(_serve(settings, host, port))


def refuse_conflicts(settings: Settings) -> None:
    """Raises click.ClickException where a rehearsal would speak to real people."""
    conflict = settings.rehearsal_conflict()
    if conflict is not None:
        raise click.ClickException(f"{conflict}: a rehearsal never speaks to real people")


async def _serve(settings: Settings, host: str, port: int) -> None:
    bot = build(settings)
    try:
        await bring_up(bot)
        await _Server(server_config(bot, host, port)).serve()
    finally:
        await bot.close()


class _Server(uvicorn.Server):
    """A server that a signal ends, but not the process: the bot has to be closed after it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        earlier = {which: signal.signal(which, self.handle_exit) for which in _ENDING}
        try:
            yield
        finally:
            for which, handler in earlier.items():
                signal.signal(which, handler)


def server_config(bot: Bot, host: str, port: int) -> uvicorn.Config:
    heartbeat = heartbeat_of(bot)
    return uvicorn.Config(
        Web(bot, heartbeat).app(),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def heartbeat_of(bot: Bot) -> Heartbeat:
    sweep, keeper = Sweep(bot.database, bot.clock), bot.timekeeper
    migration = Migration(bot.database, keeper.look if keeper is not None else None)
    succession = Succession(bot.database, bot.knowledge, bot.clock)
    ticks: tuple[Tick, ...] = (bot.engine.tick, bot.postman.tick, succession.tick)
    rounds = Rounds(bot.database, bot.knowledge, bot.clock)
    ticks = (*ticks, sweep.tick, rounds.tick, *upkeep(bot))
    if keeper is not None:
        ticks = (*ticks, keeper.tick)
    if bot.watch is not None:
        ticks = (*ticks, Alive(bot.database, bot.clock, bot.watch, lambda: heartbeat).tick)
    after = tuple(partial(migration.before, tick) for tick in ticks)
    heartbeat = Heartbeat(after, bot.settings.iom_tick_seconds, bot.database.bell)
    return heartbeat


async def bring_up(bot: Bot) -> None:
    """Bring the database to the current schema, if it is there; the ticks try again if not.

    What was loaded so far stays until the end: the garbage collector need not look at it again,
    which makes an answer a third quicker.
    """
    # Tables for spelling are made with the first word that needs them, while nobody waits.
    bot.knowledge.hearing.understand("shleter")
    gc.collect()
    gc.freeze()
    try:
        await bot.database.call(lambda store: store.migrate())
        if bot.timekeeper is not None:
            await bot.timekeeper.look()
    except StoreUnavailable:
        logger.warning("the database is away; serving answers without it until it is back")
