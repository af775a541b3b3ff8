"""Pictures into a conversation: Slack's three steps, of which only the last one shows anything.

https://docs.slack.dev/messaging/working-with-files
"""

from collections.abc import Mapping
from typing import Any, Final

from adapters.slack.mrkdwn import escaped
from adapters.slack.web import SlackWeb
from routing.card import Card
from routing.notices import Delivery, Picture, mark_of

_COMMENT: Final = 3000
_ALT: Final = 1000


async def stage(web: SlackWeb, picture: Picture, team: str) -> str:
    """Hand the bytes over; the file's id. Nobody sees it yet, so all of it can be repeated.

    Raises what ``SlackWeb.call`` and ``SlackWeb.upload`` raise.
    """
    wanted = {
        "filename": picture.name,
        "length": str(len(picture.png)),
        "alt_txt": picture.alt[:_ALT],
    }
    granted = await web.call("files.getUploadURLExternal", wanted, team=team, form=True)
    await web.upload(str(granted["upload_url"]), picture.png)
    return str(granted["file_id"])


def shared(file: str, channel: str, delivery: Delivery) -> Mapping[str, Any]:
    """What files.completeUploadExternal is to be told: from then on it is seen."""
    card = delivery.card
    return {
        "files": [{"id": file, "title": card.title}],
        "channel_id": channel,
        "initial_comment": _comment(card),
    }


def is_picture_of(message: Mapping[str, Any], key: str) -> bool:
    """Does a message of the conversation show the picture of the delivery with this key?"""
    names = (str(file.get("name") or "") for file in message.get("files") or ())
    return any(mark_of(key) in name for name in names)


def _comment(card: Card) -> str:
    return escaped("\n".join((card.title, *card.text)), _COMMENT)
