"""Installing into workspaces, and their tokens."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import yaml

import adapters.slack
from adapters.slack.app import SlackGateway
from adapters.slack.channel import SlackChannel
from adapters.slack.oauth import SCOPES
from adapters.slack.web import SLACK_API, NotInstalled, SlackWeb
from routing.card import Card
from routing.exchange import Reply, Request
from routing.notices import Delivery, Recipient, Sent
from tests.adapters.slack.records import MemoryRecords
from tests.fakes import slack_payloads as payloads
from tests.fakes.slack import FakeSlack


class Hand:
    """Seconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1_700_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def records() -> MemoryRecords:
    return MemoryRecords()


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def web(slack: FakeSlack, records: MemoryRecords) -> AsyncIterator[SlackWeb]:
    connected = SlackWeb(api_url=slack.url, records=records)
    yield connected
    await connected.close()


async def answer(_: Request) -> Reply:
    return Reply(Card(title="ok"))


@pytest.fixture
def gateway(web: SlackWeb, records: MemoryRecords, hand: Hand) -> SlackGateway:
    return SlackGateway(
        web,
        signing_secret=payloads.SECRET,
        handler=answer,
        apology=str,
        records=records,
        client_id="1.2",
        client_secret="client secret",
        now=hand,
    )


async def begin(gateway: SlackGateway) -> tuple[str, str]:
    """Visit the install page: the state, and the browser's cookie."""
    visit = await gateway.install("", {})
    assert visit.status == 302
    query = parse_qs(urlsplit(visit.headers["location"]).query)
    return query["state"][0], visit.headers["set-cookie"].partition(";")[0]


async def come_back(gateway: SlackGateway, state: str, cookie: str, code: str = "code") -> int:
    query = urlencode({"state": state, "code": code})
    return (await gateway.oauth_redirect(query, {"Cookie": cookie})).status


async def test_the_way_to_slack_names_the_scopes(gateway: SlackGateway, slack: FakeSlack) -> None:
    visit = await gateway.install("", {})
    url = urlsplit(visit.headers["location"])
    assert f"{url.scheme}://{url.netloc}" == slack.host
    assert url.path == "/oauth/v2/authorize"
    assert parse_qs(url.query)["client_id"] == ["1.2"]
    assert parse_qs(url.query)["scope"] == [",".join(SCOPES)]


async def test_an_installed_workspace_gets_its_notices(
    gateway: SlackGateway, web: SlackWeb, slack: FakeSlack
) -> None:
    slack.codes = {"a": "T7", "b": "T8"}
    slack.users.add("U7", "u7@example.org", "Seven")
    assert await come_back(gateway, *await begin(gateway), "a") == 200
    assert await come_back(gateway, *await begin(gateway), "b") == 200
    assert (await web.token("T7"), await web.token("T8")) == ("xoxb-T7", "xoxb-T8")
    to = Recipient("slack", "T7:U7", "Seven", "en")
    sent = await SlackChannel(web).send(Delivery("k", to, Card(title="t")))
    assert isinstance(sent, Sent)


async def test_the_only_workspace_needs_no_name(
    gateway: SlackGateway, web: SlackWeb, slack: FakeSlack
) -> None:
    slack.codes = {"a": "T7", "b": "T8"}
    await come_back(gateway, *await begin(gateway), "a")
    assert await web.token("") == "xoxb-T7"
    await come_back(gateway, *await begin(gateway), "b")
    with pytest.raises(NotInstalled):
        await web.token("")


async def test_a_state_is_good_once(gateway: SlackGateway, slack: FakeSlack) -> None:
    slack.codes = {"a": "T7", "b": "T8"}
    state, cookie = await begin(gateway)
    assert await come_back(gateway, state, cookie, "a") == 200
    assert await come_back(gateway, state, cookie, "b") == 401
    assert "b" in slack.codes


async def test_a_state_expires(gateway: SlackGateway, hand: Hand, slack: FakeSlack) -> None:
    slack.codes = {"a": "T7"}
    state, cookie = await begin(gateway)
    hand.seconds += 601
    assert await come_back(gateway, state, cookie, "a") == 401


async def test_another_browser_cannot_finish(gateway: SlackGateway, slack: FakeSlack) -> None:
    slack.codes = {"a": "T7"}
    state, _ = await begin(gateway)
    assert await come_back(gateway, state, "slack-app-oauth-state=x", "a") == 400
    assert (await gateway.oauth_redirect(f"state={state}&code=a", {})).status == 400


