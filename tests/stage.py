"""A stage for whole conversations: the real bot between real small servers, on a virtual clock.

Requests come in signed through the ASGI application; deliveries go out over HTTP and SMTP to the
fakes. ``pass_time`` moves the clock; nothing ever sleeps.
"""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bot.cli.serve import heartbeat_of
from bot.pacing import Pacing
from bot.settings import Settings
from bot.web import Web
from bot.wiring import Bot, build
from content.directory import read_contacts
from tests.fakes import slack_payloads
from tests.fakes.connector import FakeConnector
from tests.fakes.slack import BOT_TOKEN, FakeSlack, Message
from tests.fakes.smtp import FakeSmtp
from tests.fakes.teams_activities import APP_ID, PASSWORD, TENANT, Member, Sent

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STEP = timedelta(seconds=60)


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
class Stage:
    """The bot and everything around it. ``restart`` throws the bot away and builds another."""

    settings: Settings
    clock: VirtualClock
    slack: FakeSlack
    teams: FakeConnector
    smtp: FakeSmtp
    bot: Bot = field(init=False)
    web: httpx.AsyncClient = field(init=False)

    async def open(self) -> None:
        pacing = Pacing(self.clock.seconds, self.clock.sleep)
        self.bot = build(self.settings, clock=self.clock, pacing=pacing, chance=random.Random(7))
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
            steps = await self.bot.engine.tick()
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

    async def pass_time(self, seconds: float) -> None:
        """Move the clock, with the engine working on the way."""
        until = self.clock.at + timedelta(seconds=seconds)
        await self.work()
        while self.clock.at < until:
            self.clock.at = min(self.clock.at + STEP, until)
            await self.work()

    # Slack

    async def post_slack(
        self, body: bytes, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        headers = headers or slack_payloads.signed(body)
        response = await self.web.post("/slack/events", content=body, headers=headers)
        await self.settle()
        return response

    async def slash(self, user: str, text: str, channel: str = "C1") -> str:
        """A slash command; the text of its answer."""
        body = slack_payloads.command(
            text,
            user=user,
            channel=channel,
            trigger_id=self.slack.trigger(),
            response_url=self.slack.response_url(),
        )
        response = await self.post_slack(body)
        assert response.status_code == 200, response.text
        return shown(response.json())

    async def press(self, user: str, message: Message, verb: str) -> httpx.Response:
        """Press the first button of a Slack message whose verb is this."""
        body = slack_payloads.pressed(
            message.element(verb),
            user=user,
            channel=message.channel,
            message_ts=message.ts,
            trigger_id=self.slack.trigger(),
            response_url=self.slack.response_url(),
        )
        return await self.post_slack(body)

    # Teams

    async def post_teams(self, activity: dict[str, Any]) -> httpx.Response:
        body, headers = self.teams.signed(activity)
        response = await self.web.post("/api/messages", content=body, headers=headers)
        await self.settle()
        return response

    async def say_in_teams(self, person: Member, text: str) -> str:
        """A personal message in Teams; the text of the card that answers it."""
        before = len(self.teams.sent)
        response = await self.post_teams(self.teams.message(text, person))
        assert response.status_code == 200, response.text
        return shown(self.teams.sent[before:][-1].card)

    async def click(self, person: Member, sent: Sent, verb: str) -> httpx.Response:
        return await self.post_teams(self.teams.click(sent, verb, person=person))


_TEXTS = ("text", "title", "value", "fallbackText")


def shown(tree: Any) -> str:
    """Every text in a card or in blocks, one after another."""
    if isinstance(tree, dict):
        own = [
            tree[k]
            for k in ("text", "title", "value", "fallbackText")
            if isinstance(tree.get(k), str)
        ]
        inner = [shown(v) for v in tree.values() if isinstance(v, dict | list)]
        return "\n".join([*own, *inner])
    if isinstance(tree, list):
        return "\n".join(shown(item) for item in tree)
    return ""


@asynccontextmanager
async def staged(
    folder: Path,
    *,
    policy: str = "",
    mail: bool = True,
    database_url: str | None = None,
    stewards: tuple[str, ...] = (),
) -> AsyncIterator[Stage]:
    """A stage with Slack, Teams and (unless ``mail`` is False) a mail server."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack())
        teams = await stack.enter_async_context(FakeConnector())
        smtp = await stack.enter_async_context(FakeSmtp())
        policy_file = folder / "policy.yaml"
        policy_file.write_text(policy or "{}")
        settings = Settings.model_validate(
            {
                "database_url": database_url or f"sqlite:///{folder / 'bot.db'}",
                "slack_signing_secret": slack_payloads.SECRET,
                "slack_bot_token": BOT_TOKEN,
                "slack_api_url": slack.url,
                "microsoft_app_id": APP_ID,
                "microsoft_app_password": PASSWORD,
                "microsoft_app_tenant_id": TENANT,
                "teams_service_hosts": (teams.host,),
                "teams_openid_metadata_url": teams.metadata_url,
                "teams_token_url": teams.token_url,
                "smtp_url": smtp.url if mail else None,
                "mail_from": "bot@example.org",
                "iom_policy": policy_file,
                "iom_stewards": stewards,
            }
        )
        stage = Stage(settings, VirtualClock(), slack, teams, smtp)
        await stage.open()
        try:
            yield stage
        finally:
            await stage.close()
