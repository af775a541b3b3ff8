"""The page behind a signed link: GET shows, only POST changes."""

from typing import Final
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, Response

from bot.confirm_links import link_key, read_token
from bot.confirming import write_confirmed
from bot.database import Database
from bot.knowledge import Knowledge
from bot.ports import Clock, Reader, Writer
from content.cards.confirm_page import away_page, over_page, question_page, thanks_page
from routing.contacts import Contact
from routing.errors import StoreUnavailable
from routing.language import DEFAULT_LANGUAGE
from routing.seats import seats_named, shown_name, who_is

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_GONE: Final = 410
_LATER: Final = 503


class ConfirmPages:
    def __init__(self, database: Database, knowledge: Knowledge, clock: Clock) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock

    async def show(self, token: str) -> Response:
        """The entries, and the button."""
        try:
            contacts = await self._database.read(lambda reader: self._about(reader, token))
        except StoreUnavailable:
            return HTMLResponse(away_page(), _LATER, _HEADERS)
        if not contacts:
            return HTMLResponse(over_page(), _GONE, _HEADERS)
        labels = self._knowledge.labels(contacts[0].language or DEFAULT_LANGUAGE)
        return HTMLResponse(question_page(contacts, token, labels), 200, _HEADERS)

    async def confirm(self, body: bytes) -> Response:
        """The form was sent."""
        token = next(iter(parse_qs(body.decode("utf-8", "replace")).get("t", ())), "")
        try:
            contacts = await self._database.write(lambda writer: self._write(writer, token))
        except StoreUnavailable:
            return HTMLResponse(away_page(), _LATER, _HEADERS)
        if not contacts:
            return HTMLResponse(over_page(), _GONE, _HEADERS)
        labels = self._knowledge.labels(contacts[0].language or DEFAULT_LANGUAGE)
        return HTMLResponse(thanks_page(contacts, labels), 200, _HEADERS)

    def _write(self, writer: Writer, token: str) -> tuple[Contact, ...]:
        writer.lock_directory()
        contacts = self._about(writer, token)
        if contacts:
            write_confirmed(writer, self._knowledge, self._clock.now(), contacts)
        return contacts

    def _about(self, reader: Reader, token: str) -> tuple[Contact, ...]:
        """The entries, if the link holds and they still say what they said."""
        now, key = self._clock.now(), link_key(reader)
        about = read_token(token, key, now) if key is not None else None
        if about is None:
            return ()
        directory = self._knowledge.refresh(reader, now)
        contacts = tuple(c for c in seats_named(about.seats, directory) if who_is(c) == about.who)
        return contacts if contacts and shown_name(contacts) == about.shown else ()
