"""Articles: all there, in three languages, with sources, and refused whole when wrong."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from content.articles import Article, Articles, load_articles
from content.validation import Fault, faults_of
from routing.language import LANGUAGES
from tests.content.data_folder import DataFolder

REQUIRED = """
    doe directors-office prd prd-preparedness prd-emergency-response prd-cccm prd-shelter prd-wash
    prd-support rmm rts escalation-path terms-of-reference
    mcof migof micic iasc grand-bargain global-compacts global-compact-migration
    global-compact-refugees
    regional-office-americas americas-strategy regional-mechanisms mercosur can celac
    pacific-alliance csm riam quito-process unct unsdg-lac eclac
    iom iom-history mission four-areas strategic-focuses un-relation migrant membership
    field-structure country-offices regional-offices special-liaison-offices
    administrative-centres coordinating-functions resource-mobilization structure-2024
"""


@pytest.fixture(scope="module")
def articles() -> Articles:
    return load_articles()


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder.copied_to(tmp_path)


def prose(article: Article) -> str:
    """The English text with its points and what it replaced."""
    replaced = article.replaces["en"] if article.replaces else ""
    return " ".join([article.texts["en"], *(point["en"] for point in article.points), replaced])


def test_every_required_article_is_there(articles: Articles) -> None:
    assert set(REQUIRED.split()) <= articles.by_slug.keys()


def test_each_has_three_languages_sources_and_a_date(articles: Articles) -> None:
    for article in articles.by_slug.values():
        for words in (article.titles, article.texts, article.when, *article.points):
            assert set(words) == set(LANGUAGES), article.slug
            assert all(text.strip() for text in words.values()), article.slug
        assert article.sources, article.slug
        assert len(set(article.texts.values())) == 3, f"{article.slug} isn't translated"


def test_each_is_short(articles: Articles) -> None:
    for article in articles.by_slug.values():
        for language in LANGUAGES:
            words = len(article.texts[language].split())
            words += sum(len(point[language].split()) for point in article.points)
            assert 40 <= words <= 240, f"{article.slug} in {language}: {words} words"
            assert len(article.texts[language].split()) <= 120, article.slug


def test_the_newest_membership_and_what_it_replaced(articles: Articles) -> None:
    article = articles.by_slug["membership"]
    assert "175 Member States and 8 observer" in article.texts["en"]
    assert article.replaces is not None
    for language in LANGUAGES:
        assert {"175", "8"} <= set(re.findall(r"\d+", article.texts[language]))
        assert {"151", "12"} <= set(re.findall(r"\d+", article.replaces[language]))
        assert "2024" in article.when[language]


def test_nine_regional_offices_became_eight(articles: Articles) -> None:
    article = articles.by_slug["regional-offices"]
    assert article.replaces is not None
    assert "eight" in article.texts["en"]
    assert "nine" in article.replaces["en"]
    americas = articles.by_slug["regional-office-americas"]
    assert americas.replaces is not None
    assert "San José" in americas.replaces["es"]


def test_proposed_changes_are_marked_as_proposed(articles: Articles) -> None:
    article = articles.by_slug["structure-2024"]
    assert "only proposed" in article.texts["en"]
    assert len(article.points) == 3
    assert "Vienna" in article.points[0]["en"]


def test_lists_are_complete(articles: Articles) -> None:
    counts = {
        "prd": 6,
        "escalation-path": 4,
        "terms-of-reference": 8,
        "four-areas": 4,
        "strategic-focuses": 12,
        "coordinating-functions": 5,
    }
    assert {slug: len(articles.by_slug[slug].points) for slug in counts} == counts


def test_the_terms_of_reference_name_who_answers(articles: Articles) -> None:
    article = articles.by_slug["terms-of-reference"]
    assert "RMM" in article.points[3]["es"]
    assert "own reading" in article.texts["en"]


@pytest.mark.parametrize(
    ("slug", "page"),
    [
        ("mcof", "https://emergencymanual.iom.int/migration-crisis-operational-framework-mcof"),
        ("migof", "https://emergencymanual.iom.int/migration-governance-framework-migof"),
        ("rts", "https://emergencymanual.iom.int/doe-rts"),
    ],
)
def test_the_manual_s_pages_are_linked(articles: Articles, slug: str, page: str) -> None:
    assert articles.by_slug[slug].link == page


@pytest.mark.parametrize(
    ("slug", "facts"),
    [
        ("un-relation", ["A/RES/70/296", "30 June 2016", "25 July", "19 September"]),
        ("iom-history", ["1951", "PICMME"]),
        ("americas-strategy", ["resilience", "mobility", "governance"]),
        ("quito-process", ["eleven", "18 points", "UNHCR"]),
        ("csm", ["Technical Secretariat"]),
        ("riam", ["Technical Secretariat"]),
        ("special-liaison-offices", ["New York", "Addis Ababa"]),
        ("administrative-centres", ["Panama City", "Manila"]),
        ("resource-mobilization", ["Tokyo", "Berlin", "Helsinki", "Washington"]),
        ("coordinating-functions", ["Canberra", "Rome", "Astana", "Georgetown", "Bangkok"]),
    ],
)
def test_the_facts_of_the_documents_are_told(
    articles: Articles, slug: str, facts: list[str]
) -> None:
    told = prose(articles.by_slug[slug])
    assert [fact for fact in facts if fact not in told] == []


def test_a_date_of_its_own_goes_before_the_source_s(articles: Articles) -> None:
    assert articles.by_slug["un-relation"].dated == date(2016, 9, 19)
    assert articles.by_slug["regional-office-americas"].dated == date(2024, 1, 1)
    assert articles.by_slug["strategic-focuses"].dated is None


def test_what_the_documents_lack_is_cited_as_common_knowledge(articles: Articles) -> None:
    for slug in ("micic", "iasc", "grand-bargain", "mercosur", "can", "iom-history"):
        texts = [source.text for source in articles.by_slug[slug].sources]
        assert any("Common knowledge" in text for text in texts), slug


def test_related_articles_exist(articles: Articles) -> None:
    for article in articles.by_slug.values():
        assert set(article.see) <= articles.by_slug.keys() - {article.slug}


Breakage = Callable[[DataFolder], None]


@pytest.mark.parametrize(
    ("breakage", "place", "message"),
    [
        pytest.param(
            lambda f: f.replace("articles/americas.yaml", "      es: Proceso de Quito\n", ""),
            "americas.yaml: articles[quito-process].title.es",
            "Field required",
            id="language missing",
        ),
        pytest.param(
            lambda f: f.replace("articles/iom.yaml", "sources: [spanish]", "sources: []"),
            "iom.yaml: articles[strategic-focuses].sources",
            "Tuple should have at least 1 item after validation, not 0",
            id="no source",
        ),
        pytest.param(
            lambda f: f.replace("articles/iom.yaml", "sources: [spanish]", "sources: [hearsay]"),
            "iom.yaml: articles[strategic-focuses].sources",
            "no such source: 'hearsay'",
            id="unknown source",
        ),
        pytest.param(
            lambda f: f.replace("articles/americas.yaml", "      - RIAM\n", "      - CSM\n"),
            "americas.yaml: articles[riam].terms",
            "'CSM' is a term of 'csm' too",
            id="term twice",
        ),
        pytest.param(
            lambda f: f.replace("articles/americas.yaml", "      - RIAM\n", '      - "?"\n'),
            "americas.yaml: articles[riam].terms",
            "nothing to look up in '?'",
            id="empty term",
        ),
        pytest.param(
            lambda f: f.replace("articles/doe.yaml", "see: [doe]", "see: [doo]"),
            "doe.yaml: articles[rmm].see",
            "no such article: 'doo'",
            id="unknown article",
        ),
        pytest.param(
            lambda f: f.replace("responsibilities.yaml", "number: 1", "number: one"),
            "responsibilities.yaml: responsibilities[one].number",
            "Input should be a valid integer, unable to parse string as an integer",
            id="points from broken content",
        ),
    ],
)
def test_a_fault_tells_its_place(
    folder: DataFolder, breakage: Breakage, place: str, message: str
) -> None:
    breakage(folder)
    assert Fault(place, message) in faults_of(lambda: load_articles(root=folder.root))


def test_no_articles_at_all_is_a_fault(folder: DataFolder) -> None:
    for path in (folder.root / "articles").iterdir():
        path.unlink()
    assert faults_of(lambda: load_articles(root=folder.root)) == (
        Fault("articles", "there are no articles"),
    )


def test_content_loads_within_its_budget() -> None:
    """Structure, topics and articles in a fresh process: 300 ms of work, imports apart."""
    script = (
        "import time\n"
        "from content.articles import load_articles\n"
        "from content.structure import load_structure\n"
        "from content.topics import load_topics\n"
        "started = time.process_time()\n"
        "load_structure(), load_topics(), load_articles()\n"
        "print(time.process_time() - started)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 0.3
