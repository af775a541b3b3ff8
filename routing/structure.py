"""The organization's structure as dated, sourced facts, and who covers a country on a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from routing.errors import UncoveredCountry, UnknownCountry
from routing.language import Language
from routing.posts import Post

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. ``dated`` is the day of the source, if it gives one."""

    text: str
    dated: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory. ``iso3`` is ISO 3166-1 alpha-3 (Kosovo: XKX)."""

    iso3: str
    iso2: str
    names: Mapping[Language, str]

    def name(self, language: Language) -> str:
        return self.names[language]


@dataclass(frozen=True, slots=True)
class Office:
    """An office or function with a place: where it is and from when to when it exists.

    ``effective_from`` is the first day, ``effective_until`` the first day after; None is open.
    ``timezone`` is an IANA name; ``host`` the ISO 3166-1 alpha-3 code of the country it is in.
    ``date_note`` says, in each language, what a date stands for where the documents give less.
    """

    post: Post
    names: Mapping[Language, str]
    city: str
    host: str
    timezone: str
    source: Source
    confidence: Confidence
    effective_from: date | None = None
    effective_until: date | None = None
    date_note: Mapping[Language, str] | None = None

    def exists(self, at: date) -> bool:
        started = self.effective_from is None or self.effective_from <= at
        ended = self.effective_until is not None and self.effective_until <= at
        return started and not ended


@dataclass(frozen=True, slots=True)
class Coverage:
    """From ``effective_from`` on, the Regional Office ``office`` (a slug) covers the country.

    ``proposal`` names the proposed change that the fact belongs to; a proposed fact stands only
    where a steward has accepted that proposal. ``date_note`` says, in each language, what
    ``effective_from`` stands for where the documents give less than a day.
    """

    country: str
    office: str
    effective_from: date
    source: str
    confidence: Confidence
    proposal: str | None = None
    date_note: Mapping[Language, str] | None = None


@dataclass(frozen=True, slots=True)
class Coordination:
    """A Country Office with coordinating functions whose cluster includes the country."""

    country: str
    post: Post
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class Structure:
    """Everything known of the organization's shape; ``coverage`` is ordered by date."""

    countries: Mapping[str, Country]
    offices: Mapping[Post, Office]
    coverage: Mapping[str, tuple[Coverage, ...]]
    coordination: Mapping[str, Coordination]
    accepted: frozenset[str] = frozenset()

    def covering(self, country: str, at: date) -> Coverage:
        """The coverage that holds on a date.

        Raises:
            UnknownCountry: the code isn't in the coverage.
            UncoveredCountry: nothing covers the country yet on that date.
        """
        if country not in self.coverage:
            raise UnknownCountry(country)
        holding = [
            fact
            for fact in self.coverage[country]
            if fact.effective_from <= at
            and (fact.proposal is None or fact.proposal in self.accepted)
        ]
        if not holding:
            raise UncoveredCountry(country, at)
        return holding[-1]

    def has_moved(self, coverage: Coverage) -> bool:
        """Did another office cover the country before this fact?"""
        return any(
            fact.office != coverage.office
            for fact in self.coverage[coverage.country]
            if fact.effective_from < coverage.effective_from
        )

    def proposed(self, country: str) -> tuple[Coverage, ...]:
        """Proposed coverages of a country that no steward has accepted."""
        return tuple(
            fact
            for fact in self.coverage.get(country, ())
            if fact.proposal is not None and fact.proposal not in self.accepted
        )
