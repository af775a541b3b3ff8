"""What the commands share: settings, a loaded bot's knowledge, a directory if there is one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

import click

from adapters.store import open_store
from adapters.store.url import sqlite_path
from bot.clock import SystemClock
from bot.knowledge import Knowledge, load_content
from bot.ports import Reader, Store
from bot.settings import Settings
from bot.turn import Turn
from content.validation import InvalidContent
from routing.errors import StoreUnavailable, UnknownCountry
from routing.exchange import Request
from routing.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from routing.notices import Route
from routing.people import Account, Person

T = TypeVar("T")

# What calendars and dated facts can say something about.
_EARLIEST, _LATEST = 1900, 2200

language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, help="For the answer."
)


def read_settings() -> Settings:
    """Raises InvalidContent with every wrong setting."""
    settings, faults = Settings.read()
    if faults:
        raise InvalidContent(faults)
    return settings


def with_store(settings: Settings, work: Callable[[Store], T]) -> T:
    """Bring the database to the current schema, do ``work``, and close it."""
    store = open_store(settings.database_url)
    try:
        store.migrate()
        return work(store)
    finally:
        store.close()


@contextmanager
def reading(settings: Settings) -> Iterator[Reader | None]:
    """What is stored, which is only read; None before the first ``migrate``.

    Raises StoreUnavailable, and ValueError where DATABASE_URL is wrong.
    """
    file = sqlite_path(settings.database_url)
    if file is not None and not file.exists():
        yield None
        return
    store = open_store(settings.database_url)
    try:
        ready = store.ready()
        with store.read() as reader:
            yield reader if ready else None
    finally:
        store.close()


def live_routes(settings: Settings) -> frozenset[Route]:
    live: set[Route] = set()
    if not settings.slack_missing():
        live.add("slack")
    if not settings.teams_missing():
        live.add("teams")
    if settings.smtp_url is not None:
        live.add("mail")
    return frozenset(live)


def knowledge_of(settings: Settings) -> Knowledge:
    """The content, with the directory of the database if that is there; it is only read."""
    knowledge = Knowledge(
        load_content(settings.iom_policy), live_routes(settings), settings.iom_stewards
    )
    try:
        with reading(settings) as reader:
            if reader is not None:
                knowledge.refresh(reader, clock_of(settings).now())
    except StoreUnavailable as fault:
        click.echo(f"iombot: answering without the directory: {fault}", err=True)
    return knowledge


def clock_of(settings: Settings) -> SystemClock:
    return SystemClock(settings.iom_clock_offset_seconds)


def turn_of(
    settings: Settings,
    knowledge: Knowledge,
    text: str,
    office: str | None = None,
    language: Language | None = None,
) -> Turn:
    """A turn that nobody takes: for answers that change nothing."""
    # Halves of surrogate pairs, which arguments and JSON may hold, can't be written anywhere.
    text = text.encode(errors="replace").decode()
    account = Account("terminal", "", "cli")
    person = Person(account, "cli", language=language, office=office)
    request = Request(text, account, "cli", "message", text)
    now = clock_of(settings).now()
    return Turn(request, person, language or DEFAULT_LANGUAGE, now, knowledge)


def moment(text: str) -> datetime:
    """A date or time as ISO 8601 writes it, in UTC unless it says otherwise: for an option's type.

    Raises click.BadParameter.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        expected = "2026-01-31 or 2026-01-31T08:00"
        raise click.BadParameter(f"not a date or time like {expected}: {text!r}") from None
    if not _EARLIEST <= at.year <= _LATEST:
        raise click.BadParameter(f"the year must lie between {_EARLIEST} and {_LATEST}: {text!r}")
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def country_code(knowledge: Knowledge, text: str) -> str:
    """An ISO 3166-1 alpha-3 code in any case. Raises UnknownCountry."""
    code = text.strip().upper()
    if code not in knowledge.content.structure.countries:
        raise UnknownCountry(text)
    return code
