"""Words as content states them, before they are prepared for look-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from routing.language import Language

NameKind = Literal[
    "name", "short", "capital", "demonym", "acronym", "former", "code", "city-hint",
    "ambiguous", "ambiguous-demonym", "not-a-country",
]  # fmt: skip

#: The word of a text that asks only for the Regional Thematic Specialist.
RTS: Final = "regional_thematic_specialist"

DEMONYMS: Final[tuple[NameKind, ...]] = ("demonym", "ambiguous-demonym")


@dataclass(frozen=True, slots=True)
class Term:
    """A term as content states it. ``weight`` (0 to 1) is how surely the term means the slug;
    ``capitals`` marks everyday words that are the term only in capitals, ``place`` words that may
    also just say where something happens.
    """

    slug: str
    language: Language
    text: str
    weight: float
    capitals: bool = False
    place: bool = False


@dataclass(frozen=True, slots=True)
class CountryName:
    """A name as content states it; ``countries`` are ISO 3166-1 alpha-3, the likeliest first."""

    countries: tuple[str, ...]
    language: Language | None
    text: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words as content states them: phrases of the bot's cues by name and language, and lists.

    ``shorthand`` maps spellings of text messages to the word that they stand for.
    """

    phrases: Mapping[str, Mapping[Language, tuple[str, ...]]]
    words: Mapping[str, frozenset[str]]
    stop_words: Mapping[Language, frozenset[str]]
    ordinary: frozenset[str] = frozenset()
    shorthand: Mapping[str, str] = field(default_factory=dict)
