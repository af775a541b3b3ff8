"""The way to Slack: through the proxy that the environment names, and no other way."""

from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web

from adapters.slack import proxies
from adapters.slack.web import SlackWeb
from tests.fakes.http import serving
from tests.fakes.slack import BOT_TOKEN, FakeSlack

ELSEWHERE = "http://slack.example.org/api/"


class FakeProxy:
    """Answers everything itself, like a Slack that agrees, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[web.BaseRequest] = []
        self.address = ""

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        return web.json_response({"ok": True, "user_id": "UBOT"})


@pytest.fixture
async def proxy() -> AsyncIterator[FakeProxy]:
    fake = FakeProxy()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", fake.answer)
    async with serving(app) as fake.address:
        yield fake


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    proxies._proxy_for.cache_clear()
    yield
    proxies._proxy_for.cache_clear()


async def test_calls_and_answers_go_through_the_proxy_with_its_password(
    proxy: FakeProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.address.replace("//", "//bot:key@"))
    connected = SlackWeb(api_url=ELSEWHERE, bot_token=BOT_TOKEN)
    await connected.call("auth.test", {}, team="T1")
    await connected.respond("http://slack.example.org/commands/1", {"text": "here"})
    await connected.close()
    call, answer = proxy.asked
    assert call.raw_path == "http://slack.example.org/api/auth.test"
    assert answer.raw_path == "http://slack.example.org/commands/1"
    assert call.headers["Proxy-Authorization"] == "Basic " + b64encode(b"bot:key").decode()
    assert call.headers["Authorization"] == f"Bearer {BOT_TOKEN}"


async def test_a_host_may_be_left_out(
    slack: FakeSlack, web: SlackWeb, proxy: FakeProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.address)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    await web.call("auth.test", {}, team="T1")
    assert slack.called("auth.test")
    assert proxy.asked == []


async def test_another_programs_password_for_the_host_is_not_used(
    slack: FakeSlack, web: SlackWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password theirs\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert (await web.call("auth.test", {}, team="T1"))["ok"]
    assert slack.called("auth.test")
