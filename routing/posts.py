"""Posts: the seats that a ladder is made of, whoever fills them.

A post is written ``kind`` or ``kind:place``: ``co:KEN``, ``rts:nairobi``, ``prd:wash``, ``doe``.
"""

import re
from typing import Final, Literal, NewType

from routing.errors import InvalidPost

Post = NewType("Post", str)

PostKind = Literal["co", "coord", "rts", "prd", "rmm", "doe", "slo", "ac", "rmo", "steward"]

# kind -> is the part behind the colon required (True), forbidden (False) or optional (None)?
_PLACE_RULE: Final[dict[PostKind, bool | None]] = {
    "co": True,
    "coord": True,
    "rts": True,
    "prd": None,
    "rmm": False,
    "doe": False,
    "slo": True,
    "ac": True,
    "rmo": True,
    "steward": True,
}

PRD_UNITS: Final[tuple[str, ...]] = (
    "preparedness",
    "emergency_response",
    "cccm",
    "shelter_settlements",
    "wash",
    "division_support",
)

PRD: Final = Post("prd")
RMM: Final = Post("rmm")
DOE: Final = Post("doe")

_ISO3: Final = re.compile(r"[A-Z]{3}")
_SLUG: Final = re.compile(r"[a-z]+(?:[-_][a-z]+)*")


def kind_of(post: Post) -> PostKind:
    """The part of a post before its colon."""
    kind = post.partition(":")[0]
    for known in _PLACE_RULE:
        if kind == known:
            return known
    raise InvalidPost(post)


def place_of(post: Post) -> str | None:
    """The part of a post behind its colon: an ISO 3166-1 alpha-3 code, an office or a unit."""
    return post.partition(":")[2] or None


def parse_post(text: str) -> Post:
    """Read a post as people write it (case and spaces forgiven).

    Raises:
        InvalidPost: no such kind of post, or its place is missing, unknown or not allowed.
    """
    kind, colon, place = (part.strip() for part in text.strip().partition(":"))
    kind = kind.lower()
    place = place.upper() if kind == "co" else place.lower().replace(" ", "-")
    if kind == "prd":
        place = place.replace("-", "_")
    for known, required in _PLACE_RULE.items():
        if kind != known:
            continue
        if (required is True and not place) or (required is False and colon):
            break
        if colon and not _is_place(known, place):
            break
        return Post(f"{kind}:{place}" if place else kind)
    raise InvalidPost(text)


def _is_place(kind: PostKind, place: str) -> bool:
    if kind == "co":
        return _ISO3.fullmatch(place) is not None
    if kind == "prd":
        return place in PRD_UNITS
    return _SLUG.fullmatch(place) is not None


def country_office(iso3: str) -> Post:
    return Post(f"co:{iso3}")


def regional_specialist(office: str) -> Post:
    """The DOE RTS of a Regional Office, named by its slug (``san-jose``)."""
    return Post(f"rts:{office}")


def coordinating_office(name: str) -> Post:
    return Post(f"coord:{name}")


def division_of(post: Post) -> Post | None:
    """The division that a unit belongs to: ``prd`` for ``prd:wash``; None for any other post."""
    return PRD if kind_of(post) == "prd" and place_of(post) else None
