"""Where countries lie on the map: outlines, and a point for those too small to have one.

Outlines: Natural Earth 1:110m (public domain), in ``content/data/shapes.txt``. Points: the first
place of a country in the time zone database (public domain), which the ``tzdata`` package ships.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final

from content.files import DATA

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""

_PLACE: Final = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?([+-])(\d{3})(\d{2})(?:\d{2})?")


@cache
def outlines() -> Mapping[str, tuple[tuple[Point, ...], ...]]:
    """The rings of each country, by ISO 3166-1 alpha-3."""
    found: dict[str, tuple[tuple[Point, ...], ...]] = {}
    for line in (DATA / "shapes.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        iso3, _, rings = line.partition(" ")
        found[iso3] = tuple(
            tuple(_point(pair) for pair in ring.split()) for ring in rings.split(";")
        )
    return found


@cache
def places() -> Mapping[str, Point]:
    """A place in each country, by ISO 3166-1 alpha-2."""
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    found: dict[str, Point] = {}
    for line in table.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            iso2, where, *_ = line.split("\t")
            found.setdefault(iso2, _place(where))
    return found


def rings_of(country: str, iso2: str) -> tuple[Sequence[Sequence[Point]], Point | None]:
    """A country's outlines, or none and the point where it lies."""
    rings = outlines().get(country, ())
    return rings, None if rings else places().get(iso2)


def _point(pair: str) -> Point:
    longitude, _, latitude = pair.partition(",")
    return float(longitude), float(latitude)


def _place(text: str) -> Point:
    found = _PLACE.fullmatch(text)
    if found is None:
        raise ValueError(f"not a place: {text!r}")
    south, degrees, minutes, west, east_degrees, east_minutes = found.groups()
    latitude = int(degrees) + int(minutes) / 60
    longitude = int(east_degrees) + int(east_minutes) / 60
    return (-longitude if west == "-" else longitude, -latitude if south == "-" else latitude)
