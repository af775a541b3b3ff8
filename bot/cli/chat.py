"""``iombot chat``: the same bot in the terminal, on the same database, with the engine ticking."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator

import click
import uvicorn

from bot.cli.serve import bring_up, heartbeat_of, refuse_conflicts, server_config
from bot.cli.session import country_code, read_settings
from bot.logs import set_up
from bot.settings import Settings
from bot.terminal import Terminal
from bot.wiring import Bot, build
from routing.language import LANGUAGES


@click.command()
@click.option("--as", "email", help="Who you are: a mail address, such as a contact's.")
@click.option("--office", help="Your office's country, ISO 3166-1 alpha-3.")
@click.option("--language", type=click.Choice(LANGUAGES), help="For the answers.")
@click.option("--listen", is_flag=True, help="Serve the HTTP endpoints too, as `make run` does.")
@click.option("--port", default=3978, show_default=True, type=click.IntRange(1, 65535))
def chat(
    email: str | None, office: str | None, language: str | None, listen: bool, port: int
) -> None:
    """Talk to the bot in the terminal. /as EMAIL lets you play somebody else."""
    settings = read_settings()
    refuse_conflicts(settings)
    set_up(settings.iom_log_format, logging.WARNING)
    asyncio.run(_chat(settings, email, office, language, port if listen else None))


async def _chat(
    settings: Settings,
    email: str | None,
    office: str | None,
    language: str | None,
    port: int | None,
) -> None:
    bot = build(settings)
    try:
        if office is not None:
            office = country_code(bot.knowledge, office)
        await bring_up(bot)
        terminal = Terminal(bot, email, click.echo)
        await terminal.introduce(office, language)
        async with _ticking(bot, port):
            await terminal.run()
    finally:
        await bot.close()


class _QuietServer(uvicorn.Server):
    """A server that leaves Ctrl-C to the chat."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def _ticking(bot: Bot, port: int | None) -> AsyncIterator[None]:
    """The engine ticks while the chat goes on; with a port, the HTTP endpoints are served too."""
    if port is not None and _is_free(port):
        server = _QuietServer(server_config(bot, "127.0.0.1", port))
        task = asyncio.create_task(server.serve())
        try:
            yield
        finally:
            server.should_exit = True
            await task
        return
    if port is not None:
        click.echo(f"Port {port} is taken: the HTTP endpoints are not served from here.", err=True)
    heartbeat = heartbeat_of(bot)
    heartbeat.start()
    try:
        yield
    finally:
        await heartbeat.stop()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
