"""``iombot ask``: what the bot understands of a text and would answer; changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.terminal import render
from bot import answers
from bot.arguments import command_in, wish_of_arguments
from bot.danger import danger_card
from bot.dialogues import question
from bot.opening import ladder_of
from bot.replays import short_key
from bot.turn import Turn
from bot.wish import Aim, Wish, wish_of_understanding
from content.cards.questions import help_card, line_card
from content.commands import Command, without_slash
from content.ladder_json import steps_json
from routing.card import Card
from routing.errors import RoutingError
from routing.posts import regional_specialist
from routing.topics import TOPIC_SLUGS
from routing.understanding.findings import Intent, Understanding

_AIMS: Mapping[str, Aim] = {
    "who": "who",
    "ladder": "who",
    "escalate": "escalate",
    "simulate": "simulate",
}
_INTENTS: Mapping[str, Intent] = {
    "who": "who",
    "ladder": "who",
    "simulate": "who",
    "escalate": "escalate",
    "about": "about",
    "ack": "ack",
    "status": "status",
    "help": "help",
}


@dataclass(frozen=True, slots=True)
class Inquiry:
    """``wish`` is None where the text isn't about a ladder."""

    turn: Turn
    found: Understanding
    intent: Intent
    wish: Wish | None
    command: Command | None


def inquire(turn: Turn) -> Inquiry:
    """Understand a text as the chat would: first as a command, else as free text."""
    text = without_slash(turn.request.text)
    command = command_in(text, turn.knowledge.content)
    aim = _AIMS.get(command.verb) if command else None
    if command is not None and aim is not None:
        turn, wish, found = wish_of_arguments(turn, command, aim)
        return Inquiry(turn, found, _INTENTS[command.verb], wish, command)
    found = turn.knowledge.hearing.understand(
        text,
        office=turn.person.office,
        language=turn.person.language,
    )
    turn = turn.speaking(found.language)
    if command is not None:
        return Inquiry(turn, found, _INTENTS.get(command.verb, "none"), None, command)
    if found.intent not in ("who", "escalate"):
        return Inquiry(turn, found, found.intent, None, None)
    key = short_key(turn.request.key)
    aim = "who" if found.intent == "who" else "escalate"
    return Inquiry(turn, found, found.intent, wish_of_understanding(key, aim, found), None)


def answer_json(inquiry: Inquiry, identity: object) -> dict[str, Any]:
    """The object of the contract for one text."""
    found, wish = inquiry.found, inquiry.wish
    country = wish.country if wish else found.country
    topic = wish.topic if wish else found.topic
    return {
        "id": identity,
        "language": inquiry.turn.language,
        "intent": inquiry.intent,
        "topic": topic,
        "topics": [
            {"topic": f.value, "score": round(f.score, 3)}
            for f in found.topics
            if f.value in TOPIC_SLUGS
        ],
        "outside_doe": bool(wish.subject if wish else found.subject),
        "subject": wish.subject if wish else found.subject,
        "country": country,
        "countries": [f.value for f in found.countries],
        "regional_office": _office(inquiry, country),
        "severity": wish.severity if wish and inquiry.command else found.severity,
        "reference": f"IOM-{found.reference}" if found.reference is not None else None,
        "referral": found.referral,
        "ask": _ask(wish) if wish and found.referral is None else None,
        "ladder": _ladder(inquiry),
        "reply": render(reply_card(inquiry)),
    }


def reply_card(inquiry: Inquiry) -> Card:
    """What the chat would answer, as far as that needs no case and changes nothing."""
    turn, found, wish = inquiry.turn, inquiry.found, inquiry.wish
    if found.danger and inquiry.command is None:
        return danger_card(turn, found)
    if wish is not None:
        if found.referral is not None and wish.country is None:
            return answers.referral(turn, found.referral)
        if not wish.complete:
            candidates = tuple(f.value for f in found.topics)
            return question(turn, wish, candidates, tuple(f.value for f in found.countries))
        return (
            answers.simulate(turn, wish)
            if wish.aim == "simulate"
            else answers.who(turn, wish, found)
        )
    if inquiry.intent == "about":
        term = inquiry.command.argument if inquiry.command else found.summary
        return answers.about(turn, term, None if inquiry.command else found.article)
    if inquiry.intent == "help":
        return help_card(turn.labels)
    if inquiry.intent in ("ack", "status"):
        return line_card(turn.labels, "refusal.no_reference", verb=inquiry.intent)
    if inquiry.intent == "verify":
        return line_card(turn.labels, "answer.verify_none")
    return line_card(turn.labels, "answer.friendly")


def _ask(wish: Wish) -> str | None:
    if not wish.topic_known:
        return "topic" if wish.country else "both"
    return None if wish.country else "country"


def _office(inquiry: Inquiry, country: str | None) -> str | None:
    if country is None:
        return None
    structure = inquiry.turn.knowledge.content.structure
    try:
        slug = structure.covering(country, inquiry.turn.now.date()).office
    except RoutingError:
        return None
    return structure.offices[regional_specialist(slug)].city


def _ladder(inquiry: Inquiry) -> list[dict[str, Any]]:
    wish = inquiry.wish
    if wish is None or not wish.complete:
        return []
    return steps_json(ladder_of(inquiry.turn, wish), inquiry.turn.labels)
