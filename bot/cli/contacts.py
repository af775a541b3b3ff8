"""``iombot contacts``: the directory's import, export, and what is wrong with it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from adapters.pictures.drawn import drawn
from adapters.source import NoSource, fetch
from adapters.terminal import render
from bot.charts import chart_of, coverage_figures
from bot.cli.files import write_file
from bot.cli.imports import reading_progress, say_doubts, say_merge
from bot.cli.session import (
    clock_of,
    knowledge_of,
    language_option,
    moment,
    read_settings,
    with_store,
)
from bot.covering import coverage_csv, coverage_json, report_of
from bot.imports import bring_in, preview
from bot.knowledge import load_content
from bot.ports import Store
from bot.settings import Settings
from bot.survey import survey
from content.directory import FileRead, read_file, write_contacts
from content.files import DATA
from routing.contacts import Contact
from routing.language import Language
from routing.merging import Merge, Side
from routing.structure import Structure

EXAMPLE = DATA / "example" / "contacts.csv"
EXAMPLE_DATED = date(2026, 11, 21)


@click.group()
def contacts() -> None:
    """The directory: who fills which post."""


@contacts.command(name="import")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--example", is_flag=True, help="Import the example directory (example.org).")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--prefer",
    type=click.Choice(["file", "directory"]),
    help="Which side is right where both the file and somebody by hand changed a row.",
)
def import_(file: Path | None, example: bool, dry_run: bool, prefer: Side | None) -> None:
    """Make the directory what FILE (CSV or Excel) says; it is checked whole before that.

    What was changed by hand since the last import stays, where the file says what it said then.
    Where the file has changed too, nothing is imported until --prefer decides.
    """
    if (file is None) != example:
        raise click.UsageError("Name a CSV or Excel file, or say --example.")
    settings = read_settings()
    structure = load_content(settings.iom_policy).structure
    now = clock_of(settings).now()
    found = _example(structure, now.date()) if file is None else _read(file, structure, now.date())
    _bring_in(found, settings, now, dry_run=dry_run, prefer=prefer)


@contacts.command()
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--prefer", type=click.Choice(["file", "directory"]), help="As for import.")
def sync(dry_run: bool, prefer: Side | None) -> None:
    """Import the file that IOM_CONTACTS_SYNC names now, as the bot does once a day."""
    settings = read_settings()
    if settings.iom_contacts_sync is None:
        raise click.ClickException("IOM_CONTACTS_SYNC isn't set")
    structure = load_content(settings.iom_policy).structure
    now = clock_of(settings).now()
    try:
        data = fetch(settings.iom_contacts_sync.get_secret_value())
    except NoSource as fault:
        raise click.ClickException(f"the file can't be fetched: {fault}") from None
    found = read_file(data, structure, now.date())
    _bring_in(found, settings, now, dry_run=dry_run, prefer=prefer)


def _bring_in(
    found: FileRead, settings: Settings, now: datetime, *, dry_run: bool, prefer: Side | None
) -> None:
    if not found.contacts:
        raise click.ClickException("the file has no contacts: nothing was changed")
    say_doubts(found.doubts)

    def work(store: Store) -> Merge:
        if dry_run:
            with store.read() as reader:
                return preview(reader, found.contacts, prefer)
        with store.write() as writer:
            return bring_in(writer, found.contacts, now, prefer)

    merged = with_store(settings, work)
    say_merge(merged, every_line=dry_run)
    if merged.conflicts:
        raise click.ClickException(
            "nothing was imported: changed by hand and in the file. "
            "Say --prefer file or --prefer directory."
        )
    if dry_run:
        click.echo("nothing was changed: this was a dry run")
    else:
        click.echo(f"{len(found.contacts)} contacts imported")


def _read(file: Path, structure: Structure, today: date) -> FileRead:
    with reading_progress() as seen:
        return read_file(file.read_bytes(), structure, today, seen)


def _example(structure: Structure, today: date) -> FileRead:
    found = read_file(EXAMPLE.read_bytes(), structure, max(today, EXAMPLE_DATED))
    return replace(found, contacts=_as_of(today, found.contacts))


def _as_of(today: date, found: Sequence[Contact]) -> tuple[Contact, ...]:
    """The example as if it had been written today, so that it doesn't go stale."""
    passed = today - EXAMPLE_DATED
    return tuple(
        replace(contact, verified_on=contact.verified_on and contact.verified_on + passed)
        for contact in found
    )


@contacts.command()
@click.option(
    "--xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write an Excel workbook to this file.",
)
def export(xlsx: Path | None) -> None:
    """Write the directory as CSV (or as an Excel workbook), as ``import`` reads it."""

    def read(store: Store) -> tuple[Contact, ...]:
        with store.read() as reader:
            return reader.contacts()

    found = with_store(read_settings(), read)
    if xlsx is None:
        click.echo(write_contacts(found), nl=False)
        return
    from content.workbook import write_workbook  # only here: it takes a third of a second

    write_file(xlsx, write_workbook(found))
    click.echo(f"{len(found)} contacts written to {xlsx}")


@contacts.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def stale(as_json: bool) -> None:
    """List contacts whose details are stale or were never confirmed."""
    settings = read_settings()
    knowledge = knowledge_of(settings)
    today = clock_of(settings).now().date()
    policy, directory = knowledge.content.policy.freshness, knowledge.snapshot.directory
    found = [
        (contact, directory.standing(contact, today, policy).freshness)
        for contact in directory.everybody()
    ]
    rows = [
        {
            "post": contact.post,
            "rank": contact.rank,
            "name": contact.name,
            "verified_on": contact.verified_on.isoformat() if contact.verified_on else None,
            "freshness": freshness,
        }
        for contact, freshness in found
        if freshness != "fresh"
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo("\t".join(str(value or "") for value in row.values()))


@contacts.command()
@click.option("--json", "as_json", is_flag=True, help="Print the gaps as JSON, country by country.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV: every country and topic.")
@click.option(
    "--png",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write a picture: a matrix and a map of the world.",
)
@click.option(
    "--at",
    type=moment,
    help="When cases would be opened (ISO 8601, UTC); now if not given.",
)
@language_option
def coverage(
    as_json: bool, as_csv: bool, png: Path | None, at: datetime | None, language: Language
) -> None:
    """Show where a case would find nobody in time, and why."""
    settings = read_settings()
    knowledge = knowledge_of(settings)
    now = at or clock_of(settings).now()
    labels, day = knowledge.labels(language), now.date().isoformat()
    cells = survey(knowledge, now)
    if as_json:
        click.echo(json.dumps(coverage_json(cells), ensure_ascii=False, indent=2))
        return
    if png is not None:
        structure = knowledge.content.structure
        write_file(png, drawn(chart_of(coverage_figures(cells, day), labels, structure)))
    if as_csv:
        click.echo(coverage_csv(cells), nl=False)
    elif png is None:
        click.echo(render(report_of(cells, labels, day)))
