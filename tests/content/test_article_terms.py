"""Articles are found by whatever people type, and suggested where it is misspelt."""

import pytest

from content.articles import Articles, load_articles
from routing.understanding.normalize import normalize


@pytest.fixture(scope="module")
def articles() -> Articles:
    return load_articles()


@pytest.mark.parametrize(
    ("term", "slug"),
    [
        ("DOE", "doe"),
        ("Département des opérations et des situations d’urgence", "doe"),
        ("prd", "prd"),
        ("RMM", "rmm"),
        ("the RTS", "rts"),
        ("especialista tematico regional", "rts"),
        ("MCOF", "mcof"),
        ("migof", "migof"),
        ("MICIC", "micic"),
        ("comité permanent interorganisations", "iasc"),
        ("the Grand Bargain", "grand-bargain"),
        ("Global Compacts", "global-compacts"),
        ("Regional Office for the Americas", "regional-office-americas"),
        ("three pillars", "americas-strategy"),
        ("MERCOSUR", "mercosur"),
        ("CAN", "can"),
        ("CELAC", "celac"),
        ("Alianza del Pacífico", "pacific-alliance"),
        ("CSM", "csm"),
        ("RIAM", "riam"),
        ("el Proceso de Quito", "quito-process"),
        ("UNCT", "unct"),
        ("UNSDG LAC", "unsdg-lac"),
        ("la CEPAL", "eclac"),
        ("CEPALC", "eclac"),
        ("PICMME", "iom-history"),
        ("l'histoire de l'OIM", "iom-history"),
        ("misión", "mission"),
        ("four areas", "four-areas"),
        ("doce enfoques estratégicos", "strategic-focuses"),
        ("A/RES/70/296", "un-relation"),
        ("Who is a migrant?", "migrant"),
        ("member states", "membership"),
        ("terms of reference", "terms-of-reference"),
        ("términos de referencia", "terms-of-reference"),
    ],
)
def test_a_term_finds_its_article(articles: Articles, term: str, slug: str) -> None:
    found = articles.find(term)
    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize(
    ("misspelt", "slug"),
    [
        ("grand bargin", "grand-bargain"),
        ("ProcessO de Quitto", "quito-process"),
        ("mercosul", "mercosur"),
        ("terms of refrence", "terms-of-reference"),
        ("migov", "migof"),
        ("rtz", "rts"),
        ("enfoqes estrategicos", "strategic-focuses"),
    ],
)
def test_a_misspelt_term_is_suggested_not_answered(
    articles: Articles, misspelt: str, slug: str
) -> None:
    assert articles.find(misspelt) is None
    assert articles.suggestions(misspelt)[0].slug == slug


def test_nothing_is_suggested_for_another_word(articles: Articles) -> None:
    assert articles.suggestions("helicopter") == ()
    assert articles.suggestions("") == ()


def test_at_most_so_many_are_suggested(articles: Articles) -> None:
    assert len(articles.suggestions("global compact for", limit=2)) == 2


def test_terms_are_exported_normalize(articles: Articles) -> None:
    assert articles.terms["processus de quito"] == "quito-process"
    assert all(term == normalize(term) for term in articles.terms)
    assert set(articles.terms.values()) == articles.by_slug.keys()
