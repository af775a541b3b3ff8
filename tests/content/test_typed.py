"""Short typed answers: which choice is meant, and what is corrected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.typed import choice_in, corrected_in


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the second", 1), ("2", 1), ("2.", 1), ("Number 3", 2), ("first one please", 0),
        ("the 2nd pls", 1), ("The last one", 3), ("la deuxième", 1), ("LA DEUXIEME", 1),
        ("le 2e", 1), ("c'est la première", 0), ("le dernier", 3), ("1ère", 0), ("el segundo", 1),
        ("la tercera por favor", 2), ("el ultimo", 3), ("cuarto", 3),
        ("5", None), ("0", None), ("Brazzaville", None), ("second hand tents", None), ("", None),
        ("the", None), ("300 families", None),
    ],
)  # fmt: skip
def test_a_place_in_a_list_of_four(text: str, place: int | None) -> None:
    assert choice_in(text, 4) == place


def test_nothing_can_be_chosen_from_nothing() -> None:
    assert choice_in("the last one", 0) is None
    assert choice_in("1", 0) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("no, I meant Chad", "Chad"), ("I meant Chad", "Chad"), ("No, Chad", "Chad"),
        ("not shelter, WASH", "not shelter, WASH"), ("no shelter needed", "no shelter needed"),
        ("non, je voulais dire le Tchad", "le Tchad"), ("non: le Tchad", "le Tchad"),
        ("pas les abris, l'EHA", "pas les abris, l'EHA"), ("No, quise decir Perú", "Perú"),
        ("me refería a carpas", "carpas"), ("no albergue, agua", "no albergue, agua"),
        ("no", None), ("non", None), ("nothing works in Kenya", None), ("Nobody came", None),
        ("notre bureau est inondé", None), ("", None),
    ],
)  # fmt: skip
def test_what_is_corrected(text: str, meant: str | None) -> None:
    assert corrected_in(text) == meant


@given(st.text(max_size=200), st.integers(0, 12))
def test_any_text_is_read(text: str, count: int) -> None:
    place = choice_in(text, count)
    assert place is None or 0 <= place < count
    meant = corrected_in(text)
    assert meant is None or set(meant.split()) <= set(text.split())
