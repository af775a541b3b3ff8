"""Mending spelling mistakes, behind exact look-up: precision first.

A word is mended only when the lexicon doesn't know it. It becomes the word of the lexicon that
sounds the same, or is one slip away (two from eight letters on) and begins alike; an article that
sticks to it is taken off (``leau``), and missing vowels are filled in (``shltr``).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from routing.understanding.normalize import skeleton, sounds, stem

_SHORTEST: Final = 4
_SHORTEST_TARGET: Final = 5
#: From this length on a word may have two slips; below the first, its sound must be right.
_TWO_SLIPS_FROM: Final = 9
_ONE_SLIP_FROM_WEAK: Final = 7
_ELISIONS: Final = frozenset("ldjnsmtq")
_VOWELS: Final = frozenset("aeiouyh")


class Speller:
    """Gives the words that a misspelt one may stand for."""

    __slots__ = (
        "_buckets", "_by_sound", "_known", "_known_stems", "_skeletons", "_targets", "_weak",
    )  # fmt: skip

    def __init__(
        self,
        targets: Iterable[str],
        weak: Iterable[str],
        known: Iterable[str],
        inflected: Iterable[str],
    ) -> None:
        """``targets`` are words to mend towards, ``weak`` such words that little depends on,
        ``known`` words that are right as they are, ``inflected`` those targets whose other forms
        with the same stem are right, too.
        """
        wanted, spare = frozenset(targets), frozenset(weak)
        self._known = wanted | spare | frozenset(known)
        strong = frozenset(w for w in wanted if len(w) >= _SHORTEST and w.isalpha())
        self._weak = frozenset(w for w in spare if len(w) >= _SHORTEST and w.isalpha()) - strong
        self._targets = strong | self._weak
        self._known_stems = frozenset(stem(word) for word in inflected)
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
        """The likeliest words; the word itself where it is right, or like none."""
        if word in self._known or not word.isalpha():
            return (word,)
        if len(word) >= _SHORTEST and stem(word) in self._known_stems:
            alike = self._by_sound.get(sounds(word), ())
            return (word, *_nearest(word, alike, 1))
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
        alike = _nearest(word, self._by_sound.get(key, ()), 2 if len(word) < 7 else 3)
        return alike or self._without_article(word) or self._slipped(word, key)

    def _without_article(self, word: str) -> tuple[str, ...]:
        rest = word[1:]
        if word[0] not in _ELISIONS or rest[0] not in _VOWELS:
            return ()
        if rest == "eau" or (len(rest) >= _SHORTEST and rest in self._targets):
            return (rest,)
        if len(rest) <= _SHORTEST_TARGET:
            return ()
        return _nearest(rest, self._by_sound.get(sounds(rest), ()), 2)

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
        words = [w for w in words if self._may_slip(w, least)]
        return _nearest(word, words, 1 if len(word) <= _SHORTEST_TARGET else 2)

    def _may_slip(self, target: str, slips: int) -> bool:
        if slips > 1 and len(target) < _TWO_SLIPS_FROM:
            return False
        return target not in self._weak or (slips == 1 and len(target) >= _ONE_SLIP_FROM_WEAK)


def _nearest(word: str, candidates: Sequence[str], most: int) -> tuple[str, ...]:
    """The candidates that are the fewest slips away from the word, ``most`` or less."""
    slips = {}
    for candidate in candidates:
        slip = OSA.distance(word, candidate, score_cutoff=most)
        if slip <= most:
            slips[candidate] = slip
    if not slips:
        return ()
    least = min(slips.values())
    return tuple(candidate for candidate in candidates if slips.get(candidate) == least)
