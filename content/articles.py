"""The articles of ``articles/*.yaml``: loading, checking, and finding one by a term."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints
from rapidfuzz import fuzz, process

from content.files import DATA, Row, Slug, Text, Translated, read_yaml, unique
from content.responsibilities import TermsOfReference, load_terms_of_reference
from content.sources import CitedSource, Sources, read_sources
from content.structure import load_proposals
from content.validation import Faults, InvalidContent
from routing.language import LANGUAGES, Language
from routing.structure import Source
from routing.understanding.normalize import normalize

ARTICLES_FOLDER: Final = "articles"

PointsFrom = Literal["terms_of_reference", "proposals"]
Points = tuple[Mapping[Language, str], ...]

# Below this likeness (0 to 100) a misspelt term is another word: "can" and "cash" have 57.
_ALIKE: Final = 66
_LEADING: Final = re.compile(r"^(?:the|an?|le|la|les|l|un|une|el|los|las|una)\s+")

_Link = Annotated[str, StringConstraints(pattern=r"^https://emergencymanual\.iom\.int/\S+$")]


@dataclass(frozen=True, slots=True)
class Article:
    """A short text on one subject; every mapping has all languages.

    ``points`` is a list that belongs to the text. ``sources`` are in order of weight; ``when``
    says what is known of the date, ``dated`` is that day where there is one. ``link`` leads to
    the Emergency Manual's page. ``replaces`` is what an older source says. ``see`` are slugs.
    """

    slug: str
    terms: tuple[str, ...]
    titles: Mapping[Language, str]
    texts: Mapping[Language, str]
    points: tuple[Mapping[Language, str], ...]
    sources: tuple[Source, ...]
    when: Mapping[Language, str]
    dated: date | None = None
    link: str | None = None
    replaces: Mapping[Language, str] | None = None
    see: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Articles:
    """Every article by its slug; ``terms`` leads from a normalized term to a slug."""

    by_slug: Mapping[str, Article]
    terms: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        terms: dict[str, str] = {}
        for article in self.by_slug.values():
            for term in (article.slug, *article.terms):
                terms.setdefault(normalize(term), article.slug)
        object.__setattr__(self, "terms", terms)

    def find(self, term: str) -> Article | None:
        """The article on a term, in whatever case and with or without accents or "the"."""
        wanted = normalize(term)
        slug = self.terms.get(wanted) or self.terms.get(_LEADING.sub("", wanted))
        return self.by_slug[slug] if slug else None

    def suggestions(self, term: str, limit: int = 3) -> tuple[Article, ...]:
        """The articles whose terms look most like a misspelt one, the likeliest first."""
        wanted = _LEADING.sub("", normalize(term))
        alike = process.extract(
            wanted, self.terms.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, limit=None
        )
        slugs = dict.fromkeys(self.terms[found] for found, _, _ in alike)
        return tuple(self.by_slug[slug] for slug in list(slugs)[:limit])


class ArticleRow(Row):
    """An article as its file has it; ``points_from`` takes its points from other content."""

    slug: Slug
    terms: Annotated[tuple[Text, ...], Field(min_length=1)]
    title: Translated
    text: Translated
    points: tuple[Translated, ...] = ()
    points_from: PointsFrom | None = None
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    dated: date | None = None
    when: Translated | None = None
    link: _Link | None = None
    replaces: Translated | None = None
    see: tuple[Slug, ...] = ()

    def article(self, cited: tuple[CitedSource, ...], points: Points) -> Article:
        return Article(
            slug=self.slug,
            terms=self.terms,
            titles=self.title.words(),
            texts=self.text.words(),
            points=(*(point.words() for point in self.points), *points),
            sources=tuple(found.source for found in cited),
            when=self.when.words() if self.when else cited[0].when,
            dated=self.dated or cited[0].source.dated,
            link=self.link,
            replaces=self.replaces.words() if self.replaces else None,
            see=self.see,
        )


class _ArticlesFile(Row):
    articles: tuple[ArticleRow, ...]


def load_articles(*, root: Path | None = None) -> Articles:
    """Every article, its sources and related articles checked.

    Raises:
        InvalidContent: a file is missing or wrong, a language, source or article is missing, or
            two articles share a term.
    """
    root = root or DATA
    faults = Faults()
    sources = read_sources(root, faults)
    rows = _read_rows(root, faults)
    _check_references(rows, faults)
    points = _points_from_content(root, rows, faults)
    articles = {row.slug: _article(place, row, sources, points, faults) for place, row in rows}
    faults.raise_any()
    return Articles(articles)


def _read_rows(root: Path, faults: Faults) -> list[tuple[str, ArticleRow]]:
    paths = sorted((root / ARTICLES_FOLDER).glob("*.yaml"))
    if not paths:
        faults.add(ARTICLES_FOLDER, "there are no articles")
    rows: list[tuple[str, ArticleRow]] = []
    for path in paths:
        file = read_yaml(path, _ArticlesFile, faults)
        if file is not None:
            rows.extend((f"{path.name}: articles[{row.slug}]", row) for row in file.articles)
    return rows


def _article(
    place: str,
    row: ArticleRow,
    sources: Sources,
    points: Mapping[PointsFrom, Points],
    faults: Faults,
) -> Article:
    cited = tuple(sources.cited(slug, f"{place}.sources", faults) for slug in row.sources)
    return row.article(cited, points.get(row.points_from, ()) if row.points_from else ())


def _check_references(rows: list[tuple[str, ArticleRow]], faults: Faults) -> None:
    unique(((place, row.slug) for place, row in rows), faults)
    slugs = {row.slug for _, row in rows}
    owners: dict[str, str] = {}
    for place, row in rows:
        for slug in row.see:
            if slug not in slugs:
                faults.add(f"{place}.see", f"no such article: {slug!r}")
        for term in (row.slug, *row.terms):
            owner = owners.setdefault(normalize(term), row.slug)
            if owner != row.slug:
                faults.add(f"{place}.terms", f"{term!r} is a term of {owner!r} too")
            if not normalize(term):
                faults.add(f"{place}.terms", f"nothing to look up in {term!r}")


def _points_from_content(
    root: Path, rows: list[tuple[str, ArticleRow]], faults: Faults
) -> dict[PointsFrom, Points]:
    readers: Mapping[PointsFrom, Callable[[Path], Points]] = {
        "terms_of_reference": _responsibilities,
        "proposals": _proposals,
    }
    points: dict[PointsFrom, Points] = {}
    for wanted in {row.points_from for _, row in rows if row.points_from}:
        try:
            points[wanted] = readers[wanted](root)
        except InvalidContent as invalid:
            faults.found.extend(fault for fault in invalid.faults if fault not in faults.found)
    return points


def _responsibilities(root: Path) -> Points:
    terms: TermsOfReference = load_terms_of_reference(root=root)
    return tuple(
        {
            language: f"{found.names[language]} → {found.answering[language]}"
            for language in LANGUAGES
        }
        for found in terms.responsibilities
    )


def _proposals(root: Path) -> Points:
    return tuple(proposal.names for proposal in load_proposals(root=root).values())
