"""Slack's way in: requests are verified, handed to the bot, and answered."""

import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from adapters.slack import inbound
from adapters.slack.installations import Records
from adapters.slack.listeners import DELIVERY, Apology, Handler, Listeners
from adapters.slack.oauth import oauth_flow
from adapters.slack.socket_mode import SocketMode
from adapters.slack.web import SlackWeb
from routing.errors import StoreUnavailable

_LOG: Final = logging.getLogger(__name__)
# Bolt writes whole requests at lower levels: what people wrote stays out of the logs.
_BOLT_LOG: Final = logging.getLogger(f"{__name__}.bolt")
_BOLT_LOG.setLevel(logging.ERROR)

_TIMESTAMP: Final = "x-slack-request-timestamp"
_SIGNATURE: Final = "x-slack-signature"
# Others (x-slack-bolt-lazy-only, ...) would steer bolt, and are not signed.
_HEADERS: Final = frozenset({_TIMESTAMP, _SIGNATURE, "content-type"})
_ANY: Final = re.compile("")
_CLOSING_SECONDS: Final = 5.0


_Step = Callable[[AsyncOAuthFlow, AsyncBoltRequest], Awaitable[BoltResponse]]


class Answer(NamedTuple):
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: str


class SlackGateway:
    """Everything that Slack sends: by HTTP through ``dispatch``, or by Socket Mode.

    ``handler`` answers a request once its effect is committed; ``apology`` gives the words, in the
    language of a locale where that is known, for a request that failed. ``app_token`` turns Socket
    Mode on (``start``), ``client_id`` and ``client_secret`` installing into further workspaces,
    which needs ``records``. ``now`` (seconds since 1970) is for the age of an installation's state
    only; a signature's age is measured on the system's clock. ``monotonic`` (seconds) tells whether
    a command was answered in time.
    """

    def __init__(
        self,
        web: SlackWeb,
        *,
        signing_secret: str,
        handler: Handler,
        apology: Apology,
        records: Records | None = None,
        app_token: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._web = web
        self._records = records
        self._client = (client_id or "", client_secret or "")
        self._now = now
        self._verifier = SignatureVerifier(signing_secret)
        self._listeners = Listeners(web, handler, apology, monotonic)
        self._bolt = _bolt(self._listeners)
        self._socket = SocketMode(self._bolt, web, app_token, self._run) if app_token else None

    async def dispatch(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Answer a POST to ``/slack/events``; ``body`` as it came, before any decoding.

        401 where the signature is missing, wrong or older than 5 minutes, 400 where the body isn't
        one of Slack's, 200 once the effect is committed, 500 where the bot failed on something
        that Slack will send again or shows as failed.
        """
        known = {name.lower(): value for name, value in headers.items()}
        kept = {name: known[name] for name in _HEADERS & known.keys()}
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return Answer(400, {}, "")
        if not self._signed(text, kept):
            # Slack's check of the certificate carries no signature, and has no effect.
            return Answer(200 if text.startswith("ssl_check=1") else 401, {}, "")
        try:
            request = AsyncBoltRequest(
                body=text, headers={**kept}, context={DELIVERY: kept[_SIGNATURE]}
            )
        except Exception:  # bolt raises whatever an odd shape leads to
            return Answer(400, {}, "")
        return _answer(await self._run(request))

    async def install(self, query: str, headers: Mapping[str, str]) -> Answer:
        """Answer a GET of ``/slack/install``: on to Slack's page of consent."""
        return await self._visited(AsyncOAuthFlow.handle_installation, query, headers)

    async def oauth_redirect(self, query: str, headers: Mapping[str, str]) -> Answer:
        """Answer a GET of ``/slack/oauth_redirect``: keep the workspace's token."""
        return await self._visited(AsyncOAuthFlow.handle_callback, query, headers)

    async def start(self) -> None:
        """Begin listening by Socket Mode, where it is on; the connection is made meanwhile."""
        if self._socket is not None:
            self._socket.start()

    async def finish(self) -> None:
        """Wait until every answer that follows an acknowledgement is sent."""
        await self._listeners.finish()

    async def close(self) -> None:
        """Stop listening, and give answers under way 5 seconds. The web session stays open."""
        if self._socket is not None:
            await self._socket.stop()
        await self._listeners.finish(_CLOSING_SECONDS)

    async def _run(self, request: AsyncBoltRequest) -> BoltResponse:
        found = inbound.kind(request.body)
        if found is None:
            return BoltResponse(status=400)
        if found == "other" and request.body.get("type") != "url_verification":
            return BoltResponse(status=200)
        return await self._bolt.async_dispatch(request)

    async def _visited(self, step: _Step, query: str, headers: Mapping[str, str]) -> Answer:
        flow = self._flow()
        if flow is None:
            return _unavailable("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are not set")
        cookies = [value for name, value in headers.items() if name.lower() == "cookie"]
        visit = AsyncBoltRequest(body="", query=query, headers={"cookie": cookies})
        try:
            return _answer(await step(flow, visit))
        except StoreUnavailable:
            return _unavailable("The database is away. Please try again later.")

    def _signed(self, body: str, headers: Mapping[str, str]) -> bool:
        timestamp, signature = headers.get(_TIMESTAMP, ""), headers.get(_SIGNATURE, "")
        if not re.fullmatch("[0-9]{1,12}", timestamp) or not signature.isascii():
            return False
        return self._verifier.is_valid(body, timestamp, signature)

    def _flow(self) -> AsyncOAuthFlow | None:
        client_id, client_secret = self._client
        if not client_id or not client_secret or self._records is None:
            return None
        return oauth_flow(
            self._web,
            self._records,
            client_id=client_id,
            client_secret=client_secret,
            now=self._now,
        )


class _Everybody(AsyncAuthorize):
    """A signed request is from a workspace that installed the app.

    Tokens are looked up where something is sent: a command is answered without one.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    async def __call__(self, **given: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=given["enterprise_id"], team_id=given["team_id"])


def _bolt(listeners: Listeners) -> AsyncApp:
    """Bolt with one listener for each kind of payload; what is in them is told apart by us."""
    app = AsyncApp(
        name=_BOLT_LOG.name,
        logger=_BOLT_LOG,
        process_before_response=True,
        authorize=_Everybody(),
        # ``dispatch`` verifies before anything is parsed, and doesn't log what it refuses.
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.command(_ANY)(listeners.command)
    app.action(_ANY)(listeners.action)
    app.view(_ANY)(listeners.submission)
    app.event(_ANY)(listeners.event)
    return app


def _answer(response: BoltResponse) -> Answer:
    return Answer(response.status, response.first_headers(), response.body or "")


def _unavailable(text: str) -> Answer:
    return Answer(503, {"content-type": "text/plain; charset=utf-8"}, text)
