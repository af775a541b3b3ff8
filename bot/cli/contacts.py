"""``iombot contacts``: the directory's import, export, and what is wrong with it."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from bot.cli.session import clock_of, knowledge_of, read_settings, with_store
from bot.coverage import gaps
from bot.knowledge import Knowledge, load_content
from bot.ports import Store
from content.directory import read_contacts, write_contacts
from content.files import DATA
from routing.contacts import Contact

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
def import_(file: Path | None, example: bool) -> None:
    """Replace the directory by FILE (CSV); it is checked whole before anything is written."""
    if (file is None) != example:
        raise click.UsageError("Name a CSV file, or say --example.")
    settings = read_settings()
    structure = load_content(settings.iom_policy).structure
    now = clock_of(settings).now()
    try:
        text = (EXAMPLE if file is None else file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"the file is not UTF-8: byte {error.start}") from None
    today = now.date()
    if example:
        found = _as_of(today, read_contacts(text, structure, max(today, EXAMPLE_DATED)))
    else:
        found = read_contacts(text, structure, today)
    if not found:
        raise click.ClickException("the file has no contacts: nothing was changed")

    def write(store: Store) -> None:
        with store.write() as writer:
            writer.replace_contacts(found, now)

    with_store(settings, write)
    click.echo(f"{len(found)} contacts imported")


def _as_of(today: date, found: Sequence[Contact]) -> tuple[Contact, ...]:
    """The example as if it had been written today, so that it doesn't go stale."""
    passed = today - EXAMPLE_DATED
    return tuple(
        replace(contact, verified_on=contact.verified_on and contact.verified_on + passed)
        for contact in found
    )


@contacts.command()
def export() -> None:
    """Write the directory as CSV, as ``import`` reads it."""

    def read(store: Store) -> tuple[Contact, ...]:
        with store.read() as reader:
            return reader.contacts()

    click.echo(write_contacts(with_store(read_settings(), read)), nl=False)


@contacts.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def stale(as_json: bool) -> None:
    """List contacts whose details are stale or were never confirmed."""
    settings = read_settings()
    knowledge = knowledge_of(settings)
    today = clock_of(settings).now().date()
    policy = knowledge.content.policy.freshness
    found = [
        (contact, policy.freshness(contact, today))
        for contact in knowledge.snapshot.directory.everybody()
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
@click.option("--json", "as_json", is_flag=True, help="Print JSON, country by country.")
def coverage(as_json: bool) -> None:
    """Show where a case would find nobody, and why."""
    settings = read_settings()
    knowledge = knowledge_of(settings)
    found = list(gaps(knowledge, clock_of(settings).now().date()))
    if as_json:
        rows = [
            {
                "country": gap.country,
                "topic": gap.topic,
                "level": gap.level,
                "post": gap.post,
                "reason": gap.reason,
            }
            for gap in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    _print_posts(Counter((gap.post, gap.reason) for gap in found), knowledge)


def _print_posts(counted: Counter[tuple[str, str]], knowledge: Knowledge) -> None:
    labels = knowledge.labels("en")
    for (post, reason), count in sorted(counted.items()):
        click.echo(f"{post}\t{reason}\t{count} ladders\t{labels.post(post)}")
    if not counted:
        click.echo("every ladder reaches somebody on every level")
