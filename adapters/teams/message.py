"""What the bot posts to Teams: an Adaptive Card, or a picture under a few words."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.teams.adaptive import render
from adapters.teams.markdown import escape
from routing.card import Action, Card
from routing.language import Language
from routing.notices import Picture

CARD_TYPE: Final = "application/vnd.microsoft.card.adaptive"
PICTURE_TYPE: Final = "image/png"


@dataclass(frozen=True, slots=True)
class Message:
    """``summary`` is the line for notifications; ``alert`` asks Teams to show the message in the
    person's activity feed. ``text`` (Markdown) stands above the attachment.
    """

    attachment: Mapping[str, Any]
    summary: str
    alert: bool = False
    text: str = ""

    @property
    def content(self) -> Mapping[str, Any]:
        """The card."""
        card: Mapping[str, Any] = self.attachment["content"]
        return card

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
        attachment = {"contentType": CARD_TYPE, "content": content}
        return cls(attachment, str(content["fallbackText"]), alert)

    @classmethod
    def showing(cls, picture: Picture, card: Card, *, alert: bool = False) -> "Message":
        """A picture, carried in the message itself, under the card's words.

        Teams takes pictures of up to 1024 x 1024 pixels and 1 MB, and doesn't count them as part
        of a message's size.
        """
        data = base64.b64encode(picture.png).decode()
        attachment = {
            "contentType": PICTURE_TYPE,
            "contentUrl": f"data:{PICTURE_TYPE};base64,{data}",
            "name": picture.name,
        }
        text = "\n\n".join((f"**{escape(card.title)}**", *(escape(line) for line in card.text)))
        return cls(attachment, card.fallback, alert, text)
