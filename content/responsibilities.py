"""The eight responsibilities in DOE's terms of reference, and who answers for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from content.files import DATA, Row, Slug, Translated, read_yaml, unique
from content.offices import Offices, PostName, read_offices
from content.sources import read_sources
from content.validation import Faults, InvalidContent
from routing.language import LANGUAGES, Language
from routing.posts import Post
from routing.structure import Confidence, Source
from routing.topics import TOPIC_SLUGS

RESPONSIBILITIES_FILE: Final = "responsibilities.yaml"


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One point of the terms of reference, in each language.

    ``source`` is where the point stands; ``posts`` and ``topics`` are the project's reading of
    who answers for it, and ``confidence`` is how sure that reading is. ``answering`` names those
    posts in each language.
    """

    number: int
    names: Mapping[Language, str]
    posts: tuple[Post, ...]
    answering: Mapping[Language, str]
    topics: tuple[str, ...]
    source: Source
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class TermsOfReference:
    """DOE's responsibilities in their order; ``reading`` says what the mapping is worth."""

    reading: Mapping[Language, str]
    responsibilities: tuple[Responsibility, ...]

    def of_post(self, post: Post) -> tuple[Responsibility, ...]:
        return tuple(found for found in self.responsibilities if post in found.posts)


class _ResponsibilityRow(Row):
    number: int
    names: Translated
    posts: tuple[PostName, ...]
    topics: tuple[Slug, ...]
    source: Slug
    confidence: Confidence


class _ResponsibilitiesFile(Row):
    reading: Translated
    responsibilities: tuple[_ResponsibilityRow, ...]


def load_terms_of_reference(*, root: Path | None = None) -> TermsOfReference:
    """The terms of reference, each point with posts and topics that exist.

    Raises:
        InvalidContent: a file is missing or wrong, or a post, topic or source is unknown.
    """
    root = root or DATA
    faults = Faults()
    sources = read_sources(root, faults)
    offices = read_offices(root, sources, faults)
    file = read_yaml(root / RESPONSIBILITIES_FILE, _ResponsibilitiesFile, faults)
    if file is None or offices is None:
        raise InvalidContent(faults.found)
    _check(file.responsibilities, offices, faults)
    found = tuple(
        Responsibility(
            number=row.number,
            names=row.names.words(),
            posts=row.posts,
            answering=_answering(row.posts, offices),
            topics=row.topics,
            source=sources.cited(row.source, _place(row), faults).source,
            confidence=row.confidence,
        )
        for row in file.responsibilities
    )
    faults.raise_any()
    return TermsOfReference(file.reading.words(), found)


def _place(row: _ResponsibilityRow) -> str:
    return f"{RESPONSIBILITIES_FILE}: responsibilities[{row.number}]"


def _answering(posts: Iterable[Post], offices: Offices) -> dict[Language, str]:
    known = [offices.offices[post] for post in posts if post in offices.offices]
    return {
        language: "; ".join(office.names[language] for office in known) for language in LANGUAGES
    }


def _check(rows: tuple[_ResponsibilityRow, ...], offices: Offices, faults: Faults) -> None:
    unique(((_place(row), str(row.number)) for row in rows), faults)
    for row in rows:
        for post in row.posts:
            if post not in offices.offices:
                faults.add(f"{_place(row)}.posts", f"no such office: {post!r}")
        for topic in row.topics:
            if topic not in TOPIC_SLUGS:
                faults.add(f"{_place(row)}.topics", f"no such topic: {topic!r}")
        if not row.posts or not row.topics:
            faults.add(_place(row), "nobody answers for it")
