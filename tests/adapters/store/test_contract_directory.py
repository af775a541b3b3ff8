"""What the store promises about the directory and about people."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from adapters.store import SqlStore, open_store
from routing.contacts import Contact
from routing.people import Account, Person
from routing.posts import Post
from tests.adapters.store.samples import NOW, SECOND, SLACK, TEAMS, TERMINAL, case, person

FULL = Contact(
    post=Post("rts:nairobi"),
    rank=1,
    name="Zoë Ñandú",
    email="Zoe@Example.org",
    phone="+254 1",
    slack="T1:U9",
    teams="0000-9",
    language="fr",
    timezone="Africa/Nairobi",
    verified_on=date(2026, 8, 1),
)
BARE = Contact(Post("rts:nairobi"), 2, "Deputy")
OTHER = Contact(Post("doe"), 1, "Office")


def saved(store: SqlStore, *people: Person) -> None:
    for index, found in enumerate(people):
        with store.write() as writer:
            writer.save_person(found, NOW + index * SECOND)


def known(store: SqlStore, account: Account) -> Person:
    with store.read() as reader:
        found = reader.person(account)
    assert found is not None
    return found


def test_a_new_directory_is_empty(store: SqlStore) -> None:
    with store.read() as reader:
        assert reader.contacts() == ()
        assert reader.directory_version() == 0


def test_contacts_come_back_by_post_and_rank(store: SqlStore) -> None:
    with store.write() as writer:
        writer.replace_contacts([BARE, FULL, OTHER], NOW)
    with store.read() as reader:
        assert reader.contacts() == (OTHER, FULL, BARE)


def test_replacing_contacts_replaces_all_and_grows_the_version(store: SqlStore) -> None:
    for contacts in ([FULL, BARE], [OTHER], []):
        with store.write() as writer:
            before = writer.directory_version()
            writer.replace_contacts(contacts, NOW)
            assert writer.directory_version() == before + 1
            assert writer.contacts() == tuple(contacts)


def test_a_failed_import_leaves_directory_and_version(store: SqlStore) -> None:
    with store.write() as writer:
        writer.replace_contacts([FULL], NOW)
    with pytest.raises(sa.exc.IntegrityError), store.write() as writer:
        writer.replace_contacts([OTHER, OTHER], NOW)
    with store.read() as reader:
        assert reader.contacts() == (FULL,)
        assert reader.directory_version() == 1


def test_nobody_is_known_at_first(store: SqlStore) -> None:
    with store.read() as reader:
        assert reader.person(SLACK) is None
        assert reader.known_person("asker@example.org") is None
        assert reader.person_and_version(SLACK) == (None, 0)


def test_a_person_comes_back_whole(store: SqlStore) -> None:
    whole = person(phone="+1", language="es", platform_language="fr", office="KEN")
    saved(store, whole)
    with store.write() as writer:
        writer.replace_contacts([OTHER], NOW)
    assert known(store, SLACK) == whole
    with store.read() as reader:
        assert reader.person_and_version(SLACK) == (whole, 1)


def test_accounts_with_one_address_share_what_the_person_fixed(store: SqlStore) -> None:
    saved(
        store,
        person(SLACK, email="Asker@Example.ORG", office="KEN", platform_language="en"),
        person(TEAMS, email="asker@example.org", language="fr", phone="+33", name="A. One"),
    )
    slack, teams = known(store, SLACK), known(store, TEAMS)
    assert (slack.office, slack.language, slack.phone) == ("KEN", "fr", "+33")
    assert (teams.office, teams.language, teams.phone) == ("KEN", "fr", "+33")
    assert (slack.email, slack.name) == ("Asker@Example.ORG", "Asker One")
    assert (slack.platform_language, teams.platform_language) == ("en", None)


def test_nothing_is_erased_by_what_is_not_said(store: SqlStore) -> None:
    whole = person(phone="+1", language="es", platform_language="fr", office="KEN")
    saved(store, whole, Person(SLACK, "New Name"))
    assert known(store, SLACK) == replace(whole, name="New Name")


def test_what_is_said_again_replaces(store: SqlStore) -> None:
    saved(store, person(office="KEN", language="fr"), person(office="TCD", language="en"))
    assert (known(store, SLACK).office, known(store, SLACK).language) == ("TCD", "en")


def test_a_known_person_is_found_at_the_account_used_last(store: SqlStore) -> None:
    saved(store, person(SLACK), person(TEAMS), person(TERMINAL))
    with store.read() as reader:
        found = reader.known_person("asker@example.org")
    assert found is not None
    assert found.account == TERMINAL


def test_accounts_without_an_address_are_people_of_their_own(store: SqlStore) -> None:
    saved(store, person(SLACK, email=None, office="KEN"), person(TEAMS, email=None))
    assert known(store, SLACK).office == "KEN"
    assert known(store, TEAMS).office is None


def test_an_account_that_learns_its_address_brings_its_settings(store: SqlStore) -> None:
    saved(store, person(SLACK, email=None, office="KEN", language="fr"))
    saved(store, replace(known(store, SLACK), email="asker@example.org"))
    saved(store, person(TEAMS))
    assert (known(store, TEAMS).office, known(store, TEAMS).language) == ("KEN", "fr")


def test_settings_of_the_address_stand_against_those_brought_along(store: SqlStore) -> None:
    saved(store, person(TEAMS, office="TCD"), person(SLACK, email=None, office="KEN", phone="+1"))
    saved(store, replace(known(store, SLACK), email="asker@example.org"))
    assert (known(store, SLACK).office, known(store, SLACK).phone) == ("TCD", "+1")
    assert known(store, TEAMS) == person(TEAMS, office="TCD", phone="+1")


def test_a_setting_made_while_the_address_is_learnt_wins(store: SqlStore) -> None:
    saved(store, person(TEAMS, office="TCD"), person(SLACK, email=None, office="KEN"))
    saved(store, replace(known(store, SLACK), email="asker@example.org", office="PER"))
    assert known(store, TEAMS).office == "PER"


def test_cases_follow_a_person_who_learns_the_address(store: SqlStore) -> None:
    nameless = person(SLACK, email=None)
    saved(store, nameless)
    with store.write() as writer:
        asked = case(asker=replace(case().asker, key=nameless.key, email=None))
        number = writer.open_case(replace(asked, people=frozenset({"x", nameless.key}))).number
    saved(store, person(SLACK))
    with store.read() as reader:
        (found,) = reader.cases_of("asker@example.org")
        assert reader.cases_of(nameless.key) == ()
    assert (found.number, found.asker.key) == (number, "asker@example.org")
    assert found.people == {"x", "asker@example.org"}


def test_cases_stay_while_another_account_has_the_old_address(store: SqlStore) -> None:
    saved(store, person(SLACK), person(TEAMS))
    with store.write() as writer:
        writer.open_case(case())
    saved(store, person(SLACK, email="other@example.org"))
    with store.read() as reader:
        assert len(reader.cases_of("asker@example.org")) == 1
        assert reader.cases_of("other@example.org") == ()


def test_a_second_store_sees_what_the_first_wrote(store: SqlStore, store_url: str) -> None:
    saved(store, person(office="KEN"))
    second = open_store(store_url)
    assert known(second, SLACK).office == "KEN"
    saved(second, person(office="PER"))
    second.close()
    assert known(store, SLACK).office == "PER"


def test_changing_some_seats_leaves_the_others_and_what_was_imported(store: SqlStore) -> None:
    with store.write() as writer:
        writer.replace_contacts([FULL, BARE, OTHER], NOW)
    renamed = replace(OTHER, name="Other Office")
    with store.write() as writer:
        writer.lock_directory()
        before = writer.directory_version()
        writer.change_contacts([(BARE.post, BARE.rank)], [renamed], NOW)
        assert writer.directory_version() > before
    with store.read() as reader:
        assert reader.contacts() == (renamed, FULL)
        assert reader.imported_contacts() == (OTHER, FULL, BARE)
    with store.write() as writer:
        writer.keep_imported([FULL])
        version = writer.directory_version()
        writer.change_contacts([], [], NOW)
        assert writer.directory_version() == version
        assert writer.imported_contacts() == (FULL,)
