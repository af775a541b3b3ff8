"""What a Country Office can need help with, and which post owns it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from routing.errors import UnknownTopic
from routing.language import Language
from routing.posts import Post
from routing.structure import Source

TOPIC_SLUGS: Final[tuple[str, ...]] = (
    "shelter_settlements",
    "wash",
    "cccm",
    "preparedness",
    "emergency_response",
    "division_support",
    "resettlement",
    "humanitarian_evacuation",
    "movement_management",
    "air_carriers_transport",
    "directors_office",
)

Severity = Literal["critical", "high", "normal"]
SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "high", "normal")
DEFAULT_SEVERITY: Final[Severity] = "normal"


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject that a unit or division of DOE owns."""

    slug: str
    owner: Post
    names: Mapping[Language, str]
    source: Source


@dataclass(frozen=True, slots=True)
class Subject:
    """A neighbouring subject that no DOE unit owns (health, protection, staff matters, ...)."""

    slug: str
    names: Mapping[Language, str]
    source: Source


@dataclass(frozen=True, slots=True)
class Referral:
    """A question that goes to other posts than the emergency ladder."""

    slug: str
    posts: tuple[Post, ...]
    names: Mapping[Language, str]
    source: Source


@dataclass(frozen=True, slots=True)
class Topics:
    topics: Mapping[str, Topic]
    subjects: Mapping[str, Subject]
    referrals: Mapping[str, Referral]

    def topic(self, slug: str) -> Topic:
        """Raises UnknownTopic where DOE has no such topic."""
        try:
            return self.topics[slug]
        except KeyError:
            raise UnknownTopic(slug) from None
