"""The bot's replies on their way back to whoever asked."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from adapters.slack.blocks import message
from adapters.slack.forms import FormState, render_form
from adapters.slack.origin import Origin
from adapters.slack.web import SlackWeb
from routing.card import Action, Card
from routing.exchange import Reply

_LOG: Final = logging.getLogger(__name__)


class Answers:
    """Sends replies after the request was acknowledged. Nothing is raised: the effect stands."""

    def __init__(self, web: SlackWeb) -> None:
        self._web = web

    async def respond(self, origin: Origin, reply: Reply) -> None:
        """To a button or form: in place of its card, or beside it for this person only."""
        card = _with_button(reply)
        payload = dict(message(card))
        if reply.replaces:
            payload["replace_original"] = True
        else:
            payload |= {"response_type": "ephemeral", "replace_original": False}
            payload |= {"thread_ts": origin.thread} if origin.thread else {}
        if await self._responded(origin, payload):
            return
        if reply.replaces and origin.message and not origin.ephemeral:
            content = {"channel": origin.channel, "ts": origin.message, **message(card)}
            if await self._called("chat.update", content, origin):
                return
        await self._direct(origin, card)

    async def say(self, origin: Origin, reply: Reply) -> None:
        """To a message: in its conversation, and in its thread where there is one."""
        content = {"channel": origin.channel, "unfurl_links": False}
        if origin.thread:
            content["thread_ts"] = origin.thread
        content |= message(_with_button(reply))
        await self._called("chat.postMessage", content, origin)

    async def ask(self, origin: Origin, reply: Reply, form: Action) -> None:
        """Open the form; where that fails, show the card with the form's button instead."""
        state = FormState(form.verb, form.value, origin)
        try:
            view = render_form(form, state)
        except ValueError:
            view = None
        opened = {"trigger_id": origin.trigger_id, "view": view}
        if view is None or not await self._called("views.open", opened, origin):
            await self.respond(origin, replace(reply, replaces=False))

    async def apologise(self, origin: Origin, text: str) -> None:
        payload = {"response_type": "ephemeral", "replace_original": False, "text": text}
        await self._responded(origin, payload)

    async def _responded(self, origin: Origin, payload: Mapping[str, Any]) -> bool:
        if not origin.response_url:
            return False
        try:
            await self._web.respond(origin.response_url, payload)
        except Exception as error:  # there are other ways to answer
            _LOG.warning("response_url: %s", type(error).__name__)
            return False
        return True

    async def _direct(self, origin: Origin, card: Card) -> None:
        opened = await self._called("conversations.open", {"users": origin.user}, origin)
        if opened:
            content = {"channel": opened["channel"]["id"], **message(card)}
            await self._called("chat.postMessage", content, origin)

    async def _called(
        self, method: str, content: Mapping[str, Any], origin: Origin
    ) -> Mapping[str, Any] | None:
        try:
            return await self._web.call(
                method, content, team=origin.team, enterprise=origin.enterprise
            )
        except Exception as error:  # the effect is committed, the answer isn't owed
            _LOG.warning("%s: %s", method, type(error).__name__)
            return None


def _with_button(reply: Reply) -> Card:
    """The card; with a button for the form where no form can be opened from here."""
    if reply.form is None or reply.form in reply.card.actions:
        return reply.card
    return replace(reply.card, actions=(*reply.card.actions, reply.form))
