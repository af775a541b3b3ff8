"""The sources that facts are cited from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from content.files import Row, Slug, Text, Translated, read_yaml, unique
from content.validation import Faults
from routing.language import Language
from routing.structure import Source

SOURCES_FILE = "sources.yaml"


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source, and in each language what is known of its date."""

    source: Source
    when: Mapping[Language, str]


class _SourceRow(Row):
    slug: Slug
    text: Text
    url: Text | None = None
    dated: date | None = None
    when: Translated

    def cited(self) -> CitedSource:
        return CitedSource(Source(self.text, self.dated, self.url), self.when.words())


class _SourceFile(Row):
    sources: tuple[_SourceRow, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Every source by its slug."""

    by_slug: Mapping[str, CitedSource]

    def cited(self, slug: str, place: str, faults: Faults) -> CitedSource:
        """The source called ``slug``; if none is, a fault at ``place`` and an empty source.

        Where no source could be read at all, that is the one fault to report.
        """
        found = self.by_slug.get(slug)
        if found is None and self.by_slug:
            faults.add(place, f"no such source: {slug!r}")
        return found or CitedSource(Source(slug), {})


def read_sources(root: Path, faults: Faults) -> Sources:
    """Every source of ``sources.yaml`` in ``root``; what is wrong goes to ``faults``."""
    file = read_yaml(root / SOURCES_FILE, _SourceFile, faults)
    rows: Iterable[_SourceRow] = file.sources if file else ()
    unique(((f"{SOURCES_FILE}: sources[{row.slug}]", row.slug) for row in rows), faults)
    return Sources({row.slug: row.cited() for row in rows})