async def test_a_refused_consent_and_a_wrong_code_install_nothing(
    gateway: SlackGateway, records: MemoryRecords
) -> None:
    refused = await gateway.oauth_redirect("error=<script>", {})
    assert "<script>" not in refused.body
    assert await come_back(gateway, *await begin(gateway), "wrong") == 401
    assert not [key for kind, key in records.documents if kind == "slack-installation"]


async def test_nothing_is_begun_or_lost_while_the_store_is_away(
    gateway: SlackGateway, slack: FakeSlack, records: MemoryRecords
) -> None:
    slack.codes = {"a": "T7"}
    state, cookie = await begin(gateway)
    records.away = True
    assert (await gateway.install("", {})).status == 503
    assert await come_back(gateway, state, cookie, "a") == 503
    records.away = False
    assert await come_back(gateway, state, cookie, "a") == 200


async def test_a_token_known_before_serves_while_the_store_is_away(
    gateway: SlackGateway, web: SlackWeb, slack: FakeSlack, records: MemoryRecords
) -> None:
    slack.codes = {"a": "T7"}
    await come_back(gateway, *await begin(gateway), "a")
    records.away = True
    assert await web.token("T7") == "xoxb-T7"


async def test_a_token_that_slack_refuses_is_looked_up_again(
    gateway: SlackGateway, web: SlackWeb, slack: FakeSlack, records: MemoryRecords
) -> None:
    slack.codes = {"a": "T7"}
    slack.users.add("U7", "u7@example.org", "Seven")
    await come_back(gateway, *await begin(gateway), "a")
    del slack.tokens["xoxb-T7"]
    slack.tokens["xoxb-new"] = "T7"
    document = records.documents["slack-installation", "team:T7"]
    await records.put("slack-installation", "team:T7", {**document, "bot_token": "xoxb-new"})
    assert (await web.call("auth.test", {}, team="T7"))["user_id"] == "UBOT"


async def test_a_workspace_that_removed_the_app_is_forgotten(
    gateway: SlackGateway, web: SlackWeb, slack: FakeSlack
) -> None:
    slack.codes = {"a": "T7"}
    await come_back(gateway, *await begin(gateway), "a")
    user_tokens = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
    removed = {"type": "app_uninstalled"}
    for said in (user_tokens, removed):
        assert await web.token("T7") == "xoxb-T7"
        body = payloads.event(said, team="T7")
        assert (await gateway.dispatch(body, payloads.event_headers(body))).status == 200
    with pytest.raises(NotInstalled):
        await web.token("T7")


async def test_without_a_client_there_is_nothing_to_install(web: SlackWeb) -> None:
    gateway = SlackGateway(web, signing_secret="x", handler=answer, apology=str)
    for visit in (await gateway.install("", {}), await gateway.oauth_redirect("", {})):
        assert visit.status == 503
        assert "SLACK_CLIENT_ID" in visit.body


async def test_slacks_settings_in_the_environment_change_nothing(
    web: SlackWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bolt reads the same names from the environment, and would ask Slack for each request."""
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN"):
        monkeypatch.setenv(name, "from the environment")
    gateway = SlackGateway(web, signing_secret=payloads.SECRET, handler=answer, apology=str)
    body = payloads.command("who")
    assert (await gateway.dispatch(body, payloads.signed(body))).status == 200
    assert (await gateway.install("", {})).status == 503


async def test_slack_itself_is_where_the_web_api_is_by_default(records: MemoryRecords) -> None:
    web = SlackWeb(records=records)
    assert web.api_url == SLACK_API
    gateway = SlackGateway(
        web,
        signing_secret="x",
        handler=answer,
        apology=str,
        records=records,
        client_id="1.2",
        client_secret="s",
    )
    visit = await gateway.install("", {})
    assert visit.headers["location"].startswith("https://slack.com/oauth/v2/authorize?state=")
    await web.close()


def test_the_manifest_asks_for_the_same_scopes() -> None:
    path = Path(adapters.slack.__file__).with_name("manifest.yaml")
    manifest = yaml.safe_load(path.read_text())
    assert manifest["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert manifest["features"]["slash_commands"][0]["command"] == "/iom"
    paths = {
        manifest["features"]["slash_commands"][0]["url"],
        manifest["settings"]["event_subscriptions"]["request_url"],
        manifest["settings"]["interactivity"]["request_url"],
    }
    assert {urlsplit(each).path for each in paths} == {"/slack/events"}
