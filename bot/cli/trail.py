"""``iombot audit``: is the trail as it was written?"""

import json
import sys
import time

import click

from bot.cli.session import clock_of, read_settings, reading, with_store
from bot.verification import exported, noted_showings, seal_late, verify
from routing.chain import Break

_TELL_EVERY = 2.0


@click.group()
def audit() -> None:
    """The audit trail: check it, write it out."""


@audit.command(name="verify")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify_command(as_json: bool) -> None:
    """Find the first altered, missing, reordered or foreign line of each case; exit code 1 if any.

    While the bot goes on writing this is safe. What it is doing goes to standard error.
    """
    with reading(read_settings()) as reader:
        if reader is None:
            raise click.ClickException("the database isn't at the current schema: iombot migrate")
        verdict = verify(reader, _Progress(reader.case_count()))
    if as_json:
        found = {
            "sound": verdict.sound,
            "cases": verdict.cases,
            "lines": verdict.lines,
            "breaks": [_document(found) for found in verdict.breaks],
        }
        click.echo(json.dumps(found, indent=2))
    else:
        for broken in verdict.breaks:
            click.echo(_words(broken))
        checked = f"{verdict.cases} cases, {verdict.lines} lines"
        click.echo(f"{checked}: {'sound' if verdict.sound else f'{len(verdict.breaks)} broken'}")
    if not verdict.sound:
        sys.exit(1)


@audit.command()
def export() -> None:
    """Write every line as JSON, one a line, with its hash: to be kept elsewhere."""
    with reading(read_settings()) as reader:
        if reader is None:
            raise click.ClickException("the database isn't at the current schema: iombot migrate")
        for document in exported(reader):
            click.echo(json.dumps(document, ensure_ascii=False))


@audit.command()
def showings() -> None:
    """Write who was shown whose telephone number, when and why, as JSON, one a line."""
    with reading(read_settings()) as reader:
        if reader is None:
            raise click.ClickException("the database isn't at the current schema: iombot migrate")
        for document in noted_showings(reader):
            click.echo(json.dumps(document, ensure_ascii=False))


@audit.command()
def seal() -> None:
    """Seal lines that an older version wrote during an upgrade, and say so in their cases.

    Look at them first: verify shows them as foreign, export shows what they say.
    """
    settings = read_settings()
    now = clock_of(settings).now()

    def say(case: int, lines: int) -> None:
        click.echo(f"IOM-{case}: {lines} lines sealed")

    total = with_store(settings, lambda store: seal_late(store, now, say))
    click.echo(f"{total} lines sealed in all")


class _Progress:
    """Says on standard error how far it is, from time to time."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._told = time.monotonic()

    def __call__(self, done: int) -> None:
        if time.monotonic() - self._told >= _TELL_EVERY:
            self._told = time.monotonic()
            click.echo(f"{done} of {self._total} cases", err=True)


def _words(broken: Break) -> str:
    where = "a line without a seal" if broken.sequence is None else f"line {broken.sequence}"
    row = "" if broken.row is None else f" (row {broken.row})"
    return f"IOM-{broken.case}: {broken.kind}: {where}{row}"


def _document(broken: Break) -> dict[str, str | int | None]:
    return {
        "reference": f"IOM-{broken.case}",
        "case": broken.case,
        "kind": broken.kind,
        "sequence": broken.sequence,
        "row": broken.row,
    }
