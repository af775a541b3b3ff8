"""What the bot posts to Teams: an Adaptive Card, and a line for notifications."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.teams.adaptive import render
from routing.card import Action, Card
from routing.language import Language

CARD_TYPE: Final = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True)
class Message:
    """``alert`` asks Teams to show the message in the person's activity feed."""

    content: Mapping[str, Any]
    summary: str
    alert: bool = False

    @classmethod
    def of(
        cls,
        card: Card,
        language: Language | None = None,
        form: Action | None = None,
        *,
        alert: bool = False,
    ) -> "Message":
        content = render(card, language, form)
        return cls(content, str(content["fallbackText"]), alert)
