"""A stage for whole conversations: the real bot between real small servers, on a virtual clock.

Requests come in signed through the ASGI application; deliveries go out over HTTP and SMTP to the
fakes. ``pass_time`` moves the clock from one thing that is due to the next; nothing ever sleeps.
What people do is in ``tests/slack_side.py`` and ``tests/teams_side.py``.
"""

import functools
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from bot.cli.serve import heartbeat_of
from bot.knowledge import Content, load_content
from bot.pacing import Pacing
from bot.rounds import Rounds
from bot.settings import Settings
from bot.succession import Succession
from bot.web import Web
from bot.wiring import Bot, build
from content.directory import read_contacts
from content.policy import load_policy
from content.structure import load_structure
from routing.structure import Structure
from tests.fakes import slack_payloads
from tests.fakes.connector import FakeConnector
from tests.fakes.slack import BOT_TOKEN, FakeSlack
from tests.fakes.smtp import FakeSmtp
from tests.fakes.teams_activities import APP_ID, PASSWORD, TENANT
from tests.rows import Rows
from tests.slack_side import SlackSide
from tests.teams_side import TeamsSide

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass
class VirtualClock:
    """Time that moves when told to."""

    at: datetime = MONDAY

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Stage(SlackSide, TeamsSide):
    """The bot and everything around it. ``restart`` throws the bot away and builds another."""

    settings: Settings
    clock: VirtualClock
    slack: FakeSlack
    teams: FakeConnector
    smtp: FakeSmtp
    rows: Rows
    bot: Bot = field(init=False)
    succession: Succession = field(init=False)
    rounds: Rounds = field(init=False)
    web: httpx.AsyncClient = field(init=False)

    async def open(self) -> None:
        self.bot = build(
            self.settings,
            clock=self.clock,
            pacing=Pacing(self.clock.seconds, self.clock.sleep),
            chance=random.Random(7),
            content=_content(self.settings.iom_policy),
        )
        self.succession = Succession(self.bot.database, self.bot.knowledge, self.clock)
        self.rounds = Rounds(self.bot.database, self.bot.knowledge, self.clock)
        await self.bot.database.call(lambda store: store.migrate())
        app = Web(self.bot, heartbeat_of(self.bot)).app()
        transport = httpx.ASGITransport(app=app)
        self.web = httpx.AsyncClient(transport=transport, base_url="http://bot.example.org")

    async def close(self) -> None:
        await self.web.aclose()
        await self.bot.close()

    async def restart(self) -> None:
        await self.close()
        await self.open()

    async def import_contacts(self, csv: str) -> None:
        structure = self.bot.knowledge.content.structure
        found = read_contacts(csv, structure, self.clock.now().date())
        now = self.clock.now()
        await self.bot.database.write(lambda w: w.replace_contacts(found, now))

    async def work(self) -> None:
        """Let the engine and the outbox do all that is due now."""
        for _ in range(100):
            steps = await self.bot.engine.tick() + await self.succession.tick()
            steps += await self.rounds.work()
            sent = await self.bot.postman.tick()
            await self.bot.postman.idle()
            if not steps and not sent:
                break
        await self.settle()

    async def settle(self) -> None:
        """Wait for the answers that follow an acknowledged request."""
        if self.bot.slack is not None:
            await self.bot.slack.finish()
        if self.bot.teams is not None:
            await self.bot.teams.idle()

    async def pass_time(self, seconds: float = 0, *, hours: float = 0, days: float = 0) -> None:
        """Move the clock, with the engine and the outbox working whenever something is due."""
        until = self.clock.at + timedelta(seconds=seconds, hours=hours, days=days)
        await self.work()
        while self.clock.at < until:
            due = self.rows.next_due(self.clock.at)
            self.clock.at = until if due is None else min(due, until)
            await self.work()


def _content(policy: Path | None) -> Content:
    """The bot's content with a policy file over it; what ships is read once for all tests."""
    found = load_policy(policy)
    return replace(_shipped(), policy=found, structure=_structure(found.accepted_proposals))


@functools.cache
def _shipped() -> Content:
    return load_content()


@functools.cache
def _structure(accepted: frozenset[str]) -> Structure:
    return load_structure(accepted)


def _platforms(slack: FakeSlack, teams: FakeConnector, smtp: FakeSmtp | None) -> dict[str, object]:
    """The settings that lead to these servers."""
    return {
        "slack_signing_secret": slack_payloads.SECRET,
        "slack_bot_token": BOT_TOKEN,
        "slack_api_url": slack.url,
        "microsoft_app_id": APP_ID,
        "microsoft_app_password": PASSWORD,
        "microsoft_app_tenant_id": TENANT,
        "teams_service_hosts": (teams.host,),
        "teams_openid_metadata_url": teams.metadata_url,
        "teams_token_url": teams.token_url,
        "smtp_url": smtp.url if smtp else None,
        "mail_from": "bot@example.org",
    }


@asynccontextmanager
async def staged(
    folder: Path,
    *,
    policy: str = "",
    mail: bool = True,
    database_url: str | None = None,
    stewards: tuple[str, ...] = (),
    offset: float = 0,
    public_url: str | None = None,
) -> AsyncIterator[Stage]:
    """A stage with Slack, Teams and (unless ``mail`` is False) a mail server.

    ``offset`` (seconds) other than 0 makes it a rehearsal.
    """
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack())
        teams = await stack.enter_async_context(FakeConnector())
        smtp = await stack.enter_async_context(FakeSmtp())
        policy_file = folder / "policy.yaml"
        policy_file.write_text(policy or "{}")
        url = database_url or f"sqlite:///{folder / 'bot.db'}"
        settings = Settings.model_validate(
            _platforms(slack, teams, smtp if mail else None)
            | {
                "database_url": url,
                "iom_policy": policy_file,
                "iom_stewards": stewards,
                "iom_clock_offset_seconds": offset,
                "iom_public_url": public_url,
            }
        )
        stage = Stage(settings, VirtualClock(), slack, teams, smtp, Rows(url))
        stack.callback(stage.rows.close)
        await stage.open()
        try:
            yield stage
        finally:
            await stage.close()
