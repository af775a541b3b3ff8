"""The ladder: right for every country, topic and date, and by hand where it is delicate."""

from datetime import date
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.structure import load_mailboxes, load_structure
from content.topics import load_topics
from routing.contacts import Contact, Directory, FreshnessPolicy
from routing.errors import UncoveredCountry, UnknownCountry, UnknownTopic
from routing.ladder import Ladder, Organization
from routing.posts import PRD_UNITS, Post, kind_of
from routing.topics import TOPIC_SLUGS

LAST_OF_2023: Final = date(2023, 12, 31)
FIRST_OF_2024: Final = date(2024, 1, 1)

STRUCTURE = load_structure()
TOPICS = load_topics()
MAILBOXES = load_mailboxes()
ORGANIZATION = Organization(STRUCTURE, TOPICS, Directory.of(MAILBOXES), FreshnessPolicy())

RMM_TOPICS = [topic for topic in TOPIC_SLUGS if topic not in (*PRD_UNITS, "directors_office")]


def with_contacts(*contacts: Contact) -> Organization:
    directory = Directory.of([*MAILBOXES, *contacts])
    return Organization(STRUCTURE, TOPICS, directory, FreshnessPolicy())


def regional_post(ladder: Ladder) -> Post:
    """The one step of a Regional Office."""
    (post,) = (step.post for step in ladder.steps if kind_of(step.post) == "rts")
    return post


def expected_steps(country: str, rts: str, topic: str | None) -> list[tuple[int, str]]:
    steps = [(1, f"co:{country}"), (2, rts)]
    if topic in PRD_UNITS:
        steps.append((3, f"prd:{topic}"))
    elif topic in RMM_TOPICS:
        steps.append((3, "rmm"))
    return [*steps, (4, "doe")]


@pytest.mark.parametrize("at", [LAST_OF_2023, FIRST_OF_2024], ids=str)
def test_every_country_and_topic_has_a_ladder_of_the_right_shape(at: date) -> None:
    assert len(STRUCTURE.countries) == 249
    assert len(RMM_TOPICS) == 4
    for country in STRUCTURE.countries:
        for topic in (*TOPIC_SLUGS, None):
            ladder = ORGANIZATION.ladder(country, topic, at)
            rts = regional_post(ladder)
            found = [(step.level, step.post) for step in ladder.steps]
            assert found == expected_steps(country, rts, topic)
            assert STRUCTURE.offices[rts].exists(at), (country, rts)


@pytest.mark.parametrize("at", [LAST_OF_2023, FIRST_OF_2024], ids=str)
def test_every_subject_outside_doe_ends_at_the_regional_office(at: date) -> None:
    for country in STRUCTURE.countries:
        for subject in TOPICS.subjects:
            ladder = ORGANIZATION.ladder(country, None, at, subject=subject)
            assert [step.level for step in ladder.steps] == [1, 2]
            assert ladder.steps[-1].post == regional_post(ladder)
            assert ladder.steps[-1].reason.code == "outside_doe"
            assert ladder.steps[-1].reason.subject == subject


@pytest.mark.parametrize(
    ("country", "before", "after"),
    [
        pytest.param("KEN", "nairobi", "nairobi", id="Kenya"),
        pytest.param("PER", "buenos-aires", "panama", id="Peru"),
        pytest.param("MEX", "san-jose", "panama", id="Mexico"),
        pytest.param("SDN", "cairo", "cairo", id="Sudan, Cairo although in the Horn"),
        pytest.param("COD", "pretoria", "pretoria", id="DR Congo, not Dakar"),
        pytest.param("COG", "dakar", "dakar", id="Congo, not Pretoria"),
        pytest.param("ISR", "vienna", "vienna", id="Israel"),
        pytest.param("FJI", "bangkok", "bangkok", id="Fiji"),
        pytest.param("AUT", "brussels", "brussels", id="Austria, Brussels although host of Vienna"),
        pytest.param("XKX", "vienna", "vienna", id="Kosovo"),
        pytest.param("HTI", "san-jose", "panama", id="Haiti"),
        pytest.param("COL", "buenos-aires", "panama", id="Colombia"),
        pytest.param("TCD", "dakar", "dakar", id="Chad"),
    ],
)
def test_regional_offices_by_hand(country: str, before: str, after: str) -> None:
    assert regional_post(ORGANIZATION.ladder(country, None, LAST_OF_2023)) == f"rts:{before}"
    assert regional_post(ORGANIZATION.ladder(country, None, FIRST_OF_2024)) == f"rts:{after}"


PROPOSED: Final = frozenset({"brussels-into-vienna", "pretoria-into-nairobi", "israel-into-cairo"})


