"""Slack's Web API: one HTTP session, the right token for each workspace, and a time limit."""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installations import Installations, Records
from adapters.slack.proxies import proxy_for
from adapters.timely import TimelyBody
from routing.errors import StoreUnavailable

SLACK_API: Final = "https://slack.com/api/"

_JSON: Final = "application/json; charset=utf-8"

_LOG: Final = logging.getLogger(__name__)
_SDK_LOG: Final = logging.getLogger(f"{__name__}.sdk")
_SDK_LOG.setLevel(logging.ERROR)
_SLACK_HOSTS: Final = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
_STALE_TOKEN: Final = frozenset(
    {"invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"}
)
_CONNECT_SECONDS: Final = 5.0


class NotInstalled(Exception):
    """The app isn't installed in the workspace: there is no token for it."""


class UnreadableAnswer(Exception):
    """Something answered, but not as Slack does."""


class SlackWeb:
    """Calls Slack's Web API and answers to response_urls.

    ``bot_token`` serves every workspace that ``installations`` knows nothing of. ``timeout`` is in
    seconds, for one call in all. Nothing is repeated here: that is the outbox's part.
    """

    def __init__(
        self,
        *,
        api_url: str = SLACK_API,
        bot_token: str | None = None,
        records: Records | None = None,
        timeout: float = 10.0,
    ) -> None:
        self.api_url = api_url.rstrip("/") + "/"
        self.timeout = timeout
        self.installations = Installations(records) if records is not None else None
        self._bot_token = bot_token or None
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None
        self._bot_users: dict[str, str] = {}

    async def call(
        self,
        method: str,
        arguments: Mapping[str, Any],
        *,
        team: str,
        enterprise: str = "",
        form: bool = False,
        timeout: float | None = None,  # noqa: ASYNC109  the caller's share of Slack's 3 seconds
    ) -> Mapping[str, Any]:
        """Call a method with the workspace's token, as JSON or as a ``form``.

        Methods that read take a form only.

        Raises:
            NotInstalled: there is no token for the workspace.
            StoreUnavailable: the token isn't known yet, and the store is away.
            SlackApiError: Slack answered, and not with ok.
            UnreadableAnswer: something else answered.
            HeldBack: its time was over; nothing was sent.
            TimeoutError, aiohttp.ClientError: no answer.
        """
        async with asyncio.timeout(timeout or self.timeout):
            token = await self.token(team, enterprise)
            try:
                return await self._send(method, arguments, token, form=form)
            except SlackApiError as error:
                fresh = await self._fresh_token(error, token, team, enterprise)
                if fresh is None:
                    raise
            return await self._send(method, arguments, fresh, form=form)

    async def token(self, team: str, enterprise: str = "") -> str:
        """The workspace's own token, else the one that serves every workspace.

        Raises:
            NotInstalled: there is neither.
            StoreUnavailable: the first isn't known yet, the store is away, and there is no other.
        """
        if self.installations is None:
            return self._bot_token_for(team)
        try:
            document = await self.installations.find(team, enterprise)
        except StoreUnavailable:
            if self._bot_token is None:
                raise
            document = None
        own = document.get("bot_token") if document else None
        return str(own) if own else self._bot_token_for(team)

    async def bot_user(self, team: str, enterprise: str = "") -> str | None:
        """Our own user id in the workspace; None where Slack doesn't say."""
        if team not in self._bot_users:
            try:
                told = await self.call("auth.test", {}, team=team, enterprise=enterprise, timeout=1)
            except Exception as error:  # the answer doesn't depend on it
                _LOG.warning("auth.test failed: %s", type(error).__name__)
                return None
            self._bot_users[team] = str(told.get("user_id") or "")
        return self._bot_users[team] or None

    async def respond(self, url: str, payload: Mapping[str, Any]) -> None:
        """Post to a response_url; it must be one that ``may_respond`` allows.

        Raises:
            ValueError: the address isn't Slack's.
            TimeoutError, aiohttp.ClientError: no answer, or a refusal.
        """
        if not self.may_respond(url):
            raise ValueError("not a response_url of Slack's")
        limit = aiohttp.ClientTimeout(total=self.timeout)
        session = self._open_session()
        async with session.post(
            url, json=dict(payload), allow_redirects=False, timeout=limit, proxy=proxy_for(url)
        ) as answer:
            if answer.status != 200:
                raise aiohttp.ClientError(f"response_url answered {answer.status}")

    async def upload(self, url: str, data: bytes) -> None:
        """Post a file's bytes to the address that files.getUploadURLExternal gave.

        Raises:
            TimeoutError, aiohttp.ClientError: no answer, or a refusal; nobody sees the file yet.
        """
        session = self._open_session()
        headers = {"Content-Type": "application/octet-stream"}
        async with session.post(
            url, data=data, headers=headers, allow_redirects=False, proxy=proxy_for(url)
        ) as answer:
            if answer.status != 200:
                raise aiohttp.ClientError(f"an upload was answered with {answer.status}")

    def may_respond(self, url: str) -> bool:
        """Is it at Slack's own hosts, or where the Web API is? Anywhere else would be a way in."""
        try:
            parts, api = urlsplit(url), urlsplit(self.api_url)
            port = parts.port
        except ValueError:
            return False
        if "@" in parts.netloc or "\\" in url:
            return False
        at_slack = parts.hostname in _SLACK_HOSTS and parts.scheme == "https" and port is None
        return at_slack or (parts.scheme, parts.netloc) == (api.scheme, api.netloc)

    def client(self) -> AsyncWebClient:
        """The SDK's client without a token, on our session."""
        session = self._open_session()
        if self._client is None or self._client.session is not session:
            self._client = AsyncWebClient(
                base_url=self.api_url, session=session, retry_handlers=[], logger=_SDK_LOG
            )
            # The SDK's own look at the environment knows nothing of NO_PROXY.
            self._client.proxy = proxy_for(self.api_url)
        return self._client

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _bot_token_for(self, team: str) -> str:
        if self._bot_token is None:
            raise NotInstalled(team)
        return self._bot_token

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            limit = aiohttp.ClientTimeout(total=self.timeout, sock_connect=_CONNECT_SECONDS)
            self._session = aiohttp.ClientSession(timeout=limit)
        return self._session

    async def _send(
        self, method: str, arguments: Mapping[str, Any], token: str, *, form: bool
    ) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        body = TimelyBody(json.dumps(arguments).encode(), _JSON)
        try:
            with body.sending():
                answer = await self.client().api_call(
                    method,
                    data=dict(arguments) if form else body,  # type: ignore[arg-type]
                    headers=headers if form else {**headers, "Content-Type": _JSON},
                )
        except AttributeError as error:
            # The SDK takes a plain text's answer for an object.
            raise UnreadableAnswer from error
        return answer.data if isinstance(answer.data, dict) else {}

    async def _fresh_token(
        self, error: SlackApiError, used: str, team: str, enterprise: str
    ) -> str | None:
        """Another token than the one that Slack just refused, if the app was installed anew."""
        if self.installations is None or code_of(error) not in _STALE_TOKEN:
            return None
        self.installations.forget(team, enterprise)
        self._bot_users.pop(team, None)
        token = await self.token(team, enterprise)
        return token if token != used else None


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what went wrong; empty where it gave none."""
    data = getattr(error.response, "data", None)
    found = data.get("error") if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""
