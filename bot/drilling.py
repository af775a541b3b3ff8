"""Drills in the chat: ask, begin, acknowledge, and see how it went."""

from dataclasses import replace
from typing import Final

from bot.drills import acknowledge, addressed, begin, drills, find
from bot.picturing import picture_button
from bot.ports import Reader, Writer
from bot.replays import short_key
from bot.turn import Turn
from content.cards.drills import begun_card, drill_question, results_card, thanks_card
from content.cards.questions import line_card
from routing.card import Card
from routing.drills import EVERYBODY, drill_number
from routing.exchange import Reply
from routing.rights import is_steward
from routing.stewards import offices_with_stewards

DRILL: Final = "drill|"
_STATUS: Final = frozenset({"status", "statut", "estado", "results", ""})
_ALL: Final = frozenset({"all", "tous", "todos", "everybody"})
_ACK: Final = frozenset({"ack", "prendre", "tomar"})


def drill(reader: Reader, turn: Turn, argument: str) -> Reply:
    """Answer ``drill OFFICE``, ``drill all`` and ``drill status``; nothing is sent yet."""
    turn.knowledge.refresh(reader, turn.now)
    first, _, rest = argument.strip().lower().partition(" ")
    if not is_steward(turn.person, turn.knowledge.stewards):
        return Reply(line_card(turn.labels, "refusal.stewards_only"))
    if first in _STATUS or drill_number(argument) is not None:
        return Reply(status(reader, turn, drill_number(argument)))
    office = EVERYBODY if first in _ALL else f"{first}-{rest}".strip("-").replace(" ", "-")
    if not _may(turn, office):
        return Reply(line_card(turn.labels, "refusal.stewards_only"))
    if office != EVERYBODY and office not in offices_with_stewards(
        turn.knowledge.content.structure
    ):
        return Reply(line_card(turn.labels, "drill.no_office", text=argument))
    count = len(addressed(turn.knowledge, office, turn.now))
    if not count:
        return Reply(line_card(turn.labels, "drill.nobody", text=argument))
    value = f"{DRILL}{office}|{short_key(turn.request.key)}"
    return Reply(drill_question(office, count, value, turn.labels))


def wants_to_acknowledge(argument: str) -> int | None:
    """The number in ``drill ack DRILL-3``, None for everything else."""
    words = argument.split()
    return drill_number(argument) if words and words[0].lower() in _ACK else None


def start(writer: Writer, turn: Turn, value: str) -> Reply:
    """The steward has confirmed: begin it. Raises StoreUnavailable."""
    office = value.removeprefix(DRILL).partition("|")[0]
    turn.knowledge.refresh(writer, turn.now)
    if not _may(turn, office):
        return Reply(line_card(turn.labels, "refusal.stewards_only"))
    begun, new = begin(writer, turn.knowledge, turn.now, office, turn.person.name)
    if not new:
        return Reply(line_card(turn.labels, "drill.running", reference=begun.reference))
    return Reply(begun_card(begun, turn.labels), replaces=True)


def tap(writer: Writer, turn: Turn, number: int | None) -> Reply:
    """Somebody acknowledges. Raises StoreUnavailable."""
    turn.knowledge.refresh(writer, turn.now)
    found = find(writer, number) if number is not None else None
    if found is None:
        return Reply(line_card(turn.labels, "drill.none"))
    if not acknowledge(writer, found, turn.person, turn.knowledge, turn.now):
        return Reply(line_card(turn.labels, "drill.not_yours", reference=found.reference))
    return Reply(thanks_card(found, turn.now, turn.labels), replaces=turn.request.call is not None)


def status(reader: Reader, turn: Turn, number: int | None) -> Card:
    """How a drill went, the newest unless one is named."""
    found = find(reader, number) if number is not None else next(iter(drills(reader)[::-1]), None)
    if found is None:
        return line_card(turn.labels, "drill.none")
    button = picture_button(turn, found.reference)
    return replace(results_card(found, turn.labels), actions=button)


def _may(turn: Turn, office: str) -> bool:
    """Stewards of an office drill that one; those of everything drill everything."""
    stewards = turn.knowledge.stewards
    if not is_steward(turn.person, stewards):
        return False
    offices = stewards.offices_of(turn.person)
    return offices is None or office in offices
