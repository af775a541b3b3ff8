"""Installing the app into a workspace (OAuth 2.0, Slack's v2 flow)."""

import logging
import secrets
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.installations import Installations, Records
from adapters.slack.web import SlackWeb

STATE_KIND: Final = "slack-state"
STATE_SECONDS: Final = 600

SCOPES: Final = (
    "app_mentions:read",
    "chat:write",
    "commands",
    "files:write",
    "im:history",
    "im:read",
    "im:write",
    "metadata.message:read",
    "users:read",
    "users:read.email",
)
"""What the bot may do; ``manifest.yaml`` says the same."""

_LOG: Final = logging.getLogger(__name__)
_BOLT_LOG: Final = logging.getLogger(f"{__name__}.bolt")
_BOLT_LOG.setLevel(logging.ERROR)


class States(AsyncOAuthStateStore):
    """What ties a redirect to the visit that began it: good once, for 600 s."""

    def __init__(self, records: Records, now: Callable[[], float]) -> None:
        self._records = records
        self._now = now

    @property
    def logger(self) -> logging.Logger:
        return _BOLT_LOG

    async def async_issue(self, *_: object, **__: object) -> str:
        state = secrets.token_urlsafe(32)
        await self._records.put(STATE_KIND, state, {"until": self._now() + STATE_SECONDS})
        return state

    async def async_consume(self, state: str) -> bool:
        document = await self._records.get(STATE_KIND, state)
        if document is None:
            return False
        await self._records.delete(STATE_KIND, state)
        return self._now() < float(document["until"])


class _Flow(AsyncOAuthFlow):
    """Bolt's flow, with a code that can't be redeemed told to whoever installs."""

    async def run_installation(self, code: str) -> Installation | None:
        # In the body: the SDK's own call uses what aiohttp has deprecated.
        redeemed = {
            "code": code,
            "client_id": self.settings.client_id,
            "client_secret": self.settings.client_secret,
        }
        try:
            answer = await self.client.api_call("oauth.v2.access", data=redeemed)
        except Exception as error:
            _LOG.warning("oauth.v2.access: %s", type(error).__name__)
            return None
        return _installation(answer)


def oauth_flow(
    web: SlackWeb,
    records: Records,
    *,
    client_id: str,
    client_secret: str,
    now: Callable[[], float],
) -> AsyncOAuthFlow:
    """Bolt's flow over our records; ``now`` gives seconds since 1970."""
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=SCOPES,
        user_scopes=(),
        authorization_url=_authorization_url(web.api_url),
        install_page_rendering_enabled=False,
        installation_store=web.installations or Installations(records),
        state_store=States(records, now),
        logger=_BOLT_LOG,
    )
    return _Flow(client=web.client(), logger=_BOLT_LOG, settings=settings)


def _installation(answer: AsyncSlackResponse) -> Installation:
    team, enterprise = answer.get("team") or {}, answer.get("enterprise") or {}
    return Installation(
        app_id=answer.get("app_id"),
        enterprise_id=enterprise.get("id"),
        team_id=team.get("id"),
        team_name=team.get("name"),
        bot_token=answer.get("access_token"),
        bot_user_id=answer.get("bot_user_id"),
        user_id=(answer.get("authed_user") or {}).get("id") or "",
        is_enterprise_install=bool(answer.get("is_enterprise_install")),
    )


def _authorization_url(api_url: str) -> str:
    parts = urlsplit(api_url)
    return f"{parts.scheme}://{parts.netloc}/oauth/v2/authorize"
