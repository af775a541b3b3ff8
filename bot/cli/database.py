"""``iombot migrate`` and ``iombot check``."""

import sys
from datetime import date

import click
from pydantic import ValidationError

from adapters.store import open_store
from bot.cli.session import clock_of, read_settings, with_store
from bot.knowledge import load_content
from bot.ports import Store
from bot.settings import Settings
from content.directory import read_contacts, write_contacts
from content.messages import load_all_words
from content.policy import load_policy
from content.validation import Fault, faults_of
from routing.contacts import Contact
from routing.errors import StoreUnavailable


@click.command()
def migrate() -> None:
    """Bring the database to the current schema; safe when several start at once."""
    with_store(read_settings(), lambda _: None)
    click.echo("the database is at the current schema")


@click.command()
def check() -> None:
    """Validate settings, content, policy and directory: every problem, exit code 1 if any."""
    try:
        settings = read_settings()
    except ValidationError as invalid:
        for error in invalid.errors():
            setting = ".".join(str(part) for part in error["loc"]).upper()
            click.echo(f"{setting}: {error['msg']}")
        sys.exit(1)
    faults = [*_content_faults(settings), *_directory_faults(settings)]
    conflict = settings.rehearsal_conflict()
    if conflict is not None:
        faults.append(Fault("settings", conflict))
    for fault in faults:
        click.echo(str(fault))
    if faults:
        sys.exit(1)
    click.echo("content, policy and directory are valid")


def _content_faults(settings: Settings) -> list[Fault]:
    faults = [*faults_of(load_all_words), *faults_of(lambda: load_policy(settings.iom_policy))]
    return faults or list(faults_of(lambda: load_content(settings.iom_policy)))


def _directory_faults(settings: Settings) -> list[Fault]:
    """What an import of the directory as it stands in the database would complain of."""
    store = open_store(settings.database_url)
    try:
        contacts = _contacts(store)
    except StoreUnavailable as away:
        return [Fault("database", str(away))]
    finally:
        store.close()
    text = write_contacts(contacts)
    today: date = clock_of(settings).now().date()
    return list(
        faults_of(lambda: read_contacts(text, load_content(settings.iom_policy).structure, today))
    )


def _contacts(store: Store) -> tuple[Contact, ...]:
    if not store.ready():
        return ()
    with store.read() as reader:
        return reader.contacts()
