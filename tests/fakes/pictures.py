"""Pictures as platforms see them: decoded whole, with Teams' limits."""

import base64
import binascii
import io
from typing import Any

from PIL import Image

_HEAD = "data:image/png;base64,"
_SIDE = 1024
_BYTES = 1_000_000


def pixels(png: bytes) -> Image.Image:
    """The decoded picture. Raises OSError where it isn't one, or is cut off."""
    image = Image.open(io.BytesIO(png), formats=["PNG"])
    image.load()
    return image


def carried(attachment: dict[str, Any]) -> bytes:
    """The bytes in an attachment's data URI. Raises ValueError."""
    url = attachment.get("contentUrl", "")
    if not url.startswith(_HEAD):
        raise ValueError("not a picture in the message")
    return base64.b64decode(url.removeprefix(_HEAD), validate=True)


def picture_fault(attachment: dict[str, Any]) -> bool:
    """Would Teams not show it? Pictures have at most 1024 x 1024 pixels and 1 MB."""
    if not attachment.get("contentType", "").startswith("image/"):
        return False
    try:
        png = carried(attachment)
        return len(png) > _BYTES or max(pixels(png).size) > _SIDE
    except (ValueError, OSError, binascii.Error):
        return True
