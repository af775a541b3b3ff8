"""What the commands share: settings, a loaded bot's knowledge, a directory if there is one."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import click

from adapters.store import open_store
from bot.clock import SystemClock
from bot.knowledge import Knowledge, load_content
from bot.ports import Store
from bot.settings import Settings
from bot.turn import Turn
from routing.errors import StoreUnavailable, UnknownCountry
from routing.exchange import Request
from routing.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from routing.notices import Route
from routing.people import Account, Person

T = TypeVar("T")

language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, help="For the answer."
)


def read_settings() -> Settings:
    """Raises ValueError with every wrong setting."""
    return Settings()


def with_store(settings: Settings, work: Callable[[Store], T]) -> T:
    """Bring the database to the current schema, do ``work``, and close it."""
    store = open_store(settings.database_url)
    try:
        store.migrate()
        return work(store)
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
    store = open_store(settings.database_url)
    try:
        if store.ready():
            with store.read() as reader:
                knowledge.refresh(reader, clock_of(settings).now())
    except StoreUnavailable:
        click.echo("iombot: the database is away; the directory is empty", err=True)
    finally:
        store.close()
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
    account = Account("terminal", "", "cli")
    person = Person(account, "cli", language=language, office=office)
    request = Request(text, account, "cli", "message", text)
    now = clock_of(settings).now()
    return Turn(request, person, language or DEFAULT_LANGUAGE, now, knowledge)


def country_code(knowledge: Knowledge, text: str) -> str:
    """An ISO 3166-1 alpha-3 code in any case. Raises UnknownCountry."""
    code = text.strip().upper()
    if code not in knowledge.content.structure.countries:
        raise UnknownCountry(text)
    return code


def parse_day(text: str | None, today: date) -> date:
    """Raises click.BadParameter."""
    if text is None:
        return today
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise click.BadParameter(f"not a date like 2024-01-31: {text!r}") from None
