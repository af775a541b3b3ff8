"""The command line: ``iombot --help`` lists the commands."""

import io
import sys

import click

from adapters.store.schema import UnknownSchema
from bot.cli.chat import chat
from bot.cli.contacts import contacts
from bot.cli.database import check, migrate
from bot.cli.drills import drill
from bot.cli.questions import ask, ladder, simulate
from bot.cli.serve import serve
from bot.cli.trail import audit
from routing.errors import StoreUnavailable

COMMANDS = (drill, serve, chat, ask, ladder, contacts, simulate, check, migrate, audit)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="iom-escalation-bot")
def cli() -> None:
    """Who can help you? The escalation and directory bot.

    Settings come from the environment or a .env file; the README lists them.
    """


for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run a command; what is wrong is said in a line, without a stack trace, with exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(prog_name="iombot")
    except (StoreUnavailable, UnknownSchema, ValueError) as fault:
        click.echo(f"iombot: {fault}", err=True)
        sys.exit(1)
