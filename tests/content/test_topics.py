"""Topics, subjects, referrals and the terms of reference, and who answers for each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from content.responsibilities import load_terms_of_reference
from content.structure import load_structure
from content.topics import load_topics
from content.validation import Fault, faults_of
from routing.language import LANGUAGES
from routing.posts import DOE, PRD_UNITS, RMM, Post
from routing.topics import TOPIC_SLUGS, Topics
from tests.content.data_folder import DataFolder

RMM_TOPICS = {
    "resettlement",
    "humanitarian_evacuation",
    "movement_management",
    "air_carriers_transport",
}


@pytest.fixture(scope="module")
def topics() -> Topics:
    return load_topics()


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder.copied_to(tmp_path)


def test_every_topic_has_its_owner(topics: Topics) -> None:
    expected = {unit: Post(f"prd:{unit}") for unit in PRD_UNITS}
    expected |= dict.fromkeys(RMM_TOPICS, RMM) | {"directors_office": DOE}
    assert {slug: topic.owner for slug, topic in topics.topics.items()} == expected
    assert set(topics.topics) == set(TOPIC_SLUGS)


def test_neighbouring_subjects_are_outside_doe(topics: Topics) -> None:
    assert set(topics.subjects) == {
        *("migration_health", "protection", "transition_recovery", "hlp", "dtm_data", "cash"),
        *("avrr", "border", "labour_migration", "staff_admin", "food_security", "nutrition"),
        *("education", "logistics", "telecommunications", "mine_action"),
    }


def test_questions_for_other_posts_go_to_the_offices_that_the_manual_names(
    topics: Topics,
) -> None:
    assert {slug: referral.posts for slug, referral in topics.referrals.items()} == {
        "un_relations": ("slo:new-york",),
        "african_union": ("slo:addis-ababa",),
        "it_admin": ("ac:panama-city", "ac:manila"),
        "donors": ("rmo:tokyo", "rmo:berlin", "rmo:helsinki", "rmo:washington"),
    }


def test_everything_has_a_source_and_a_name_in_each_language(topics: Topics) -> None:
    for names, source in [
        *((topic.names, topic.source) for topic in topics.topics.values()),
        *((subject.names, subject.source) for subject in topics.subjects.values()),
        *((referral.names, referral.source) for referral in topics.referrals.values()),
    ]:
        assert set(names) == set(LANGUAGES)
        assert all(name.strip() for name in names.values())
        assert source.text


def test_the_terms_of_reference_are_eight_and_somebody_answers_for_each() -> None:
    terms = load_terms_of_reference()
    offices = load_structure().offices
    assert [found.number for found in terms.responsibilities] == list(range(1, 9))
    for found in terms.responsibilities:
        assert found.posts
        assert set(found.posts) <= offices.keys()
        assert set(found.topics) <= set(TOPIC_SLUGS)
        assert set(found.names) == set(found.answering) == set(LANGUAGES)
        assert found.confidence in ("high", "medium", "low")
        assert "Emergency Manual" in found.source.text


def test_who_answers_is_marked_as_a_reading() -> None:
    terms = load_terms_of_reference()
    assert "this project's reading" in terms.reading["en"]
    assert [found.number for found in terms.of_post(RMM)] == [4]
    assert "RMM" in terms.responsibilities[3].answering["fr"]


def test_the_topics_of_a_responsibility_are_owned_by_its_posts(topics: Topics) -> None:
    for found in load_terms_of_reference().responsibilities:
        assert {topics.topics[slug].owner for slug in found.topics} <= set(found.posts)


def _load_both(folder: DataFolder) -> tuple[Fault, ...]:
    topics = faults_of(lambda: load_topics(root=folder.root))
    return topics + faults_of(lambda: load_terms_of_reference(root=folder.root))


Breakage = Callable[[DataFolder], None]


@pytest.mark.parametrize(
    ("breakage", "place", "message"),
    [
        pytest.param(
            lambda f: f.replace("topics.yaml", "owner: prd:wash", "owner: prd:water"),
            "topics.yaml: topics[wash].owner",
            "Value error, not a post: 'prd:water'",
            id="not a post",
        ),
        pytest.param(
            lambda f: f.replace("topics.yaml", "owner: prd:wash", "owner: rts:lagos"),
            "topics.yaml: topics[wash].owner",
            "no such office: 'rts:lagos'",
            id="owner not in the structure",
        ),
        pytest.param(
            lambda f: f.replace("topics.yaml", "slug: wash", "slug: water"),
            "topics.yaml: topics",
            "the topic 'wash' is missing",
            id="topic missing",
        ),
        pytest.param(
            lambda f: f.replace("topics.yaml", "slug: wash", "slug: water"),
            "topics.yaml: topics[water]",
            "no such topic of DOE's",
            id="topic unknown",
        ),
        pytest.param(
            lambda f: f.replace("topics.yaml", "slug: protection", "slug: cash"),
            "topics.yaml: cash",
            "'cash' again; first in topics.yaml: cash",
            id="slug twice",
        ),
        pytest.param(
            lambda f: f.replace("topics.yaml", "posts: [slo:new-york]", "posts: [slo:geneva]"),
            "topics.yaml: referrals[un_relations].posts",
            "no such office: 'slo:geneva'",
            id="referral to nobody",
        ),
        pytest.param(
            lambda f: f.replace("topics.yaml", "      es: Reasentamiento\n", ""),
            "topics.yaml: topics[resettlement].names.es",
            "Field required",
            id="language missing",
        ),
        pytest.param(
            lambda f: f.replace("responsibilities.yaml", "topics: [preparedness]", "topics: [x]"),
            "responsibilities.yaml: responsibilities[1].topics",
            "no such topic: 'x'",
            id="responsibility of no topic",
        ),
        pytest.param(
            lambda f: f.replace("responsibilities.yaml", "posts: [rmm]", "posts: []"),
            "responsibilities.yaml: responsibilities[4]",
            "nobody answers for it",
            id="nobody answers",
        ),
        pytest.param(
            lambda f: f.replace("responsibilities.yaml", "number: 8", "number: 7"),
            "responsibilities.yaml: responsibilities[7]",
            "'7' again; first in responsibilities.yaml: responsibilities[7]",
            id="number twice",
        ),
    ],
)
def test_a_fault_tells_its_place(
    folder: DataFolder, breakage: Breakage, place: str, message: str
) -> None:
    breakage(folder)
    assert Fault(place, message) in _load_both(folder)


def test_the_built_in_topics_have_no_faults() -> None:
    assert faults_of(load_topics) == ()
    assert faults_of(load_terms_of_reference) == ()
