"""The pages behind signed links. Opening one changes nothing; only a button that is pressed does.

A page answers through the same buttons as the chat, in the name of whoever the link was sent to.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request as WebRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from adapters.page.html import POLICY, TYPED, Form, many_tongues, page
from bot.bodies import read_body
from bot.conversation import Conversation
from bot.database import Database
from bot.knowledge import Knowledge
from bot.opened_links import Opened, opened, request_of
from bot.page_limits import Allowance
from bot.ports import Clock, Reader
from bot.signed_links import PATHS, Purpose, Signed, link_key, read_token
from content.labels import Labels
from content.messages import load_words
from routing.card import VERBS, Action, Card
from routing.errors import StoreUnavailable
from routing.exchange import Call, Reply
from routing.language import LANGUAGES

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
MAX_BODY: Final = 32_768
"""Bytes of a form that is sent; a link may take 8,000 of them."""
_FIELDS_AT_MOST: Final = 16
_PRESSES: Final = 30
_WITHIN: Final = timedelta(minutes=10)
_BAD, _NOT_NOW, _GONE, _TOO_LARGE, _CANNOT_BE, _TOO_OFTEN, _LATER = (
    400,
    409,
    410,
    413,
    422,
    429,
    503,
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent; ``once`` tells it from the same form on a page opened later."""

    token: str
    once: str
    call: Call

    @property
    def key(self) -> str:
        """The same where a form is sent twice, so that it has one effect."""
        said = [
            self.token,
            self.once,
            self.call.verb,
            self.call.value,
            sorted(self.call.inputs.items()),
        ]
        return f"page:{hashlib.sha256(json.dumps(said).encode()).hexdigest()}"


