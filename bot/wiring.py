"""The composition root: what the bot is made of, from its settings."""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from adapters.email.channel import MailChannel
from adapters.email.kept import KeptMail
from adapters.pictures.draughtsman import Draughtsman
from adapters.slack.app import SlackGateway
from adapters.slack.channel import SlackChannel
from adapters.slack.profiles import SlackProfiles
from adapters.slack.web import SlackWeb
from adapters.store import open_store
from adapters.teams.app import METADATA_URL, TeamsApp, TeamsSettings
from adapters.teams.channel import TeamsChannel
from adapters.teams.credentials import TOKEN_URL
from adapters.teams.gateway import TeamsGateway
from adapters.teams.profiles import TeamsProfiles
from bot.apologies import apology_card, apology_text
from bot.clock import SystemClock, Timekeeper
from bot.conversation import Conversation
from bot.database import Database, StoredRecords
from bot.engine import Engine
from bot.figures import Figures
from bot.knowledge import Content, Knowledge, load_content
from bot.outbox import Outbox
from bot.pacing import Pacing
from bot.people import Introductions
from bot.pictures import Pictures
from bot.ports import Channel, Clock, Profiles, Records, Watch
from bot.postman import HANDS, Postman
from bot.settings import VAR, Settings
from bot.signed_links import Links
from bot.watches import watch_at
from routing.notices import Route

logger = logging.getLogger(__name__)

THREADS_ON_POSTGRESQL = 4
CLOSING_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class Platforms:
    """The platforms that are configured, and the ways out that always are."""

    channels: Mapping[str, Channel]
    live: frozenset[Route]
    slack: SlackWeb | None
    teams: TeamsApp | None
    mail: MailChannel | None

    def profiles(self) -> Mapping[str, Profiles]:
        found: dict[str, Profiles] = {}
        if self.slack is not None:
            found["slack"] = SlackProfiles(self.slack)
        if self.teams is not None:
            found["teams"] = TeamsProfiles(self.teams)
        return found


