"""Slack's requests over a WebSocket, for where no HTTP endpoint can be reached from outside."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.listeners import DELIVERY
from adapters.slack.web import SlackWeb

Run = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class SocketMode:
    """A connection that Slack sends through, made anew whenever it breaks."""

    def __init__(self, bolt: AsyncApp, web: SlackWeb, app_token: str, run: Run) -> None:
        self._bolt = bolt
        self._web = web
        self._app_token = app_token
        self._run = run
        self._handler: _Handler | None = None
        self._connecting: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect in the background, for as long as it takes; needs a running loop."""
        self._handler = _Handler(
            self._bolt, app_token=self._app_token, web_client=self._web.client()
        )
        self._handler.run = self._run
        self._connecting = asyncio.create_task(
            self._handler.client.connect()  # type: ignore[no-untyped-call]
        )

    async def stop(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        if self._handler is not None:
            await self._handler.client.close()  # type: ignore[no-untyped-call]


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler with the same checks as for HTTP."""

    run: Run

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        started = time.time()
        request = AsyncBoltRequest(
            mode="socket_mode", body=req.payload, context={DELIVERY: req.envelope_id}
        )
        response = await self.run(request)
        await send_async_response(client, req, response, started)
