"""Mending spelling mistakes, behind exact look-up: precision first.

A word is mended only when the lexicon doesn't know it. It becomes the word of the lexicon that
sounds the same, or is one slip away (two from eight letters on) and begins alike; an article that
sticks to it is taken off (``leau``), and missing vowels are filled in (``shltr``).
"""

from collections.abc import Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from routing.understanding.normalize import skeleton, sounds, stem

_SHORTEST: Final = 4
_TWO_SLIPS_FROM: Final = 8
_SHORTEST_TARGET: Final = 5
_ELISIONS: Final = frozenset("ldjnsmtq")
_VOWELS: Final = frozenset("aeiouyh")


class Speller:
    """Gives the words that a misspelt one may stand for."""

    __slots__ = ("_buckets", "_by_sound", "_known", "_known_stems", "_skeletons", "_targets")

    def __init__(self, targets: Iterable[str], known: Iterable[str]) -> None:
        """``targets`` are words to mend towards, ``known`` words that are right as they are."""
        self._targets = frozenset(w for w in targets if len(w) >= _SHORTEST and w.isalpha())
        self._known = self._targets | frozenset(known)
        self._known_stems = frozenset(stem(w) for w in self._targets)
        self._by_sound: dict[str, list[str]] = {}
        self._buckets: dict[tuple[str, int], list[str]] = {}
        self._skeletons: dict[str, str | None] = {}
        for word in sorted(self._targets):
            self._store(word)

    def _store(self, word: str) -> None:
        key = sounds(word)
        if not key:
            return
        if key in self._by_sound:
            self._by_sound[key].append(word)
            return
        self._by_sound[key] = [word]
        if len(word) >= _SHORTEST_TARGET:
            self._buckets.setdefault((key[0], len(key)), []).append(key)
            bones = skeleton(stem(word))
            self._skeletons[bones] = None if bones in self._skeletons else word

    def __call__(self, word: str) -> tuple[str, ...]:
        if word in self._known or not word.isalpha():
            return (word,)
        if len(word) >= _SHORTEST and stem(word) in self._known_stems:
            return (word,)
        return self._mend(word) or (word,)

    def _mend(self, word: str) -> tuple[str, ...]:
        if not word.isascii():
            return ()
        if len(word) >= 3 and skeleton(word) == word:
            whole = self._skeletons.get(stem(word))
            return (whole,) if whole else ()
        if len(word) < _SHORTEST:
            return ()
        key = sounds(word)
        alike = self._by_sound.get(key)
        if alike:
            return _nearest(word, alike)
        return self._without_article(word) or self._slipped(word, key)

    def _without_article(self, word: str) -> tuple[str, ...]:
        rest = word[1:]
        if word[0] not in _ELISIONS or rest[0] not in _VOWELS:
            return ()
        if rest in self._targets or rest == "eau":
            return (rest,)
        alike = self._by_sound.get(sounds(rest)) if len(rest) > _SHORTEST_TARGET else None
        return _nearest(rest, alike) if alike else ()

    def _slipped(self, word: str, key: str) -> tuple[str, ...]:
        if not key:
            return ()
        slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        keys = [
            other
            for size in range(len(key) - slips, len(key) + slips + 1)
            for other in self._buckets.get((key[0], size), ())
        ]
        near = process.extract(key, keys, scorer=OSA.distance, score_cutoff=slips, limit=None)
        if not near:
            return ()
        least = near[0][1]
        words = [w for other, slip, _ in near if slip == least for w in self._by_sound[other]]
        if least > 1:
            words = [w for w in words if len(w) >= _TWO_SLIPS_FROM]
        return _nearest(word, words) if words else ()


def _nearest(word: str, candidates: list[str]) -> tuple[str, ...]:
    """Those candidates that are the fewest slips away from the word as it is written."""
    if len(candidates) == 1:
        return (candidates[0],)
    slips = {candidate: OSA.distance(word, candidate) for candidate in candidates}
    least = min(slips.values())
    return tuple(candidate for candidate in candidates if slips[candidate] == least)