@dataclass(slots=True)
class Bot:
    """Everything that runs. Built by ``build``, ended by ``close``."""

    settings: Settings
    clock: Clock
    knowledge: Knowledge
    database: Database
    conversation: Conversation
    engine: Engine
    postman: Postman
    slack: SlackGateway | None
    teams: TeamsGateway | None
    platforms: Platforms
    figures: Figures
    draughtsman: Draughtsman
    timekeeper: Timekeeper | None = None
    watch: Watch | None = None

    async def close(self) -> None:
        """End it: what is under way gets a few seconds, what is stored goes on later."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self.postman.end()
                if self.teams is not None:
                    await self.teams.idle()
        await self.draughtsman.close()
        if self.slack is not None:
            await self.slack.close()
        if self.platforms.mail is not None:
            await self.platforms.mail.close()
        if self.platforms.slack is not None:
            await self.platforms.slack.close()
        if self.platforms.teams is not None:
            await self.platforms.teams.close()
        self.database.close()


def open_database(settings: Settings) -> Database:
    """The database of the settings; nothing is connected yet. Raises ValueError for a bad URL."""
    url = settings.database_url
    is_file = url.startswith("sqlite")
    threads = 1 if is_file else THREADS_ON_POSTGRESQL
    return Database(open_store(url), threads, single_writer=is_file)


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    pacing: Pacing | None = None,
    chance: random.Random | None = None,
    content: Content | None = None,
) -> Bot:
    """Put the bot together. Raises InvalidContent or ValueError where a setting is wrong.

    ``clock``, ``pacing``, ``chance`` and ``content`` are real unless a test gives its own.
    """
    clock = clock or SystemClock(settings.iom_clock_offset_seconds)
    database = open_database(settings)
    records = StoredRecords(database, clock)
    platforms = open_platforms(settings, records, clock)
    content = content or load_content(settings.iom_policy)
    knowledge = Knowledge(content, platforms.live, settings.iom_stewards)
    people = Introductions(database, knowledge, clock, platforms.profiles())
    conversation = Conversation(database, knowledge, clock, people, rehearsal=settings.rehearsal)
    pacing, figures, draughtsman = pacing or Pacing(time.monotonic), Figures(), Draughtsman()
    pictures = Pictures(knowledge, draughtsman, figures)
    outbox = _outbox(settings, knowledge, clock, chance, pacing)
    return Bot(
        settings=settings,
        clock=clock,
        knowledge=knowledge,
        database=database,
        conversation=conversation,
        engine=Engine(database, knowledge, clock),
        postman=Postman(database, outbox, platforms.channels, pacing, figures, pictures),
        slack=_slack_gateway(settings, platforms.slack, conversation, records),
        teams=_teams_gateway(platforms.teams, conversation),
        platforms=platforms,
        figures=figures,
        draughtsman=draughtsman,
        timekeeper=Timekeeper(database, clock) if isinstance(clock, SystemClock) else None,
        watch=_watch(settings, platforms, clock),
    )


def open_platforms(settings: Settings, records: Records, clock: Clock) -> Platforms:
    channels: dict[str, Channel] = {}
    live: set[Route] = set()
    slack, teams, mail = None, None, None
    if not settings.slack_missing():
        token = settings.slack_bot_token
        slack = SlackWeb(
            api_url=settings.slack_api_url,
            bot_token=token.get_secret_value() if token else None,
            records=records if settings.slack_client_id else None,
        )
        channels["slack"] = SlackChannel(slack)
        live.add("slack")
    if not settings.teams_missing():
        teams = TeamsApp(_teams_settings(settings), records)
        channels["teams"] = TeamsChannel(teams)
        live.add("teams")
    if settings.smtp_url is not None:
        url = settings.smtp_url.get_secret_value()
        mail = MailChannel(url, settings.mail_from, clock.now, threads=HANDS["mail"])
        channels["mail"] = mail
        live.add("mail")
    else:
        channels["mail"] = KeptMail(VAR / "mail", settings.mail_from, clock.now)
    return Platforms(channels, frozenset(live), slack, teams, mail)


def _outbox(
    settings: Settings,
    knowledge: Knowledge,
    clock: Clock,
    chance: random.Random | None,
    pacing: Pacing,
) -> Outbox:
    chance = chance or random.Random()  # noqa: S311 (jitter, not secrets)
    links = _links(settings, knowledge.content)
    return Outbox(knowledge, clock, chance, pacing, links, rehearsal=settings.rehearsal)


def _links(settings: Settings, content: Content) -> Links | None:
    if settings.iom_public_url is None:
        return None
    holds = timedelta(days=content.policy.freshness.stale_after_days)
    return Links(settings.iom_public_url, holds)


def _watch(settings: Settings, platforms: Platforms, clock: Clock) -> Watch | None:
    """Nobody is told in a rehearsal: it would say that the real one is well."""
    where = settings.iom_alive_to
    if where is None or settings.rehearsal:
        return None
    return watch_at(where.get_secret_value(), platforms.channels["mail"], clock)


def _teams_settings(settings: Settings) -> TeamsSettings:
    password = settings.microsoft_app_password
    return TeamsSettings(
        app_id=settings.microsoft_app_id or "",
        app_password=password.get_secret_value() if password else "",
        tenant_id=settings.microsoft_app_tenant_id or "",
        service_hosts=settings.teams_service_hosts,
        metadata_url=settings.teams_openid_metadata_url or METADATA_URL,
        token_url=settings.teams_token_url or TOKEN_URL,
    )


def _slack_gateway(
    settings: Settings, web: SlackWeb | None, conversation: Conversation, records: Records
) -> SlackGateway | None:
    if web is None or settings.slack_signing_secret is None:
        return None
    token, secret = settings.slack_app_token, settings.slack_client_secret
    return SlackGateway(
        web,
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        handler=conversation.handle,
        apology=apology_text,
        records=records,
        app_token=token.get_secret_value() if token else None,
        client_id=settings.slack_client_id,
        client_secret=secret.get_secret_value() if secret else None,
    )


def _teams_gateway(teams: TeamsApp | None, conversation: Conversation) -> TeamsGateway | None:
    if teams is None:
        return None
    return TeamsGateway(teams, conversation.handle, apology_card)
