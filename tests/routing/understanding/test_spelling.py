import pytest

from routing.understanding import Lexicon


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shleter", "shelter"),
        ("shltr", "shelter"),
        ("ethopia", "ethiopia"),
        ("afganistan", "afganistan"),
        ("mexco", "mexico"),
        ("ugnda", "uganda"),
        ("jestion", "gestion"),
        ("leau", "eau"),
        ("lassainissement", "assainissement"),
        ("benezuela", "venezuela"),
        ("contingensy", "contingency"),
        ("reinstalation", "reinstallation"),
    ],
)
def test_a_misspelt_word_is_mended(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert lexicon.spell(typed)[0] == meant


@pytest.mark.parametrize(
    "word",
    # Words that are a slip away from a term or a name, and mean something else.
    ["camp", "thirty", "coat", "haste", "barrage", "afford", "devrais", "novela", "lapiz",
     "running", "planning", "mail", "mai", "xyzzy", "ok", "\u0441\u0443\u0434\u0430\u043d"],
)  # fmt: skip
def test_an_ordinary_word_stays_as_it_is(lexicon: Lexicon, word: str) -> None:
    assert lexicon.spell(word)[0] == word


def test_acronyms_are_never_mended(lexicon: Lexicon) -> None:
    for acronym in ("drc", "wsh", "rts", "nfi", "cri", "xyz"):
        assert lexicon.spell(acronym) == (acronym,)
