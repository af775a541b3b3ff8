"""Asking for what a form has to say, wherever the question came from."""

from dataclasses import replace

from bot.turn import Turn
from content.cards.questions import line_card
from routing.card import Action
from routing.exchange import Reply


def asking(turn: Turn, title: str, action: Action) -> Reply:
    """The form itself where a button was pressed, else a card with the button that opens it."""
    card = line_card(turn.labels, title)
    if turn.request.surface == "action":
        return Reply(card, form=action)
    return Reply(replace(card, actions=(action,)))
