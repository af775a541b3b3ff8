"""``iombot migrate`` and ``iombot check``."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from bot.cli.session import clock_of, read_settings, reading, with_store
from bot.knowledge import load_content
from bot.settings import Settings
from content.articles import load_articles
from content.calendars import load_calendars
from content.directory import read_contacts, write_contacts
from content.lexicon import load_lexicon
from content.messages import load_all_words
from content.policy import load_policy
from content.responsibilities import load_terms_of_reference
from content.structure import load_mailboxes, load_structure
from content.topics import load_topics
from content.validation import Fault, faults_of
from routing.errors import StoreUnavailable

_PARTS: Final[tuple[Callable[[], object], ...]] = (
    load_structure,
    load_mailboxes,
    load_topics,
    load_terms_of_reference,
    load_articles,
    load_lexicon,
    load_calendars,
    load_all_words,
)


@click.command()
def migrate() -> None:
    """Bring the database to the current schema; safe when several start at once."""
    with_store(read_settings(), lambda _: None)
    click.echo("the database is at the current schema")


@click.command()
def check() -> None:
    """Validate settings, content, policy and directory: every problem, exit code 1 if any."""
    settings, wrong = Settings.read()
    faults = dict.fromkeys(
        (
            *wrong,
            *_conflicts(settings),
            *_content_faults(settings.iom_policy),
            *_directory_faults(settings),
        )
    )
    for fault in faults:
        click.echo(str(fault))
    if faults:
        sys.exit(1)
    click.echo("settings, content, policy and directory are valid")


def _conflicts(settings: Settings) -> tuple[Fault, ...]:
    conflict = settings.rehearsal_conflict()
    return () if conflict is None else (Fault("settings", conflict),)


def _content_faults(policy: Path | None) -> tuple[Fault, ...]:
    """Each part by itself; what they make together only where the parts are sound."""
    parts = (*_PARTS, lambda: load_policy(policy))
    found = tuple(fault for load in parts for fault in faults_of(load))
    return found or faults_of(lambda: load_content(policy))


def _directory_faults(settings: Settings) -> tuple[Fault, ...]:
    """What an import of the directory as it stands in the database would complain of."""
    try:
        with reading(settings) as reader:
            contacts = reader.contacts() if reader else ()
    except (StoreUnavailable, ValueError) as fault:
        return (Fault("database", str(fault)),)
    text = write_contacts(contacts)
    today = clock_of(settings).now().date()
    return faults_of(lambda: read_contacts(text, load_structure(), today))
