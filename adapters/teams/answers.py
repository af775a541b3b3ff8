"""What an invoke is answered with: a card in the place of the one that was used, or a line.

The bodies are those of
https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model.
"""

from typing import Any, Final

from adapters.teams.message import CARD_TYPE, Message
from routing.card import Card
from routing.exchange import Reply

MESSAGE_TYPE: Final = "application/vnd.microsoft.activity.message"
ERROR_TYPE: Final = "application/vnd.microsoft.error"

Body = dict[str, Any]


def invoke_answer(reply: Reply, message: Message) -> Body:
    """A card where it gives way to the old one or asks for inputs; else one line."""
    if reply.replaces or reply.form is not None:
        return {"statusCode": 200, "type": CARD_TYPE, "value": message.content}
    return {"statusCode": 200, "type": MESSAGE_TYPE, "value": message.summary}


def invoke_error(reason: str) -> Body:
    value = {"code": "BadRequest", "message": reason}
    return {"statusCode": 400, "type": ERROR_TYPE, "value": value}


def says_it_all(card: Card) -> bool:
    """Does one line hold everything on the card?"""
    more = (card.text[1:], card.facts, card.sections, card.links, card.actions, card.menus)
    return not any(more) and not card.footer


def needs_message(reply: Reply) -> bool:
    """Must an invoke's answer also be posted, because one line doesn't hold it?"""
    return not reply.replaces and reply.form is None and not says_it_all(reply.card)
