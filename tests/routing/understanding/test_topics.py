import pytest

from routing.topics import TOPIC_SLUGS
from routing.understanding import Lexicon, find_topic, understand


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("need tarps", "shelter_settlements"),
        ("the roof of the clinic was blown off and families are sleeping outside",
         "shelter_settlements"),
        ("latrines in the camp", "wash"),
        ("cholera in the collective centre", "wash"),
        ("the water pump at the displacement site broke", "wash"),
        ("latrines for the shelters", "wash"),
        ("management of the camp", "cccm"),
        ("evacuation centre", "cccm"),
        ("evacuation plan", "preparedness"),
        ("evacuation of stranded migrants", "humanitarian_evacuation"),
        ("move 300 families by bus convoy", "movement_management"),
        ("flights for 20 people", "air_carriers_transport"),
        ("a charter for relief items", "air_carriers_transport"),
        ("earthquake", "emergency_response"),
        ("tents after the earthquake", "shelter_settlements"),
        ("WASH needs assessment", "wash"),
        ("activation de niveau 3", "emergency_response"),
        ("gestion des sites d'accueil temporaires", "cccm"),
        ("abris d'urgence", "shelter_settlements"),
        ("EHA", "wash"),
        ("AME", "shelter_settlements"),
        ("AGUASAN", "wash"),
        ("GSAT", "cccm"),
        ("CERF", "emergency_response"),
        ("camiones cisterna", "wash"),
        ("who represents us in the IASC", "directors_office"),
    ],
)  # fmt: skip
def test_a_topic_is_found_by_what_is_asked_for(lexicon: Lexicon, text: str, topic: str) -> None:
    assert understand(text, lexicon, office="KEN").topic == topic


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("evacuation", {"humanitarian_evacuation", "preparedness", "cccm"}),
        ("transport", {"movement_management", "air_carriers_transport"}),
        ("relocation", {"resettlement", "movement_management"}),
        ("albergue", {"shelter_settlements", "cccm"}),
        ("site", {"shelter_settlements", "cccm"}),
        ("shelter and WASH", {"shelter_settlements", "wash"}),
    ],
)
def test_several_readings_are_asked_for(lexicon: Lexicon, text: str, candidates: set[str]) -> None:
    found = understand(text, lexicon, office="KEN")
    assert found.ask == "topic"
    assert found.topic is None
    assert {candidate.value for candidate in found.topics[: len(candidates)]} == candidates


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("vaccination of children", "migration_health"),
        ("nutrition", "migration_health"),
        ("cas de VBG", "protection"),
        ("datos DTM", "dtm_data"),
        ("transferts monétaires", "cash"),
        ("my contract", "staff_admin"),
        ("food distribution", "food_security"),
        ("déminage", "mine_action"),
        ("HLP rights", "hlp"),
        ("retorno voluntario", "avrr"),
    ],
)
def test_a_subject_outside_doe_is_named(lexicon: Lexicon, text: str, subject: str) -> None:
    found = understand(text, lexicon, office="KEN")
    assert (found.topic, found.subject, found.outside_doe) == (None, subject, True)


@pytest.mark.parametrize(
    ("text", "referral"),
    [
        ("relations with the UN in New York", "un_relations"),
        ("l'Union africaine", "african_union"),
        ("who handles IT?", "it_admin"),
        ("recaudación de fondos", "donors"),
    ],
)
def test_a_referral_needs_no_country(lexicon: Lexicon, text: str, referral: str) -> None:
    found = understand(text, lexicon)
    assert (found.referral, found.ask) == (referral, None)


def test_resource_mobilization_is_a_topic_and_a_referral(lexicon: Lexicon) -> None:
    found = understand("who helps with resource mobilization in Kenya?", lexicon)
    assert (found.topic, found.referral) == ("division_support", "donors")


def test_everyday_words_are_terms_only_in_capitals(lexicon: Lexicon) -> None:
    assert understand("Please mend it in Kenya", lexicon).topics == ()
    assert understand("Please plan a MEND exercise in Kenya", lexicon).topic == "preparedness"


def test_the_evidence_holds_the_words_as_typed(lexicon: Lexicon) -> None:
    found = understand("Besoin de Bâches et de latrines à Goma", lexicon)
    assert {word for candidate in found.topics for word in candidate.evidence} >= {
        "Bâches",
        "latrines",
    }


@pytest.mark.parametrize("slug", TOPIC_SLUGS)
def test_a_slug_names_its_topic(lexicon: Lexicon, slug: str) -> None:
    assert find_topic(slug, lexicon)[0].value == slug


@pytest.mark.parametrize(
    ("typed", "slug"), [("sheltr", "shelter_settlements"), ("EHA", "wash"), ("it", "it_admin")]
)
def test_an_argument_may_be_an_acronym_or_misspelt(lexicon: Lexicon, typed: str, slug: str) -> None:
    assert find_topic(typed, lexicon)[0].value == slug


@pytest.mark.parametrize("typed", ["", "the second", "xyzzy", "🙂"])
def test_an_argument_may_name_no_topic(lexicon: Lexicon, typed: str) -> None:
    assert find_topic(typed, lexicon) == ()
