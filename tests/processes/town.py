"""A town around real processes: small servers for Slack, Teams and mail, people, one database."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from aiohttp import web

from adapters.store import SqlStore, open_store
from content.directory import read_contacts
from content.structure import load_structure
from routing.audit import Entry
from tests.fakes import slack_payloads
from tests.fakes.connector import FakeConnector
from tests.fakes.slack import BOT_TOKEN, Arguments, FakeSlack
from tests.fakes.smtp import FakeSmtp
from tests.fakes.teams_activities import APP_ID, PASSWORD, TENANT
from tests.processes.served import Served
from tests.rows import Rows
from tests.slack_side import SlackSide
from tests.stage import MONDAY
from tests.teams_side import TeamsSide

QUICK = """
grace_seconds: 0.2
waits:
  critical: {seconds: 1.5}
  high: {seconds: 1.5}
  normal: {seconds: 1.5, working_hours_only: false}
"""
LEASE = 30.0


@dataclass
class Blow:
    """What happens when Slack is called, before or ``after`` the call has its effect."""

    strike: Callable[[], None]
    after: bool


class WatchedSlack(FakeSlack):
    """A Slack at which the next call of a method can be met by a blow, or held up."""

    def __init__(self) -> None:
        super().__init__()
        self._blows: dict[str, Blow] = {}
        self._gates: dict[str, asyncio.Event] = {}
        self.reached = asyncio.Event()

    def meet(self, method: str, blow: Blow) -> None:
        self._blows[method] = blow

    def hold(self, method: str) -> asyncio.Event:
        """The next call of a method waits, once it has ``reached`` us, until the event is set."""
        self.reached.clear()
        self._gates[method] = asyncio.Event()
        return self._gates[method]

    async def _answer(
        self, name: str, request: web.Request, effect: Callable[[], Arguments]
    ) -> web.StreamResponse:
        if gate := self._gates.pop(name, None):
            self.reached.set()
            await gate.wait()
        if (blow := self._blows.pop(name, None)) is None:
            return await super()._answer(name, request, effect)
        if blow.after:
            effect()
        blow.strike()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()


@dataclass
class Town(SlackSide, TeamsSide):
    """Everything outside of the processes. ``web`` speaks to the one that was started last."""

    folder: Path
    url: str
    slack: WatchedSlack
    teams: FakeConnector
    smtp: FakeSmtp
    settings: dict[str, str]
    served: list[Served] = field(default_factory=list)
    web: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=20))

    async def start(self, **settings: str) -> Served:
        """Start a process on the town's database, and speak to it from now on."""
        served = await Served.start(self.folder, {**self.settings, **settings})
        self.served.append(served)
        self.speak_to(served)
        return served

    def speak_to(self, served: Served) -> None:
        """What people say goes to this process."""
        self.web.base_url = httpx.URL(served.url)

    async def settle(self) -> None:
        """Nothing to wait for: what follows an answer comes from the process when it comes."""

    async def close(self) -> None:
        await self.web.aclose()
        for served in self.served:
            served.kill()
            await served.ended()

    async def post_until_answered(self, body: bytes, path: str = "/slack/events") -> str:
        """Send the same bytes again and again, as Slack or a person would, until they arrive."""
        headers = slack_payloads.signed(body)
        async with asyncio.timeout(60):
            while True:
                try:
                    answer = await self.web.post(path, content=body, headers=headers)
                    if answer.status_code == 200:
                        return answer.text
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)

    def store(self) -> SqlStore:
        return open_store(self.url)

    def populate(self, csv: str) -> None:
        """Bring up the database, with a directory."""
        found = read_contacts(csv, load_structure(), MONDAY.date())
        store = self.store()
        store.migrate()
        with store.write() as writer:
            writer.replace_contacts(found, MONDAY)
        store.close()

    def cases(self) -> int:
        """How many cases there are."""
        rows = Rows(self.url)
        found = rows.counts()["cases"]
        rows.close()
        return found

    def trail(self, number: int) -> tuple[Entry, ...]:
        store = self.store()
        with store.read() as reader:
            found = reader.entries(number)
        store.close()
        return found

    def keys_to(self, user: str) -> Counter[str]:
        """How often each notice stands in somebody's direct messages."""
        sent = self.slack.sent_to(user)
        return Counter(str(m.metadata["event_payload"]["key"]) for m in sent if m.metadata)

    def news_to(self, user: str) -> list[str]:
        """The steps that an asker was told of, in the order in which the news came."""
        keys = [key for key in self.keys_to(user) if "/progress/" in key]
        return [key.rpartition("/")[2] for key in keys]

    def tellings(self, user: str, number: int) -> int:
        """How many tellings of a case somebody has."""
        return self._count(user, rf"IOM-{number}/\d+/tell/")

    def calls(self, user: str, number: int) -> int:
        """How many tellings and reminders of a case somebody has."""
        return self._count(user, rf"IOM-{number}/\d+/(tell|remind)/")

    def _count(self, user: str, pattern: str) -> int:
        found = self.keys_to(user).items()
        return sum(count for key, count in found if re.match(pattern, key))


@asynccontextmanager
async def town(
    folder: Path,
    url: str,
    *,
    policy: str = QUICK,
    platforms: bool = True,
    slack: WatchedSlack | None = None,
    teams: FakeConnector | None = None,
    smtp: FakeSmtp | None = None,
) -> AsyncIterator[Town]:
    """A town whose processes know Slack, Teams and mail unless ``platforms`` is False."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(slack or WatchedSlack())
        teams = await stack.enter_async_context(teams or FakeConnector())
        smtp = await stack.enter_async_context(smtp or FakeSmtp())
        (folder / "policy.yaml").write_text(policy)
        settings = {
            "DATABASE_URL": url,
            "IOM_POLICY": str(folder / "policy.yaml"),
            "IOM_TICK_SECONDS": "0.1",
        }
        if platforms:
            settings |= {
                "SLACK_SIGNING_SECRET": slack_payloads.SECRET,
                "SLACK_BOT_TOKEN": BOT_TOKEN,
                "SLACK_API_URL": slack.url,
                "MICROSOFT_APP_ID": APP_ID,
                "MICROSOFT_APP_PASSWORD": PASSWORD,
                "MICROSOFT_APP_TENANT_ID": TENANT,
                "TEAMS_SERVICE_HOSTS": teams.host,
                "TEAMS_OPENID_METADATA_URL": teams.metadata_url,
                "TEAMS_TOKEN_URL": teams.token_url,
                "SMTP_URL": smtp.url,
                "MAIL_FROM": "bot@example.org",
            }
        found = Town(folder, url, slack, teams, smtp, settings)
        stack.push_async_callback(found.close)
        yield found
