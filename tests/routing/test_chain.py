"""The chain of an audit trail: sound as written, and whatever is done to it shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.audit import Entry, What
from routing.chain import Break, Chain, Link, first_break, genesis, seal

OPENED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WHATS: tuple[What, ...] = ("opened", "told", "delivered", "taken", "resolved")

Tampering = Callable[[list[Link]], list[Link]]


def line(place: int, case: int = 7, **facts: str) -> Entry:
    at = OPENED + timedelta(seconds=place)
    what = WHATS[place % len(WHATS)]
    return Entry(case, at, f"p{place}@example.org", f"Name {place}", "slack", what, facts)


def chain(length: int, case: int = 7) -> Chain:
    """A sound chain; its rows are numbered from 100."""
    links: list[Link] = []
    digest = genesis(case, OPENED)
    for place in range(1, length + 1):
        said = line(place, case, text=f"été {place}")
        digest = seal(said, place, digest)
        links.append(Link(100 + place, said, place, digest))
    return Chain(case, OPENED, length, digest if length else None, tuple(links))


def found(tampered: Chain) -> tuple[object, ...] | None:
    fault = first_break(tampered)
    return None if fault is None else (fault.kind, fault.sequence, fault.row)


@pytest.mark.parametrize("length", [0, 1, 2, 5])
def test_a_chain_is_sound_as_it_was_written(length: int) -> None:
    assert first_break(chain(length)) is None


def test_the_form_never_changes() -> None:
    """What is stored was sealed with it: these are of the first version that sealed."""
    start = genesis(7, OPENED)
    assert start == "6bb5f9826a76a1ff4792a9b433233b5e153a55f9532259680505301341948f3e"
    assert (
        seal(line(1, text="été"), 1, start)
        == "91a44610554947231734f24c0e0cee9d6a88973da63cab67485e0bfc6dfa2e09"
    )


def test_a_seal_is_of_the_instant_and_not_of_its_zone() -> None:
    said = line(1)
    in_nairobi = replace(said, at=said.at.astimezone(timezone(timedelta(hours=3))))
    assert seal(said, 1, "") == seal(in_nairobi, 1, "")


@pytest.mark.parametrize(
    "change",
    [
        {"at": OPENED},
        {"actor": "somebody@example.org"},
        {"actor_name": "Somebody"},
        {"platform": "terminal"},
        {"what": "cancelled"},
        {"facts": {"text": "other"}},
        {"facts": {}},
        {"facts": {"text": "été 3", "more": ""}},
        {"case": 8},
    ],
    ids=str,
)
def test_whatever_a_line_says_is_sealed(change: dict[str, object]) -> None:
    sound = chain(5)
    links = list(sound.links)
    said = links[2].line
    assert said is not None
    links[2] = replace(links[2], line=replace(said, **change))  # type: ignore[arg-type]
    assert found(replace(sound, links=tuple(links))) == ("altered", 3, 103)


def without(place: int) -> Tampering:
    return lambda links: [link for link in links if link.sequence != place]


def exchanged(*names: str) -> Tampering:
    """The second and the fourth line with each other's columns."""

    def change(links: list[Link]) -> list[Link]:
        second, fourth = links[1], links[3]
        links[1] = replace(second, **{name: getattr(fourth, name) for name in names})
        links[3] = replace(fourth, **{name: getattr(second, name) for name in names})
        return links

    return change


def slipped_in(place: int | None, digest: str | None) -> Tampering:
    return lambda links: [*links, Link(200, line(9), place, digest)]


def unreadable(links: list[Link]) -> list[Link]:
    return [replace(link, line=None) if link.sequence == 2 else link for link in links]


def unsealed(links: list[Link]) -> list[Link]:
    return [
        replace(link, sequence=None, hash=None) if link.sequence == 2 else link for link in links
    ]


def resealed(links: list[Link]) -> list[Link]:
    """The last line changed and sealed anew, by somebody who knows how."""
    *before, last = links
    assert before[-1].hash is not None
    said = line(5, text="other")
    return [*before, replace(last, line=said, hash=seal(said, 5, before[-1].hash))]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        pytest.param(without(1), ("missing", 1, None), id="the first is gone"),
        pytest.param(without(3), ("missing", 3, None), id="one in the middle is gone"),
        pytest.param(without(5), ("missing", 5, None), id="the tail is cut off"),
        pytest.param(lambda _: [], ("missing", 1, None), id="all are gone"),
        pytest.param(exchanged("line"), ("reordered", 2, 102), id="two say what the other said"),
        pytest.param(exchanged("sequence"), ("reordered", 2, 104), id="two stand for each other"),
        pytest.param(exchanged("line", "hash"), ("reordered", 2, 102), id="with their hashes"),
        pytest.param(exchanged("hash"), ("altered", 2, 102), id="only their hashes"),
        pytest.param(slipped_in(None, None), ("foreign", None, 200), id="without a seal"),
        pytest.param(slipped_in(3, "0" * 64), ("foreign", 4, 200), id="a place taken twice"),
        pytest.param(slipped_in(6, "0" * 64), ("altered", 6, 200), id="behind the last, badly"),
        pytest.param(slipped_in(0, "0" * 64), ("foreign", 1, 200), id="before the first"),
        pytest.param(unreadable, ("altered", 2, 102), id="no longer to be read"),
        pytest.param(unsealed, ("missing", 2, None), id="the seal was taken off"),
        pytest.param(resealed, ("altered", 5, 105), id="the last one sealed anew"),
    ],
)
def test_what_was_done_to_it_shows(tamper: Tampering, expected: tuple[object, ...]) -> None:
    sound = chain(5)
    assert found(replace(sound, links=tuple(tamper(list(sound.links))))) == expected


def test_a_line_that_was_added_with_a_right_seal_is_beyond_the_cases_own_count() -> None:
    longer = chain(6)
    assert found(replace(longer, count=5, hash=longer.links[4].hash)) == ("foreign", 6, 106)


def test_a_chain_of_another_case_does_not_fit() -> None:
    stolen = [replace(link, line=line(n, 7)) for n, link in enumerate(chain(3, 8).links, 1)]
    assert found(replace(chain(3), links=tuple(stolen))) == ("altered", 1, 101)


def test_the_opening_of_the_case_belongs_to_it() -> None:
    sound = chain(3)
    assert found(replace(sound, opened_at=OPENED + timedelta(days=1))) == ("altered", 1, 101)
    assert found(replace(sound, opened_at=None)) == ("altered", 1, 101)


@given(st.integers(1, 8), st.data())
def test_nothing_can_be_taken_away_or_moved(length: int, data: st.DataObject) -> None:
    sound = chain(length)
    place = data.draw(st.integers(0, length - 1))
    rest = [link for index, link in enumerate(sound.links) if index != place]
    assert first_break(replace(sound, links=tuple(rest))) == Break(7, "missing", place + 1, None)
    renumbered = [replace(link, sequence=number) for number, link in enumerate(rest, 1)]
    assert first_break(replace(sound, links=tuple(renumbered))) is not None
    shorter = replace(sound, links=tuple(renumbered), count=length - 1)
    assert first_break(shorter) is not None
