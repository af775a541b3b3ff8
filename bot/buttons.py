"""What a button, a menu or a sent form does; the verb comes first in each."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

from bot.casework import DEEDS, Deed
from bot.database import Database
from bot.dialogues import Dialogues, countries_question
from bot.drilling import DRILL, start, tap
from bot.granting import Granting
from bot.owndata import own_data
from bot.picturing import PICTURE, show_picture
from bot.rehearsing import dry_run
from bot.removal import REMOVE, remove
from bot.replays import once, short_key
from bot.seat_deeds import ON_SEATS
from bot.stragglers import Stragglers
from bot.turn import Turn
from bot.wish import CORRECTS, Wish, form_summary, stays, wish_of_value
from bot.wording import WORDING, done, press
from content.cards.cases import DRY_RUN
from content.cards.ladders import open_action
from content.cards.own_data import OWN_DATA
from content.cards.questions import correction_question, line_card
from content.commands import reference_in
from routing.card import Action, Card, Input
from routing.drills import drill_number
from routing.exchange import Call, Reply
from routing.topics import SEVERITIES

# What each deed takes from its form.
_TEXT: Mapping[str, str] = {"handover": "to", "resolve": "note", "details": "text"}


class Buttons:
    def __init__(self, database: Database, dialogues: Dialogues, granting: Granting) -> None:
        self._database = database
        self._dialogues = dialogues
        self._granting = granting
        self._stragglers = Stragglers(database)

    async def press(self, turn: Turn, call: Call) -> Reply:
        """Raises StoreUnavailable."""
        number = drill_number(call.value) if call.verb == "ack" else None
        if number is not None:
            key = turn.request.key
            return await once(
                self._database, key, turn.now, lambda writer: tap(writer, turn, number)
            )
        if call.verb == "confirm" and call.value.startswith(DRILL):
            key = f"drill:{call.value}"
            return await once(
                self._database, key, turn.now, lambda writer: start(writer, turn, call.value)
            )
        if call.verb in DEEDS:
            return await self._deed(turn, call)
        if call.verb == "choose":
            return await self._choose(turn, call)
        if call.verb == "confirm" and call.value.startswith(REMOVE):
            key = turn.request.key
            return await once(
                self._database, key, turn.now, lambda writer: remove(writer, turn, call.value)
            )
        if call.verb in ("confirm", "change") and call.value.startswith(WORDING):
            key = turn.request.key
            return await once(
                self._database, key, turn.now, lambda writer: press(writer, turn, call)
            )
        if call.verb in ON_SEATS:
            key, deed = turn.request.key, ON_SEATS[call.verb]
            return await once(
                self._database, key, turn.now, lambda writer: deed(writer, turn, call)
            )
        return Reply(line_card(turn.labels, "refusal.old_button"))

    async def _deed(self, turn: Turn, call: Call) -> Reply:
        number = reference_in(call.value)
        if number is None:
            return Reply(line_card(turn.labels, "refusal.old_button"))
        wanted = _TEXT.get(call.verb)
        if wanted is not None and not call.inputs.get(wanted, "").strip():
            return _form(turn, call, wanted)
        _, _, seen = call.value.partition("|")
        text = call.inputs.get(wanted, "").strip() if wanted else ""
        deed = Deed(call.verb, number, text, int(seen) if seen.isdecimal() else None)
        key = turn.request.key
        reply = await once(self._database, key, turn.now, lambda writer: done(writer, turn, deed))
        return await self._stragglers.end(turn, reply, number)

    async def _choose(self, turn: Turn, call: Call) -> Reply:
        if call.value.startswith(PICTURE):
            return await show_picture(self._database, turn, call.value)
        if call.value == OWN_DATA:
            return Reply(await self._database.read(lambda reader: own_data(reader, turn)))
        if call.value.startswith(DRY_RUN):
            number = reference_in(call.value)
            return Reply(await self._database.read(lambda reader: dry_run(reader, turn, number)))
        wish = wish_of_value(call.value)
        if wish is None:
            return Reply(line_card(turn.labels, "refusal.old_button"))
        fields = dict(parse_qsl(call.value))
        if CORRECTS in fields:
            return Reply(_what_was_wrong(turn, wish), replaces=True)
        office = fields.get("o")
        if office is not None and wish.country is None:
            return Reply(countries_question(turn, wish, office), replaces=True)
        begun = form_summary(call.value)
        if begun is not None and "severity" not in call.inputs:
            form = open_action(turn.labels, call.value, wish.severity, begun)
            return Reply(line_card(turn.labels, "ladder.summary"), form=form)
        severity = next((s for s in SEVERITIES if s == call.inputs.get("severity")), wish.severity)
        summary = call.inputs.get("summary", "").strip() or wish.summary
        wish = replace(wish, severity=severity, summary=summary)
        if wish.aim == "escalate":
            wish = await self._dialogues.restore(turn, wish)
        reply = await self._granting.grant(turn, wish)
        if wish.complete:
            await self._dialogues.granted(turn, wish)
        return replace(reply, replaces=False) if stays(call.value) else reply


def _what_was_wrong(turn: Turn, wish: Wish) -> Card:
    anew = replace(wish, key=short_key(turn.request.key))
    no_topic = replace(anew, topic=None, subject=None, rts_only=False)
    no_country = replace(anew, country=None)
    return correction_question(turn.labels, no_topic.value(), no_country.value())


def _form(turn: Turn, call: Call, wanted: str) -> Reply:
    """The form that a deed needs, for a button that came without its text."""
    words = turn.labels.words
    label = {
        "to": "button.handover_to",
        "note": "button.resolve_note",
        "text": "button.details_text",
    }
    field = Input(
        wanted, words(label[wanted]), "line" if wanted == "to" else "lines", required=True
    )
    action = Action(
        verb="handover" if wanted == "to" else "resolve" if wanted == "note" else "details",
        label=words("button.send"),
        value=call.value,
        style="primary",
        inputs=(field,),
    )
    return Reply(line_card(turn.labels, label[wanted]), form=action)
