"""What an import says on the terminal: progress, what is odd, and what it changes."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click

from content.validation import Fault
from routing.merging import KINDS, Change, Kind, Merge

_PATIENCE = 1.0
_SIGNS: dict[Kind, str] = {
    "added": "+",
    "changed": "~",
    "removed": "-",
    "kept": "=",
    "conflict": "!",
}


@contextmanager
def reading_progress() -> Iterator[Callable[[int], None]]:
    """Says on a terminal, or where it takes more than a second, how many rows are read."""
    begun = time.monotonic()
    shown = False

    def seen(count: int) -> None:
        nonlocal shown
        if sys.stderr.isatty() or time.monotonic() - begun > _PATIENCE:
            shown = True
            click.echo(f"\r{count} rows read ...", err=True, nl=False)

    yield seen
    if shown:
        click.echo(err=True)


def say_doubts(doubts: Iterable[Fault]) -> None:
    for doubt in doubts:
        click.echo(f"warning: {doubt}", err=True)


def say_merge(merged: Merge, *, every_line: bool) -> None:
    """The counts, and a line for each change; without ``every_line`` only for the remarkable."""
    for change in merged.changes:
        remarkable = change.kind in ("conflict", "kept")
        if change.kind != "unchanged" and (every_line or remarkable):
            click.echo(_line(change), err=change.kind == "conflict")
    counts = ((kind, len(merged.of(kind))) for kind in KINDS)
    named = {"conflict": "in conflict", "kept": "kept as changed by hand"}
    said = [f"{count} {named.get(kind, kind)}" for kind, count in counts if count]
    click.echo(", ".join(said) or "nothing to change")


def _line(change: Change) -> str:
    post, rank = change.seat
    shown = change.file or change.now
    start = f"{_SIGNS[change.kind]} {post} rank {rank} {shown.name if shown else ''}".rstrip()
    if change.kind in ("added", "removed"):
        return start
    if change.now is None:
        return f"{start}: the directory has nobody any more"
    if change.file is None:
        return f"{start}: not in the file"
    differences = "; ".join(
        f"{column}: {here or 'nothing'} -> {there or 'nothing'}"
        for column, here, there in change.differences()
    )
    return f"{start}: {differences}"
