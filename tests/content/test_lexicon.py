"""The words that ship: complete, valid, and right for every country in three languages."""

import csv
from pathlib import Path
from shutil import copytree

import pytest

from content.lexicon import DATA, REFERRAL_SLUGS, SUBJECT_SLUGS, load_lexicon
from content.structure import load_structure
from content.topics import load_topics
from content.validation import InvalidContent
from routing.language import LANGUAGES
from routing.topics import TOPIC_SLUGS
from routing.understanding import Lexicon, find_country, understand

#: Names that the bot asks about on purpose, whatever the coverage calls the country.
ASKED = {
    ("COG", "fr"),
    ("COG", "es"),
    ("GIN", "en"),
    ("GIN", "fr"),
    ("GIN", "es"),
    ("GEO", "en"),
    ("GEO", "fr"),
    ("GEO", "es"),
}
SENTENCES = {
    "en": "who can help with shelter in {}?",
    "fr": "qui contacter pour les abris : {} ?",
    "es": "¿quién ayuda con carpas en {}?",
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def test_every_name_of_every_country_is_understood(lexicon: Lexicon) -> None:
    wrong = []
    countries = load_structure().countries
    assert len(countries) == 249
    for iso3, country in countries.items():
        for language in LANGUAGES:
            name = country.names[language]
            expected = None if (iso3, language) in ASKED else iso3
            for written in (name, name.upper(), name.lower()):
                found = understand(SENTENCES[language].format(written), lexicon)
                if found.country != expected:
                    wrong.append((iso3, written, found.country))
    assert wrong == []


def test_every_code_and_name_is_a_valid_argument(lexicon: Lexicon) -> None:
    for iso3, country in load_structure().countries.items():
        names = [country.names[language] for language in LANGUAGES]
        for typed in (iso3, iso3.lower(), country.iso2, country.iso2.lower(), *names):
            found = [finding.value for finding in find_country(typed, lexicon)]
            assert iso3 in found, (iso3, typed, found)


def test_every_topic_has_terms_in_every_language() -> None:
    with (DATA / "terms.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {(row["slug"], row["lang"]) for row in rows}
    for slug in (*TOPIC_SLUGS, *SUBJECT_SLUGS, *REFERRAL_SLUGS):
        for language in LANGUAGES:
            assert (slug, language) in known


def test_slugs_are_those_of_the_topics_file() -> None:
    topics = load_topics()
    assert set(SUBJECT_SLUGS) <= set(topics.subjects)
    assert set(REFERRAL_SLUGS) == set(topics.referrals)


def test_articles_are_known_by_their_terms() -> None:
    lexicon = load_lexicon({"grand bargain": "grand-bargain"})
    assert understand("what is the Grand Bargain?", lexicon).article == "grand-bargain"
    assert understand("what is the Grand Bargain?", load_lexicon()).article is None


@pytest.mark.parametrize(
    ("file", "line", "fault"),
    [
        ("terms.csv", "nosuchslug,en,word,1,,test", "unknown slug"),
        ("terms.csv", "wash,de,Wasser,1,,test", "unknown slug"),
        ("terms.csv", "wash,en,word,2,,test", "weight"),
        ("terms.csv", "wash,en,word,heavy,,test", "number"),
        ("terms.csv", "wash,en,word", "number"),
        ("country_names.csv", "KEN,en,Kenya,nosuchkind", "unknown kind"),
        ("country_names.csv", "KEN,en", "iso3"),
    ],
)
def test_a_faulty_row_is_named_with_its_place(
    tmp_path: Path, file: str, line: str, fault: str
) -> None:
    root = tmp_path / "data"
    copytree(DATA, root)
    path = root / file
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(InvalidContent) as raised:
        load_lexicon(root=root)
    (found,) = raised.value.faults
    assert found.place.startswith(f"{file}:")
    assert fault in found.message


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidContent) as raised:
        load_lexicon(root=tmp_path)
    assert {fault.place for fault in raised.value.faults} >= {"terms.csv", "cues.yaml"}
