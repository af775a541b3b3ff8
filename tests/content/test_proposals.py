"""Proposed changes of the structure: off, until a steward accepts them."""

from collections import Counter
from datetime import date

import pytest

from content.structure import load_proposals, load_structure
from content.validation import InvalidContent
from routing.posts import Post
from routing.structure import Structure

LAST_OF_2023 = date(2023, 12, 31)
FIRST_OF_2024 = date(2024, 1, 1)
PROPOSALS = frozenset({"brussels-into-vienna", "pretoria-into-nairobi", "israel-into-cairo"})


@pytest.fixture(scope="module")
def structure() -> Structure:
    return load_structure()


def test_proposed_changes_stay_off(structure: Structure) -> None:
    assert load_proposals().keys() == PROPOSALS
    proposed = Counter(
        fact.proposal for iso3 in structure.countries for fact in structure.proposed(iso3)
    )
    assert proposed == {
        "brussels-into-vienna": 43,
        "pretoria-into-nairobi": 20,
        "israel-into-cairo": 1,
    }
    assert structure.covering("AUT", FIRST_OF_2024).office == "brussels"
    assert structure.covering("ISR", FIRST_OF_2024).office == "vienna"


def test_an_accepted_proposal_moves_its_countries_and_ends_its_office() -> None:
    accepted = load_structure(frozenset({"brussels-into-vienna"}))
    assert accepted.covering("AUT", FIRST_OF_2024).office == "vienna"
    assert accepted.covering("AUT", LAST_OF_2023).office == "brussels"
    assert not accepted.offices[Post("rts:brussels")].exists(FIRST_OF_2024)
    assert accepted.offices[Post("rts:brussels")].exists(LAST_OF_2023)
    assert accepted.covering("COD", FIRST_OF_2024).office == "pretoria"
    assert accepted.proposed("AUT") == ()


def test_all_proposals_together_leave_no_country_to_an_ended_office() -> None:
    accepted = load_structure(PROPOSALS)
    for iso3 in accepted.countries:
        office = accepted.covering(iso3, FIRST_OF_2024).office
        assert accepted.offices[Post(f"rts:{office}")].exists(FIRST_OF_2024)
    assert accepted.covering("ISR", FIRST_OF_2024).office == "cairo"


def test_an_unknown_accepted_proposal_is_a_fault() -> None:
    with pytest.raises(InvalidContent, match="no such proposal: 'cairo-into-tunis'"):
        load_structure(frozenset({"cairo-into-tunis"}))
