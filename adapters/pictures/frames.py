"""Which part of the world a map shows: that of the countries that it is about."""

from collections.abc import Sequence
from typing import Final

from adapters.pictures.charts import Land

Span = tuple[float, float]

WORLD: Final[tuple[Span, Span]] = ((-180.0, 180.0), (-58.0, 84.0))
"""West and east, south and north, in degrees."""
_MARGIN: Final = 4.0
_WIDE: Final = 180.0
"""Countries on both sides of the date line would spread over it all: then all is shown."""
_NARROW: Final = 40.0


def frame_of(lands: Sequence[Land]) -> tuple[Span, Span]:
    """West and east, south and north of the countries that have a verdict."""
    ours = [land for land in lands if land.verdict]
    places = [place for land in ours for ring in land.rings for place in ring]
    places += [land.point for land in ours if land.point is not None]
    if not places:
        return WORLD
    east = _around([longitude for longitude, _ in places], WORLD[0])
    north = _around([latitude for _, latitude in places], WORLD[1])
    return WORLD if east[1] - east[0] > _WIDE else (east, north)


def _around(degrees: Sequence[float], limits: Span) -> Span:
    """The span of these degrees with a margin, at least so wide that neighbours are seen."""
    low, high = min(degrees) - _MARGIN, max(degrees) + _MARGIN
    short = max(0.0, _NARROW - (high - low)) / 2
    return max(low - short, limits[0]), min(high + short, limits[1])
