"""Who is told of a case at once: one who can be relied on, or one in doubt and somebody else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from routing.contacts import Contact
from routing.notices import Notice, NoticeState, Posted
from routing.together import others_told, those_told, told_together
from tests.builders import DOE, RTS, WASH, case, contact, recipient, telling, world

STALE = date(2020, 1, 1)
AT_RTS = {"rungs": (RTS, WASH, DOE)}
FIRST = telling(recipient(RTS, 1))


def doubted(post: str, rank: int = 1, **known: Any) -> Contact:
    return contact(post, rank, verified_on=STALE, **known)


def unreachable(post: str, rank: int = 1) -> Contact:
    return contact(post, rank, slack=None, email=None)


def told(*contacts: Contact, position: int = 0) -> list[str]:
    """The seats of those who are told of a case that has come so far."""
    found = those_told(case(**AT_RTS, position=position), world(contacts))
    return [f"{s.contact.post}#{s.contact.rank}" for s in found]


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        pytest.param(
            [contact(RTS), contact(RTS, 2), contact(WASH)], ["rts:nairobi#1"], id="the holder alone"
        ),
        pytest.param([doubted(RTS), contact(RTS, 2)], ["rts:nairobi#2"], id="the deputy before"),
        pytest.param(
            [doubted(RTS), doubted(RTS, 2), contact(WASH), contact(WASH, 2)],
            ["rts:nairobi#1", "rts:nairobi#2", "prd:wash#1"],
            id="two in doubt, and one of the next level",
        ),
        pytest.param(
            [doubted(RTS), doubted(RTS, 2), doubted(RTS, 3), contact(WASH)],
            ["rts:nairobi#1", "rts:nairobi#2", "prd:wash#1"],
            id="not a third one in doubt",
        ),
        pytest.param(
            [doubted(RTS), doubted(WASH), contact(DOE)],
            ["rts:nairobi#1", "prd:wash#1"],
            id="one more level, though that one is in doubt too",
        ),
        pytest.param(
            [doubted(RTS), unreachable(WASH), contact(DOE)],
            ["rts:nairobi#1", "doe#1"],
            id="a level that nothing reaches is passed over",
        ),
        pytest.param([unreachable(RTS), contact(WASH)], [], id="nobody at this level"),
        pytest.param([doubted(RTS)], ["rts:nairobi#1"], id="nobody else at all"),
    ],
)
def test_who_is_told(contacts: Sequence[Contact], expected: list[str]) -> None:
    assert told(*contacts) == expected


def test_a_mail_that_is_only_kept_is_nobody_told_beside() -> None:
    """Without a mail server: neither at the level nor above it."""
    by_mail: dict[str, Any] = {"slack": None}
    contacts = [doubted(RTS), contact(RTS, 2, **by_mail), contact(WASH, **by_mail), contact(DOE)]
    found = those_told(case(**AT_RTS), world(contacts, live={"slack"}))
    assert [s.contact.post for s in found] == [RTS, DOE]


def test_the_last_level_has_none_above() -> None:
    assert told(doubted(RTS), contact(WASH), doubted(DOE), position=2) == ["doe#1"]


def test_nobody_is_told_twice_in_two_seats() -> None:
    """Neither as their own deputy nor as the next level."""
    same: dict[str, Any] = {"name": "One Example", "email": "one@example.org", "slack": "UONE"}
    own_deputy = [doubted(RTS, **same), doubted(RTS, 2, **same), doubted(RTS, 3)]
    assert told(*own_deputy) == ["rts:nairobi#1", "rts:nairobi#3"]
    above = [doubted(RTS, **same), contact(WASH, **same), contact(WASH, 2)]
    assert told(*above) == ["rts:nairobi#1", "prd:wash#2"]


def test_each_by_their_quickest_way() -> None:
    found = told_together(case(**AT_RTS), world([doubted(RTS), contact(WASH, slack=None)]))
    assert [(to.route, to.post) for to in found] == [("slack", RTS), ("mail", WASH)]


def beside(other: Notice, state: NoticeState = "pending", notice: Notice = FIRST) -> bool:
    return others_told(notice, [Posted(1, notice), Posted(2, other, state)])


DEPUTY = telling(recipient(RTS, 2))


@pytest.mark.parametrize(
    ("state", "counts"),
    [("pending", True), ("sent", True), ("kept", False), ("refused", False), ("superseded", False)],
)
def test_another_telling_counts_while_it_is_owed_or_has_arrived(
    state: NoticeState, counts: bool
) -> None:
    assert beside(DEPUTY, state) is counts


def test_only_a_telling_of_the_same_round_counts() -> None:
    assert not beside(replace(DEPUTY, round=2))
    assert not beside(replace(DEPUTY, kind="remind"))


def test_the_same_person_by_another_way_is_nobody_else() -> None:
    assert not beside(telling(recipient(RTS, 1, "mail")))


def test_the_same_rank_of_another_post_is_somebody_else() -> None:
    assert beside(telling(recipient(WASH, 1)))
