"""What the bot does with each kind of payload: bolt's listeners."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Final

from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from adapters.slack import inbound
from adapters.slack.answers import Answers
from adapters.slack.blocks import message
from adapters.slack.forms import FormState, first_input, render_form
from adapters.slack.inbound import Inbound
from adapters.slack.web import SlackWeb
from routing.exchange import Reply, Request

Handler = Callable[[Request], Awaitable[Reply]]
Apology = Callable[[str | None], str]
Body = dict[str, Any]

DELIVERY: Final = "delivery"
"""Where the context keeps the name of the HTTP delivery."""

_LOG: Final = logging.getLogger(__name__)
_REMEMBERED: Final = 10_000
# Slack gives up on a response after 3 s; its answer then goes to the response_url as well.
_PATIENCE_SECONDS: Final = 2.9


class Listeners:
    """Each awaits the handler, so that the effect is committed, and only then answers Slack.

    What is sent after that runs in tasks that ``finish`` waits for. A key that was answered here
    once is not answered by a second message; a command's response is the same each time.
    """

    def __init__(
        self, web: SlackWeb, handler: Handler, apology: Apology, monotonic: Callable[[], float]
    ) -> None:
        self._web = web
        self._handler = handler
        self._apology = apology
        self._monotonic = monotonic
        self._answers = Answers(web)
        self._tasks: set[asyncio.Task[None]] = set()
        self._answered: OrderedDict[str, None] = OrderedDict()

    async def command(self, body: Body, context: AsyncBoltContext) -> BoltResponse:
        asked = inbound.command(body, context[DELIVERY])
        if asked is None:
            return BoltResponse(status=400)
        began = self._monotonic()
        reply = await self._reply(asked)
        if reply is None:
            return _json({"response_type": "ephemeral", "text": self._apology(None)})
        if reply.form is not None and asked.origin.trigger_id:
            self._after(asked, self._answers.ask(asked.origin, reply, reply.form))
            return BoltResponse(status=200)
        if self._monotonic() - began > _PATIENCE_SECONDS and asked.origin.response_url:
            self._after(asked, self._answers.respond(asked.origin, reply))
        return _json({"response_type": "ephemeral", **message(reply.card)})

    async def action(self, body: Body, context: AsyncBoltContext) -> BoltResponse:
        pressed = inbound.action(body, context[DELIVERY])
        if pressed is None:
            return BoltResponse(status=400)
        reply = await self._reply(pressed)
        if reply is None:
            self._start(self._answers.apologise(pressed.origin, self._apology(None)))
            return BoltResponse(status=500)
        if reply.form is not None and pressed.origin.trigger_id:
            answer = self._answers.ask(pressed.origin, reply, reply.form)
        else:
            answer = self._answers.respond(pressed.origin, reply)
        self._after(pressed, answer)
        return BoltResponse(status=200)

    async def submission(self, body: Body, context: AsyncBoltContext) -> BoltResponse:
        sent = inbound.submission(body, context[DELIVERY])
        if sent is None:
            return BoltResponse(status=400)
        reply = await self._reply(sent)
        if reply is None:
            field = first_input(body["view"])
            error = {"response_action": "errors", "errors": {field: self._apology(None)}}
            return _json(error) if field else BoltResponse(status=500)
        again = _asked_again(sent, reply)
        if again is not None:
            return _json({"response_action": "update", "view": again})
        self._after(sent, self._answers.respond(sent.origin, reply))
        return _json({"response_action": "clear"})

    async def event(self, body: Body, context: AsyncBoltContext) -> BoltResponse:
        if inbound.lost_its_token(body):
            return await self._uninstalled(body)
        bot_user = inbound.bot_user_of(body)
        said = inbound.event(body, context[DELIVERY], bot_user)
        if said is None:
            return BoltResponse(status=200)
        if bot_user is None:
            bot_user = await self._web.bot_user(said.origin.team, said.origin.enterprise)
            said = inbound.event(body, context[DELIVERY], bot_user)
        if said is None:
            return BoltResponse(status=200)
        reply = await self._reply(said)
        if reply is None:
            return BoltResponse(status=500)
        self._after(said, self._answers.say(said.origin, reply))
        return BoltResponse(status=200)

    async def finish(self, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Wait until what follows the acknowledgements is sent, at most ``timeout`` seconds."""
        while self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=timeout)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _reply(self, asked: Inbound) -> Reply | None:
        """None where the handler failed: then nothing was committed."""
        try:
            return await self._handler(asked.request)
        except Exception:
            _LOG.exception("a Slack request failed")
            return None

    async def _uninstalled(self, body: Body) -> BoltResponse:
        if self._web.installations is not None:
            await self._web.installations.remove(inbound.event_team(body))
        return BoltResponse(status=200)

    def _after(self, asked: Inbound, answer: Coroutine[Any, Any, None]) -> None:
        """Start an answer, unless this request was answered before."""
        key = asked.request.key
        if key in self._answered:
            answer.close()
            return
        self._answered[key] = None
        if len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)
        self._start(answer)

    def _start(self, answer: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(answer)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _asked_again(sent: Inbound, reply: Reply) -> Mapping[str, Any] | None:
    """The form once more, where the bot asks for it again."""
    if reply.form is None:
        return None
    try:
        return render_form(reply.form, FormState(reply.form.verb, reply.form.value, sent.origin))
    except ValueError:
        return None


def _json(body: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=dict(body))
