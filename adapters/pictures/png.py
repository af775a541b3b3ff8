"""A finished figure as a small PNG: sixteen shades of grey are all that is drawn."""

import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI: Final = 100
WIDTH: Final = 10.24
"""Inches. Teams shows pictures of at most 1024 x 1024 pixels."""
_SHADES: Final = 16


def png_of(figure: "Figure") -> bytes:
    from PIL import Image

    drawn, found = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png")
    with Image.open(drawn) as image:
        grey = image.convert("L").point([_shade(value) for value in range(256)])
        grey.save(found, format="png", optimize=True)
    return found.getvalue()


def _shade(value: int) -> int:
    """The nearest of the shades that are used, black and white among them."""
    step = 255 / (_SHADES - 1)
    return round(round(value / step) * step)