class SignedPages:
    """``rehearsal`` makes every page say that it is one."""

    def __init__(
        self,
        database: Database,
        knowledge: Knowledge,
        clock: Clock,
        conversation: Conversation,
        *,
        rehearsal: bool = False,
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._conversation = conversation
        self._rehearsal = rehearsal
        self._allowance = Allowance(_PRESSES, _WITHIN)

    def routes(self) -> Sequence[Route]:
        return [
            route
            for purpose, path in PATHS.items()
            for route in (
                Route(path, partial(self._show, purpose), methods=["GET"]),
                Route(path, partial(self._press, purpose), methods=["POST"]),
            )
        ]

    async def _show(self, purpose: Purpose, request: WebRequest) -> Response:
        token = request.query_params.get("t", "")
        try:
            signed, found = await self._database.read(partial(self._look, purpose, token))
        except StoreUnavailable:
            return _in_all("confirm.link_later", _LATER)
        if signed is None or found is None:
            return _in_all("confirm.link_over", _GONE)
        return self._page(signed, token, found.card, 200 if found.holds else _GONE)

    async def _press(self, purpose: Purpose, request: WebRequest) -> Response:
        body = await read_body(request, MAX_BODY)
        if body is None:
            return _in_all("page.too_large", _TOO_LARGE)
        sent = _sent(body)
        if sent is None:
            return _in_all("page.unreadable", _BAD)
        try:
            return await self._answer(purpose, sent)
        except StoreUnavailable:
            return _in_all("confirm.link_later", _LATER)

    async def _answer(self, purpose: Purpose, sent: Sent) -> Response:
        look = partial(self._look, purpose, sent.token)
        signed, found = await self._database.read(look)
        if signed is None or found is None:
            return _in_all("confirm.link_over", _GONE)
        if not self._allowance.take(sent.token, self._clock.now()):
            return _in_all("page.too_often", _TOO_OFTEN)
        if found.person is None or not found.allows(sent.call):
            return await self._not_now(signed, sent, found)
        labels = self._labels(signed)
        action = next(
            (
                a
                for a in found.card.actions
                if (a.verb, a.value) == (sent.call.verb, sent.call.value)
            ),
            None,
        )
        missing = _missing(action, sent.call, labels)
        if action is not None and missing:
            return self._refused(signed, sent, found, action, missing)
        request = request_of(found.person, sent.key, sent.call)
        reply = await self._conversation.press(request, found.person)
        if action is not None and reply.faults:
            return self._refused(signed, sent, found, action, reply.faults)
        return self._replied(signed, sent, found, reply)

    def _replied(self, signed: Signed, sent: Sent, found: Opened, reply: Reply) -> Response:
        actions = tuple(a for a in reply.card.actions if found.allows(Call(a.verb, a.value)))
        card = replace(reply.card, actions=actions)
        return self._page(signed, sent.token, card, 200, reply.form)

    async def _not_now(self, signed: Signed, sent: Sent, found: Opened) -> Response:
        """Pressed before, with what came of it then; or it can't be done any more."""
        earlier = await self._conversation.earlier(sent.key)
        if earlier is not None:
            return self._replied(signed, sent, found, earlier)
        if not found.holds:
            return self._page(signed, sent.token, found.card, _GONE)
        remark = self._labels(signed).words("page.not_now")
        card = replace(found.card, text=(remark, *found.card.text))
        return self._page(signed, sent.token, card, _NOT_NOW)

    def _refused(
        self, signed: Signed, sent: Sent, found: Opened, action: Action, faults: Mapping[str, str]
    ) -> Response:
        """The form again, with everything that was typed, and what is wrong at its field."""
        typed = sent.call.inputs
        inputs = tuple(replace(i, value=typed.get(i.name, i.value)) for i in action.inputs)
        filled = replace(action, inputs=inputs)
        return self._page(signed, sent.token, found.card, _CANNOT_BE, filled, faults)

    def _page(
        self,
        signed: Signed,
        token: str,
        card: Card,
        status: int,
        form: Action | None = None,
        faults: Mapping[str, str] | None = None,
    ) -> Response:
        words, subject = self._labels(signed).words, signed.subject
        path = PATHS[subject.purpose].lstrip("/")
        send, summary = words("button.send"), words("page.faults")
        carried = {"t": token, "once": secrets.token_hex(8)}
        answers = Form(path, carried, send, form, faults or {}, summary)
        if self._rehearsal:
            card = replace(card, text=(words("rehearsal"), *card.text))
        return HTMLResponse(page(card, subject.language, answers), status, _HEADERS)

    def _look(
        self, purpose: Purpose, token: str, reader: Reader
    ) -> tuple[Signed | None, Opened | None]:
        key = link_key(reader)
        signed = read_token(token, key, purpose) if key is not None else None
        if signed is None:
            return None, None
        return signed, opened(signed, reader, self._knowledge, self._clock.now())

    def _labels(self, signed: Signed) -> Labels:
        return self._knowledge.labels(signed.subject.language)


def _sent(body: bytes) -> Sent | None:
    """The form that was sent; None where it isn't one."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=_FIELDS_AT_MOST,
        )
    except ValueError:
        return None
    fields = {name: _plain(value) for name, value in pairs}
    verb = next((v for v in VERBS if v == fields.get("verb")), None)
    if verb is None:
        return None
    typed = {n.removeprefix(TYPED): v for n, v in fields.items() if n.startswith(TYPED)}
    return Sent(
        fields.get("t", ""), fields.get("once", ""), Call(verb, fields.get("value", ""), typed)
    )


def _plain(text: str) -> str:
    """Without control characters, which no field needs and some databases refuse."""
    return "".join(c for c in text.replace("\r\n", "\n") if c >= " " or c == "\n")


def _missing(action: Action | None, call: Call, labels: Labels) -> Mapping[str, str]:
    inputs = action.inputs if action is not None else ()
    needed = labels.words("page.needed")
    return {
        i.name: needed for i in inputs if i.required and not call.inputs.get(i.name, "").strip()
    }


def _in_all(key: str, status: int) -> Response:
    """For whom isn't known, nor their language."""
    said = {language: load_words(language)(key) for language in LANGUAGES}
    return HTMLResponse(many_tongues(said), status, _HEADERS)
