"""The structure of the organization: loading and checking its dated, sourced facts.

Regional coverage comes from ``coverage.csv``, the clusters of coordinating offices from
``coordination.csv``, everything else from ``structure.yaml``.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final

from pydantic import StringConstraints

from content.files import DATA, Iso2, Iso3, Row, Slug, Text, read_csv, unique
from content.offices import Offices, PostName, Proposal, read_offices
from content.sources import read_sources
from content.validation import Faults, InvalidContent
from routing.contacts import Contact
from routing.language import Language
from routing.posts import kind_of, regional_specialist
from routing.structure import Confidence, Coordination, Country, Coverage, Structure

COVERAGE_FILE: Final = "coverage.csv"
COORDINATION_FILE: Final = "coordination.csv"

_OfficeSlug = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:-[a-z]+)*$")]


class CoverageRow(Row):
    """A country or territory, its office in both periods, and the change proposed for it.

    ``source_from_2024`` is given where another source tells the second office.
    """

    iso3: Iso3
    iso2: Iso2
    name_en: Text
    name_fr: Text
    name_es: Text
    office_until_2023: _OfficeSlug
    office_from_2024: _OfficeSlug
    confidence: Confidence
    source: Text
    source_from_2024: Text | None = None
    proposal: Slug | None = None
    proposed_office: _OfficeSlug | None = None
    proposed_confidence: Confidence | None = None
    proposed_source: Text | None = None
    note: Text | None = None

    def country(self) -> Country:
        names: dict[Language, str] = {"en": self.name_en, "fr": self.name_fr, "es": self.name_es}
        return Country(self.iso3, self.iso2, names)

    def coverages(self, offices: Offices) -> tuple[Coverage, ...]:
        """The facts of the row in the order of their dates, a proposed one behind its equals."""
        facts = self._facts(offices)
        return tuple(sorted(facts, key=lambda fact: (fact.effective_from, bool(fact.proposal))))

    def _facts(self, offices: Offices) -> Iterator[Coverage]:
        before, since = offices.periods.until_2023, offices.periods.from_2024
        for office, period, source in (
            (self.office_until_2023, before, self.source),
            (self.office_from_2024, since, self.source_from_2024 or self.source),
        ):
            yield Coverage(
                country=self.iso3,
                office=office,
                effective_from=period.effective_from,
                source=source,
                confidence=self.confidence,
                date_note=period.date_note.words(),
            )
        proposal = offices.proposals.get(self.proposal or "")
        if proposal is not None:
            yield self._proposed(proposal)

    def _proposed(self, proposal: Proposal) -> Coverage:
        return Coverage(
            country=self.iso3,
            office=self.proposed_office or self.office_from_2024,
            effective_from=proposal.effective_from,
            source=self.proposed_source or proposal.source.text,
            confidence=self.proposed_confidence or proposal.confidence,
            proposal=proposal.slug,
            date_note=proposal.date_note,
        )


class CoordinationRow(Row):
    iso3: Iso3
    post: PostName
    confidence: Confidence
    source: Text

    def coordination(self) -> Coordination:
        return Coordination(self.iso3, self.post, self.confidence, self.source)


def load_structure(
    accepted: frozenset[str] = frozenset(), *, root: Path | None = None
) -> Structure:
    """The organization's structure, with the ``accepted`` proposals in force.

    ``root`` is a folder with the data files instead of the built-in one.

    Raises:
        InvalidContent: a file is missing or wrong, facts contradict each other, or an accepted
            proposal is unknown.
    """
    root = root or DATA
    faults = Faults()
    offices = read_offices(root, read_sources(root, faults), faults)
    rows = read_csv(root / COVERAGE_FILE, CoverageRow, faults)
    clusters = read_csv(root / COORDINATION_FILE, CoordinationRow, faults)
    _check_unique(rows, clusters, faults)
    if offices is None:
        raise InvalidContent(faults.found)
    structure = Structure(
        countries={row.iso3: row.country() for _, row in rows},
        offices=offices.after(accepted),
        coverage={row.iso3: row.coverages(offices) for _, row in rows},
        coordination={row.iso3: row.coordination() for _, row in clusters},
        accepted=accepted,
    )
    _check_accepted(accepted, offices, faults)
    _check_clusters(clusters, structure, faults)
    _check_rows(rows, offices, structure, faults)
    _check_hosts(structure, faults)
    faults.raise_any()
    return structure


def load_proposals(*, root: Path | None = None) -> Mapping[str, Proposal]:
    """Every proposed change by its slug, accepted or not.

    Raises:
        InvalidContent: ``structure.yaml`` or ``sources.yaml`` is missing or wrong.
    """
    return _load_offices(root).proposals


def load_mailboxes(*, root: Path | None = None) -> tuple[Contact, ...]:
    """The three addresses that the Emergency Manual publishes, never confirmed by anybody.

    Raises:
        InvalidContent: ``structure.yaml`` or ``sources.yaml`` is missing or wrong.
    """
    return _load_offices(root).mailboxes


def _load_offices(root: Path | None) -> Offices:
    root = root or DATA
    faults = Faults()
    offices = read_offices(root, read_sources(root, faults), faults)
    faults.raise_any()
    if offices is None:
        raise InvalidContent(faults.found)
    return offices


def _check_unique(
    rows: list[tuple[str, CoverageRow]],
    clusters: list[tuple[str, CoordinationRow]],
    faults: Faults,
) -> None:
    unique(((place, row.iso3) for place, row in rows), faults)
    unique(((place, row.iso2) for place, row in rows), faults)
    unique(((place, row.iso3) for place, row in clusters), faults)


def _check_clusters(
    clusters: list[tuple[str, CoordinationRow]], structure: Structure, faults: Faults
) -> None:
    for place, row in clusters:
        if structure.countries and row.iso3 not in structure.countries:
            faults.add(f"{place}: iso3", f"not a country of {COVERAGE_FILE}: {row.iso3}")
        if row.post not in structure.offices or kind_of(row.post) != "coord":
            faults.add(f"{place}: post", f"no such coordinating office: {row.post!r}")


def _check_accepted(accepted: frozenset[str], offices: Offices, faults: Faults) -> None:
    for slug in sorted(accepted - offices.proposals.keys()):
        known = ", ".join(offices.proposals)
        faults.add("accepted proposals", f"no such proposal: {slug!r} (there are: {known})")


def _check_rows(
    rows: list[tuple[str, CoverageRow]], offices: Offices, structure: Structure, faults: Faults
) -> None:
    for place, row in rows:
        _check_proposal(place, row, offices, faults)
        facts = [
            fact
            for fact in structure.coverage[row.iso3]
            if fact.proposal is None or fact.proposal in structure.accepted
        ]
        for fact, until in zip(facts, [*(f.effective_from for f in facts[1:]), None], strict=True):
            _check_office(place, fact, until, structure, faults)


def _check_proposal(place: str, row: CoverageRow, offices: Offices, faults: Faults) -> None:
    proposed = (row.proposed_office, row.proposed_confidence, row.proposed_source)
    if row.proposal is None:
        if any(proposed):
            faults.add(f"{place}: proposal", "the proposal that the change belongs to is missing")
        return
    if row.proposal not in offices.proposals:
        faults.add(f"{place}: proposal", f"no such proposal: {row.proposal!r}")
    if not all(proposed):
        faults.add(f"{place}: proposal", "a proposed change needs office, confidence and source")


def _check_office(
    place: str, fact: Coverage, until: date | None, structure: Structure, faults: Faults
) -> None:
    """The office exists on the first and the last day on which the fact holds."""
    office = structure.offices.get(regional_specialist(fact.office))
    if office is None:
        faults.add(place, f"no such Regional Office: {fact.office!r}")
    elif until is None:
        if not office.exists(fact.effective_from) or office.effective_until is not None:
            faults.add(place, f"{fact.office!r} doesn't exist from {fact.effective_from} on")
    elif until > fact.effective_from:
        for day in (fact.effective_from, until - timedelta(days=1)):
            if not office.exists(day):
                faults.add(place, f"{fact.office!r} doesn't exist on {day}")


def _check_hosts(structure: Structure, faults: Faults) -> None:
    for post, office in structure.offices.items():
        if structure.countries and office.host not in structure.countries:
            faults.add(f"structure.yaml: offices[{post}].host", f"no such country: {office.host}")
