"""Where a ladder has nobody: vacant, out of reach, or known by nobody any more."""

from dataclasses import replace
from datetime import date

import pytest

from bot.coverage import Gap, gaps
from bot.knowledge import Content, Knowledge, load_content
from routing.contacts import Contact, Directory
from routing.notices import Route
from routing.topics import TOPIC_SLUGS
from tests.builders import RTS, TODAY, contact


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def found(content: Content, *contacts: Contact, live: frozenset[Route]) -> set[Gap]:
    knowledge = Knowledge(content, live)
    directory = Directory.of([*contacts, *content.mailboxes])
    knowledge.snapshot = replace(knowledge.snapshot, directory=directory)
    return set(gaps(knowledge, TODAY))


def of_kenya(all_gaps: set[Gap]) -> set[tuple[str, str]]:
    return {(gap.post, gap.reason) for gap in all_gaps if gap.country == "KEN"}


def test_as_shipped_every_regional_office_is_vacant_and_headquarters_has_its_mailboxes(
    content: Content,
) -> None:
    shipped = found(content, live=frozenset({"mail"}))
    assert {gap.reason for gap in shipped} == {"vacant"}
    assert {gap.post.partition(":")[0] for gap in shipped} == {"rts"}
    assert len(shipped) == len(content.structure.countries) * len(TOPIC_SLUGS)


def test_a_filled_level_is_no_gap(content: Content) -> None:
    assert of_kenya(found(content, contact(RTS), live=frozenset({"slack", "mail"}))) == set()


def test_a_level_without_a_configured_channel_is_a_gap(content: Content) -> None:
    gaps_of_kenya = of_kenya(found(content, contact(RTS), live=frozenset({"slack"})))
    assert ("doe", "no_channel") in gaps_of_kenya
    assert ("rts:nairobi", "no_channel") not in gaps_of_kenya


def test_a_level_of_stale_contacts_alone_is_a_gap(content: Content) -> None:
    stale = contact(RTS, verified_on=date(2020, 1, 1))
    live: frozenset[Route] = frozenset({"mail"})
    assert of_kenya(found(content, stale, live=live)) == {("rts:nairobi", "stale")}
    assert of_kenya(found(content, stale, contact(RTS, 2), live=live)) == set()
