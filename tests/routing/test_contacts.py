"""Contacts: the order in which they are tried, and how fresh they are."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.contacts import Contact, Directory, FreshnessPolicy
from tests.builders import CAIRO, RTS, TODAY, contact

POLICY = FreshnessPolicy(confirm_every_days=90, stale_after_days=14)


@pytest.mark.parametrize(
    ("days", "freshness"),
    [(-1, "fresh"), (0, "fresh"), (90, "fresh"), (91, "ageing"), (104, "ageing"), (105, "stale")],
)
def test_freshness_by_age(days: int, freshness: str) -> None:
    verified = TODAY - timedelta(days=days)
    assert POLICY.freshness(contact(RTS, verified_on=verified), TODAY) == freshness


def test_who_never_confirmed_is_unconfirmed() -> None:
    assert POLICY.freshness(contact(RTS, verified_on=None), TODAY) == "unconfirmed"


def test_fractions_of_a_day_count() -> None:
    hasty = FreshnessPolicy(confirm_every_days=0.5, stale_after_days=0.25)
    yesterday = contact(RTS, verified_on=TODAY - timedelta(days=1))
    assert hasty.freshness(yesterday, TODAY) == "stale"
    assert hasty.freshness(contact(RTS, verified_on=TODAY), TODAY) == "fresh"


@pytest.mark.parametrize(
    ("known", "routes"),
    [
        ({}, ["slack", "mail"]),
        ({"teams": "0000-1"}, ["slack", "teams", "mail"]),
        ({"slack": None}, ["mail"]),
        ({"slack": None, "email": None}, []),
        ({"slack": "", "email": ""}, []),
    ],
)
def test_the_quickest_way_comes_first(known: dict[str, Any], routes: list[str]) -> None:
    assert [route for route, _ in contact(RTS, **known).addresses()] == routes


def test_stale_contacts_stand_behind_the_others_and_ranks_stay_in_order() -> None:
    old = date(2020, 1, 1)
    directory = Directory.of(
        [
            contact(RTS, 4, verified_on=None),
            contact(RTS, 1, verified_on=old),
            contact(RTS, 3),
            contact(RTS, 2, verified_on=old),
            contact(CAIRO),
        ]
    )
    found = directory.standings(RTS, TODAY, POLICY)
    assert [(s.contact.rank, s.freshness) for s in found] == [
        (3, "fresh"),
        (4, "unconfirmed"),
        (1, "stale"),
        (2, "stale"),
    ]


def test_a_vacant_post_has_nobody() -> None:
    assert Directory.of([contact(RTS)]).standings(CAIRO, TODAY, POLICY) == ()


CONTACTS = st.lists(
    st.tuples(st.sampled_from([RTS, CAIRO]), st.integers(1, 9)), unique=True, max_size=12
).map(lambda seats: [contact(post, rank) for post, rank in seats])


@given(CONTACTS)
def test_nobody_is_lost_and_each_post_is_in_the_order_of_ranks(contacts: list[Contact]) -> None:
    directory = Directory.of(contacts)
    assert sorted(directory.everybody(), key=repr) == sorted(contacts, key=repr)
    for post, found in directory.contacts.items():
        assert [c.rank for c in found] == sorted(c.rank for c in contacts if c.post == post)


def test_a_mail_address_finds_every_seat_of_its_owner_in_any_case() -> None:
    twice = [contact(RTS, email="Amina@Example.org"), contact(CAIRO, 2, email="amina@example.ORG")]
    directory = Directory.of([*twice, contact(CAIRO, email=None)])
    assert set(directory.of_email(" AMINA@example.org ")) == set(twice)
    assert directory.of_email("nobody@example.org") == ()
