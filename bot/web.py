"""The HTTP surface: Slack, Teams, links in mails, health and figures."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.bodies import read_body
from bot.heartbeat import Heartbeat
from bot.metrics import exposition, health
from bot.signed_pages import SignedPages
from bot.wiring import Bot
from routing.errors import StoreUnavailable

MAX_BODY = 1_048_576
"""Bytes; larger than anything that a platform sends."""


class Web:
    def __init__(self, bot: Bot, heartbeat: Heartbeat) -> None:
        self._bot = bot
        self._heartbeat = heartbeat
        self._pages = SignedPages(
            bot.database,
            bot.knowledge,
            bot.clock,
            bot.conversation,
            rehearsal=bot.settings.rehearsal,
        )

    def app(self) -> Starlette:
        """The application; while it runs, the engine ticks and Socket Mode listens."""
        return Starlette(routes=self._routes(), lifespan=self._lifespan)

    def _routes(self) -> Sequence[Route]:
        return (
            Route("/slack/events", self._slack, methods=["POST"]),
            Route("/slack/install", self._install, methods=["GET"]),
            Route("/slack/oauth_redirect", self._oauth_redirect, methods=["GET"]),
            Route("/api/messages", self._teams, methods=["POST"]),
            *self._pages.routes(),
            Route("/healthz", self._healthz, methods=["GET"]),
            Route("/readyz", self._readyz, methods=["GET"]),
            Route("/metrics", self._metrics, methods=["GET"]),
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        if self._bot.slack is not None:
            await self._bot.slack.start()
        self._heartbeat.start()
        try:
            yield
        finally:
            await self._heartbeat.stop()

    async def _slack(self, request: Request) -> Response:
        if self._bot.slack is None:
            return _off(self._bot.settings.slack_missing())
        body = await read_body(request, MAX_BODY)
        if body is None:
            return PlainTextResponse("too large", 413)
        answer = await self._bot.slack.dispatch(body, dict(request.headers))
        return Response(answer.body, answer.status, dict(answer.headers))

    async def _install(self, request: Request) -> Response:
        return await self._oauth(request, "install")

    async def _oauth_redirect(self, request: Request) -> Response:
        return await self._oauth(request, "redirect")

    async def _oauth(self, request: Request, step: str) -> Response:
        missing = self._bot.settings.slack_install_missing()
        if self._bot.slack is None or missing:
            return _off(missing)
        slack = self._bot.slack
        act = slack.install if step == "install" else slack.oauth_redirect
        try:
            answer = await act(request.url.query, dict(request.headers))
        except StoreUnavailable:
            return PlainTextResponse("the database is away; please try again", 503)
        return Response(answer.body, answer.status, dict(answer.headers))

    async def _teams(self, request: Request) -> Response:
        if self._bot.teams is None:
            return _off(self._bot.settings.teams_missing())
        body = await read_body(request, MAX_BODY)
        if body is None:
            return PlainTextResponse("too large", 413)
        status, headers, answer = await self._bot.teams.dispatch(body, dict(request.headers))
        return Response(answer, status, headers)

    async def _healthz(self, _: Request) -> Response:
        now = self._bot.clock.now()
        try:
            backlog = await self._bot.database.call(lambda store: store.backlog(now))
        except StoreUnavailable:
            return JSONResponse({"status": "late", "database": "away"}, 503)
        state = health(backlog, self._heartbeat, now)
        body = {
            "status": "ok" if state.well else "late",
            "oldest_due_seconds_late": round(state.lateness, 3),
            "outbox_seconds_late": round(state.outbox_lateness, 3),
            "tick_age_seconds": round(state.tick_age, 3),
        }
        return JSONResponse(body, 200 if state.well else 503)

    async def _readyz(self, _: Request) -> Response:
        try:
            ready = await self._bot.database.call(lambda store: store.ready())
        except StoreUnavailable:
            ready = False
        return JSONResponse({"ready": ready}, 200 if ready else 503)

    async def _metrics(self, _: Request) -> Response:
        now = self._bot.clock.now()
        try:
            backlog = await self._bot.database.call(lambda store: store.backlog(now))
        except StoreUnavailable:
            return PlainTextResponse("the database is away", 503)
        text, kind = exposition(backlog, self._heartbeat, now, self._bot.figures)
        return Response(text, media_type=kind)


def _off(missing: Sequence[str]) -> Response:
    return JSONResponse({"error": "not configured", "missing": list(missing)}, 503)
