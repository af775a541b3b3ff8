"""What the buttons and forms about entries of the directory do."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.changing import ask_to_change, change
from bot.confirming import AGAIN, ask_again, confirm
from bot.entry_handover import accept, decline, hand_over
from bot.flagging import flag
from bot.ports import Writer
from bot.seat_answers import away, not_me
from bot.turn import Turn
from content.cards.confirmation import ACCEPT, DECLINE, HANDED, flag_action, typed_of
from content.cards.questions import line_card
from content.entry_checks import FIELDS, named_mail, values_in
from routing.exchange import Call, Reply
from routing.seats import seats_named

SeatDeed = Callable[[Writer, Turn, Call], Reply]


def _confirm(writer: Writer, turn: Turn, call: Call) -> Reply:
    if call.value.startswith(ACCEPT):
        return accept(writer, turn, call.value.removeprefix(ACCEPT), replaces=True)
    if call.value == AGAIN:
        return ask_again(writer, turn)
    return confirm(writer, turn, call.value)


def _change(writer: Writer, turn: Turn, call: Call) -> Reply:
    if call.value == HANDED:
        name, email = call.inputs.get("name", ""), call.inputs.get("email", "")
        return hand_over(writer, turn, name, email, replaces=True)
    if call.inputs:
        return change(writer, turn, call.inputs, replaces=True)
    asked = ask_to_change(writer, turn, typed_of(call.value))
    return asked or Reply(line_card(turn.labels, "confirm.not_yours"))


def typed_change(writer: Writer, turn: Turn, text: str) -> Reply:
    """``change``, ``change phone NUMBER``, ``change handover NAME MAIL``.

    Raises StoreUnavailable.
    """
    first, _, rest = text.strip().partition(" ")
    if first.lower() in ("handover", "to"):
        mail, name = named_mail(rest) or ("", "")
        return hand_over(writer, turn, name, mail, replaces=False)
    field = next((f for f in FIELDS if f == first.lower()), None)
    if field is not None and rest.strip():
        return change(writer, turn, {field: rest}, replaces=False)
    asked = ask_to_change(writer, turn, values_in(text))
    return asked or Reply(line_card(turn.labels, "confirm.not_yours"))


def _away(writer: Writer, turn: Turn, call: Call) -> Reply:
    return away(writer, turn, call.inputs.get("until", ""), replaces=True)


def _not_me(writer: Writer, turn: Turn, call: Call) -> Reply:
    if call.value.startswith(DECLINE):
        return decline(writer, turn, call.value.removeprefix(DECLINE), replaces=True)
    return not_me(writer, turn)


def _flag(writer: Writer, turn: Turn, call: Call) -> Reply:
    if not call.inputs.get("seat"):
        directory = turn.knowledge.refresh(writer, turn.now)
        contacts = seats_named(call.value.split(), directory)
        form = flag_action(contacts, turn.labels) if contacts else None
        return Reply(line_card(turn.labels, "flag.who", text=call.value), form=form)
    return flag(writer, turn, call.inputs.get("seat", ""), call.inputs.get("remark", ""))


ON_SEATS: Final[Mapping[str, SeatDeed]] = {
    "confirm": _confirm,
    "change": _change,
    "away": _away,
    "notme": _not_me,
    "flag": _flag,
}
