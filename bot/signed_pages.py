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
_ONCE_BYTES: Final = 8
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

    def button(self, card: Card) -> Action | None:
        """The card's button that was pressed, if it is one of the card's."""
        pressed = (self.call.verb, self.call.value)
        return next((a for a in card.actions if (a.verb, a.value) == pressed), None)

    def filled(self, action: Action) -> Action:
        """The action with what was typed."""
        typed = self.call.inputs
        inputs = tuple(replace(i, value=typed.get(i.name, i.value)) for i in action.inputs)
        return replace(action, inputs=inputs)


@dataclass(frozen=True, slots=True)
class Visit:
    """A link that is ours, and what it opens now."""

    token: str
    signed: Signed
    found: Opened
    labels: Labels


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
            visit = await self._database.read(partial(self._look, purpose, token))
        except StoreUnavailable:
            return _in_all("confirm.link_later", _LATER)
        if visit is None:
            return _in_all("confirm.link_over", _GONE)
        return self._page(visit, visit.found.card, 200 if visit.found.holds else _GONE)

    async def _press(self, purpose: Purpose, request: WebRequest) -> Response:
        body = await read_body(request, MAX_BODY)
        if body is None:
            return _in_all("page.too_large", _TOO_LARGE)
        sent = _sent(body)
        if sent is None:
            return _in_all("page.unreadable", _BAD)
        try:
            visit = await self._database.read(partial(self._look, purpose, sent.token))
        except StoreUnavailable:
            return _in_all("confirm.link_later", _LATER)
        if visit is None:
            return _in_all("confirm.link_over", _GONE)
        if not self._allowance.take(sent.token, self._clock.now()):
            answer = _in_all("page.too_often", _TOO_OFTEN)
            answer.headers["Retry-After"] = str(int(_WITHIN.total_seconds()))
            return answer
        try:
            return await self._answer(visit, sent)
        except StoreUnavailable:
            return self._later(visit, sent)

    async def _answer(self, visit: Visit, sent: Sent) -> Response:
        person, action = visit.found.person, sent.button(visit.found.card)
        if person is None or not visit.found.allows(sent.call):
            return await self._not_now(visit, sent)
        missing = _missing(action, sent.call, visit.labels)
        if action is not None and missing:
            return self._refused(visit, sent.filled(action), missing)
        reply = await self._conversation.press(request_of(person, sent.key, sent.call), person)
        if action is not None and reply.faults:
            return self._refused(visit, sent.filled(action), reply.faults)
        return self._replied(visit, reply)

    def _replied(self, visit: Visit, reply: Reply) -> Response:
        shown = tuple(a for a in reply.card.actions if visit.found.allows(Call(a.verb, a.value)))
        return self._page(visit, replace(reply.card, actions=shown), 200, reply.form)

    async def _not_now(self, visit: Visit, sent: Sent) -> Response:
        """Pressed before, with what came of it then; or it can't be done any more."""
        earlier = await self._conversation.earlier(sent.key)
        if earlier is not None:
            return self._replied(visit, earlier)
        if not visit.found.holds:
            return self._page(visit, visit.found.card, _GONE)
        return self._page(visit, _remarked(visit.found.card, visit, "page.not_now"), _NOT_NOW)

    def _refused(self, visit: Visit, filled: Action, faults: Mapping[str, str]) -> Response:
        """The form again, with everything that was typed, and what is wrong at its field."""
        return self._page(visit, visit.found.card, _CANNOT_BE, filled, faults)

    def _later(self, visit: Visit, sent: Sent) -> Response:
        """The database went away: the same form, so that it can be sent once more."""
        action = sent.button(visit.found.card)
        form = sent.filled(action) if action is not None and action.inputs else None
        card = _remarked(visit.found.card, visit, "page.later")
        return self._page(visit, card, _LATER, form, once=sent.once)

    def _page(
        self,
        visit: Visit,
        card: Card,
        status: int,
        form: Action | None = None,
        faults: Mapping[str, str] | None = None,
        once: str | None = None,
    ) -> Response:
        subject, words = visit.signed.subject, visit.labels.words
        answers = Form(
            path=PATHS[subject.purpose].lstrip("/"),
            carried={"t": visit.token, "once": once or secrets.token_hex(_ONCE_BYTES)},
            send=words("button.send"),
            opened=form,
            faults=faults or {},
            summary=words("page.faults"),
        )
        if self._rehearsal:
            card = _remarked(card, visit, "rehearsal")
        return HTMLResponse(page(card, subject.language, answers), status, _HEADERS)

    def _look(self, purpose: Purpose, token: str, reader: Reader) -> Visit | None:
        key = link_key(reader)
        signed = read_token(token, key, purpose) if key is not None else None
        if signed is None:
            return None
        found = opened(signed, reader, self._knowledge, self._clock.now())
        return Visit(token, signed, found, self._knowledge.labels(signed.subject.language))


def _remarked(card: Card, visit: Visit, key: str) -> Card:
    return replace(card, text=(visit.labels.words(key), *card.text))


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
        fields.get("t", ""),
        fields.get("once") or secrets.token_hex(_ONCE_BYTES),
        Call(verb, fields.get("value", ""), typed),
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
