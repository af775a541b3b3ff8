"""Short typed answers: which choice of a list is meant, and whether something is corrected."""

from collections.abc import Mapping
from functools import cache
from typing import Final

import yaml

from content.files import DATA
from routing.understanding.normalize import normalize

_LAST: Final = "last"
_STOPS: Final = ",.;:!-–—"


def choice_in(text: str, count: int) -> int | None:
    """The place (from 0) in a list of ``count`` that a text names: "the second", "la deuxième".

    None where the text says anything else, or names a place that the list hasn't.
    """
    said = _bare(normalize(text))
    place = _ordinals().get(said)
    if place is None or count == 0:
        return None
    index = count if place == _LAST else int(place)
    return index - 1 if index <= count else None


def corrected_in(text: str) -> str | None:
    """What a text says behind "no, I meant"; None where it corrects nothing.

    A denial stays with what it denies ("not shelter, WASH"): understanding knows what to do with
    it.
    """
    words = text.split()
    said = [normalize(word) for word in words]
    for length in range(min(len(words) - 1, _longest()), 0, -1):
        begin = " ".join(word for word in said[:length] if word)
        rest = " ".join(words[length:])
        if begin in _phrases("begins"):
            return rest
        if begin in _phrases("denies"):
            return rest if words[length - 1][-1] in _STOPS else text
    return None


def _bare(said: str) -> str:
    """Without what people put around it ("the second please")."""
    while True:
        begin = next((a for a in _around() if said.startswith(f"{a} ")), None)
        end = next((a for a in _around() if said.endswith(f" {a}")), None)
        if begin is None and end is None:
            return said
        if begin is not None:
            said = said[len(begin) + 1 :]
        elif end is not None:
            said = said[: -len(end) - 1]


@cache
def _ordinals() -> Mapping[str, str]:
    return {
        normalize(str(word)): str(place)
        for place, languages in _loaded("ordinals.yaml").items()
        if place != "around"
        for words in languages.values()
        for word in words
    }


@cache
def _around() -> tuple[str, ...]:
    words = _loaded("ordinals.yaml")["around"].values()
    return tuple(
        sorted({normalize(str(word)) for each in words for word in each}, key=len, reverse=True)
    )


@cache
def _phrases(name: str) -> frozenset[str]:
    languages = _loaded("corrections.yaml")[name].values()
    return frozenset(normalize(words) for each in languages for words in each)


@cache
def _longest() -> int:
    return max(len(words.split()) for words in _phrases("begins"))


def _loaded(name: str) -> Mapping[str, Mapping[str, list[str]]]:
    loaded: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load((DATA / name).read_text("utf-8"))
    return {str(key): value for key, value in loaded.items()}