@pytest.mark.parametrize(
    ("proposal", "country", "off", "accepted"),
    [
        ("brussels-into-vienna", "AUT", "brussels", "vienna"),
        ("pretoria-into-nairobi", "COD", "pretoria", "nairobi"),
        ("israel-into-cairo", "ISR", "vienna", "cairo"),
    ],
)
def test_a_proposed_change_counts_only_where_it_is_accepted(
    proposal: str, country: str, off: str, accepted: str
) -> None:
    for accepting, at, office in [
        (frozenset[str](), FIRST_OF_2024, off),
        (PROPOSED - {proposal}, FIRST_OF_2024, off),
        (frozenset({proposal}), FIRST_OF_2024, accepted),
        (frozenset({proposal}), LAST_OF_2023, off),
    ]:
        organization = Organization(
            load_structure(accepting), TOPICS, Directory.of(MAILBOXES), FreshnessPolicy()
        )
        assert regional_post(organization.ladder(country, "wash", at)) == f"rts:{office}"


def test_each_step_says_why_and_where_from() -> None:
    ladder = ORGANIZATION.ladder("PER", "wash", FIRST_OF_2024)
    assert [step.reason.code for step in ladder.steps] == [
        "own_office",
        "regional_office",
        "owns_topic",
        "last_level",
    ]
    assert all(step.source.text for step in ladder.steps)
    assert ladder.steps[1].reason.office == "panama"
    assert ladder.coverage.effective_from == FIRST_OF_2024
    assert ladder.steps[2].reason.topic == "wash"


def test_without_a_topic_the_last_step_says_so() -> None:
    last = ORGANIZATION.ladder("KEN", None, FIRST_OF_2024).steps[-1]
    assert (last.post, last.reason.code) == ("doe", "no_topic")


def test_a_vacant_unit_falls_back_to_the_mailbox_of_prd() -> None:
    unit = ORGANIZATION.ladder("KEN", "wash", FIRST_OF_2024).steps[2]
    assert (unit.post, unit.filled_by) == ("prd:wash", "prd")
    assert [standing.contact.email for standing in unit.contacts] == ["prdcore@iom.int"]
    assert not unit.vacant


def test_a_filled_unit_answers_itself() -> None:
    holder = Contact(Post("prd:wash"), 1, "Ada Example", email="ada@example.org")
    unit = with_contacts(holder).ladder("KEN", "wash", FIRST_OF_2024).steps[2]
    assert unit.filled_by == "prd:wash"
    assert [standing.contact for standing in unit.contacts] == [holder]


def test_a_vacant_post_stays_on_the_ladder() -> None:
    steps = ORGANIZATION.ladder("KEN", "resettlement", FIRST_OF_2024).steps
    assert [step.vacant for step in steps] == [True, True, False, False]


def test_stale_contacts_stand_behind_the_others() -> None:
    post = Post("rts:nairobi")
    stale = Contact(post, 1, "Old Example", verified_on=date(2023, 1, 1))
    fresh = Contact(post, 2, "New Example", verified_on=date(2023, 12, 1))
    step = with_contacts(stale, fresh).ladder("KEN", None, FIRST_OF_2024).steps[1]
    assert [(s.contact.rank, s.freshness) for s in step.contacts] == [(2, "fresh"), (1, "stale")]


def test_coordinating_offices_get_a_copy_only_where_that_is_switched_on() -> None:
    copying = Organization(
        STRUCTURE, TOPICS, ORGANIZATION.directory, FreshnessPolicy(), copy_coordination=True
    )
    assert copying.ladder("FJI", "wash", FIRST_OF_2024).steps[1].copies == ("coord:canberra",)
    assert copying.ladder("KEN", "wash", FIRST_OF_2024).steps[1].copies == ()
    assert ORGANIZATION.ladder("FJI", "wash", FIRST_OF_2024).steps[1].copies == ()


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownCountry):
        ORGANIZATION.ladder("ZZZ", "wash", FIRST_OF_2024)
    with pytest.raises(UnknownTopic):
        ORGANIZATION.ladder("KEN", "health", FIRST_OF_2024)
    with pytest.raises(UncoveredCountry):
        ORGANIZATION.ladder("KEN", "wash", date(1950, 12, 31))


@settings(deadline=None)
@given(
    country=st.sampled_from(sorted(STRUCTURE.countries)),
    topic=st.sampled_from([*TOPIC_SLUGS, None]),
    at=st.dates(min_value=date(1951, 1, 1), max_value=date(2100, 12, 31)),
)
def test_on_any_day_since_the_foundation_the_office_exists(
    country: str, topic: str | None, at: date
) -> None:
    ladder = ORGANIZATION.ladder(country, topic, at)
    assert STRUCTURE.offices[regional_post(ladder)].exists(at)
    period = LAST_OF_2023 if at <= LAST_OF_2023 else FIRST_OF_2024
    assert ladder.steps == ORGANIZATION.ladder(country, topic, period).steps
