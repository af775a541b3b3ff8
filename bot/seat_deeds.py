"""What the buttons and forms about entries of the directory do."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.confirming import confirm
from bot.flagging import flag
from bot.ports import Writer
from bot.seat_answers import away, not_me
from bot.turn import Turn
from content.cards.confirmation import flag_action
from content.cards.questions import line_card
from routing.exchange import Call, Reply
from routing.seats import seats_named

SeatDeed = Callable[[Writer, Turn, Call], Reply]


def _confirm(writer: Writer, turn: Turn, call: Call) -> Reply:
    return confirm(writer, turn, call.value)


def _away(writer: Writer, turn: Turn, call: Call) -> Reply:
    return away(writer, turn, call.inputs.get("until", ""), replaces=True)


def _not_me(writer: Writer, turn: Turn, call: Call) -> Reply:
    del call
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
    "away": _away,
    "notme": _not_me,
    "flag": _flag,
}
