"""A fake Slack with three people, and the adapter connected to it."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.app import SlackGateway
from adapters.slack.web import SlackWeb
from tests.adapters.slack.bot import Bot, Watch
from tests.fakes import slack_payloads as payloads
from tests.fakes.slack import BOT_TOKEN, FakeSlack


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        fake.users.add("U1", "Asker@example.org", "Ada Asker", "fr-FR", "+41 22 000 00 00")
        fake.users.add("U2", "rts@example.org", "Rosa Regional")
        yield fake


@pytest.fixture
async def web(slack: FakeSlack) -> AsyncIterator[SlackWeb]:
    connected = SlackWeb(api_url=slack.url, bot_token=BOT_TOKEN)
    yield connected
    await connected.close()


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def gateway(web: SlackWeb, bot: Bot, watch: Watch) -> AsyncIterator[SlackGateway]:
    made = SlackGateway(
        web,
        signing_secret=payloads.SECRET,
        handler=bot.handle,
        apology=lambda locale: f"Sorry ({locale})",
        monotonic=watch,
    )
    yield made
    await made.close()
