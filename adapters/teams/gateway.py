"""What ``POST /api/messages`` does: check, hand over to the bot, answer."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from adapters.teams.answers import invoke_answer, invoke_error, needs_message
from adapters.teams.app import TeamsApp
from adapters.teams.errors import Rejected, Undelivered
from adapters.teams.inbound import is_from_somebody, is_removal, read
from adapters.teams.message import Message
from adapters.teams.payload import Payload, dump, parse, text_at
from adapters.teams.sdk import Turn
from adapters.teams.tokens import bearer
from routing.card import Card
from routing.exchange import Reply, Request
from routing.notices import Later

logger = logging.getLogger(__name__)

MAX_BODY: Final = 262_144
"""Bytes. Teams' own limit for a message is about 100 thousand."""
REPLY_WAIT: Final = 5.0
"""Seconds for which a turn waits for its answer to be posted; the posting itself goes on."""
REPLY_ATTEMPTS: Final = 3
MAX_PAUSE: Final = 10.0
REMEMBERED: Final = 10_000

Handler = Callable[[Request], Awaitable[Reply]]
Response = tuple[int, dict[str, str], bytes]
Sleep = Callable[[float], Awaitable[None]]


class TeamsGateway:
    """Answers activities.

    ``handler`` returns after its effect is committed; only then is the activity answered with
    200. ``apology`` makes the card for a request that the handler failed on. ``sleep`` waits
    between attempts at posting an answer; ``reply_wait`` is how many seconds a turn waits for it.
    """

    def __init__(
        self,
        app: TeamsApp,
        handler: Handler,
        apology: Callable[[Request], Card],
        sleep: Sleep = asyncio.sleep,
        reply_wait: float = REPLY_WAIT,
    ) -> None:
        self._app = app
        self._handler = handler
        self._apology = apology
        self._sleep = sleep
        self._reply_wait = reply_wait
        self._posting: set[asyncio.Task[None]] = set()
        self._answered: OrderedDict[str, None] = OrderedDict()

    async def dispatch(self, body: bytes, headers: Mapping[str, str]) -> Response:
        """The status, headers and body that answer a request. Never raises."""
        try:
            activity = await self._admit(body, headers)
            return await self._answer(activity)
        except Rejected as rejected:
            logger.warning("an activity was rejected: %s", rejected.reason)
            return _json(rejected.status, invoke_error(rejected.reason))
        except Exception:
            logger.exception("an activity can't be answered")
            return 500, {}, b""

    async def idle(self) -> None:
        """Wait until every answer is posted or given up: before the app is closed."""
        while self._posting:
            await asyncio.wait(self._posting)

    async def _admit(self, body: bytes, headers: Mapping[str, str]) -> Payload:
        """Shape first, then the host, then the token, so that nothing costs more than it must."""
        if len(body) > MAX_BODY:
            raise Rejected(413, "too_big")
        try:
            activity = parse(body)
        except ValueError as error:
            raise Rejected(400, "not_a_json_object") from error
        authorization = _header(headers, "authorization")
        bearer(authorization)
        if not text_at(activity, "type") or not text_at(activity, "conversation", "id"):
            raise Rejected(400, "not_an_activity")
        if not self._app.hosts.allows(text_at(activity, "serviceUrl")):
            raise Rejected(403, "service_host_not_allowed")
        await self._app.sdk.authenticate(authorization, activity)
        return activity

    async def _answer(self, activity: Payload) -> Response:
        request = read(activity)
        if is_from_somebody(activity):
            self._app.references.see(activity)
        learning = asyncio.create_task(self._learn(activity))
        try:
            if request is None:
                return 200, {}, b""
            return await self._app.sdk.turn(activity, self._turn(activity, request))
        finally:
            await learning

    async def _learn(self, activity: Payload) -> None:
        try:
            if is_removal(activity):
                await self._app.references.forget(activity)
            elif is_from_somebody(activity):
                await self._app.references.learn(activity)
        except Exception:
            # What somebody asked is answered all the same; the next activity tries again.
            logger.exception("a Teams reference can't be kept")

    def _turn(self, activity: Payload, request: Request) -> Callable[[Turn], Awaitable[Response]]:
        async def turn(turn: Turn) -> Response:
            reply = await self._handle(request)
            message = Message.of(reply.card, form=reply.form)
            if text_at(activity, "type") == "invoke":
                if needs_message(reply):
                    await self._post(turn, request, message)
                return _json(200, invoke_answer(reply, message))
            old = text_at(activity, "replyToId") if reply.replaces else ""
            await self._post(turn, request, message, old)
            return 200, {}, b""

        return turn

    async def _handle(self, request: Request) -> Reply:
        try:
            return await self._handler(request)
        except Exception:
            logger.exception("a request from Teams failed")
            return Reply(self._apology(request))

    async def _post(self, turn: Turn, request: Request, message: Message, old: str = "") -> None:
        """Post an answer, unless this process answered the same delivery before."""
        if request.key in self._answered:
            return
        self._answered[request.key] = None
        if len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
        task = asyncio.create_task(self._deliver(turn, request.key, message, old))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)
        await asyncio.wait({task}, timeout=self._reply_wait)

    async def _deliver(self, turn: Turn, key: str, message: Message, old: str) -> None:
        for attempt in range(1, REPLY_ATTEMPTS + 1):
            try:
                await _put_or_post(turn, message, old)
            except Undelivered as error:
                outcome = error.outcome
                logger.warning("an answer wasn't delivered: %s", outcome.code)
                if not isinstance(outcome, Later) or attempt == REPLY_ATTEMPTS:
                    break
                await self._sleep(min(outcome.retry_after or attempt, MAX_PAUSE))
            except Exception:
                logger.exception("an answer can't be posted")
                break
            else:
                return
        self._answered.pop(key, None)


async def _put_or_post(turn: Turn, message: Message, old: str) -> None:
    if old:
        try:
            await turn.update(old, message)
        except Undelivered as error:
            logger.info("a card can't be replaced: %s", error.outcome.code)
        else:
            return
    await turn.reply(message)


def _header(headers: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in headers.items() if key.lower() == name), None)


def _json(status: int, body: dict[str, Any]) -> Response:
    return status, {"Content-Type": "application/json; charset=utf-8"}, dump(body)
