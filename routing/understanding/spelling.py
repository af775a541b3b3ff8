"""Mending spelling mistakes, behind exact look-up: precision first.

A word is mended only when the lexicon doesn't know it. It becomes the word of the lexicon that
sounds the same, or is one slip away (two from eight letters on) and begins alike; an article that
sticks to it is taken off (``leau``), and missing vowels are filled in (``shltr``).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from routing.understanding.normalize import skeleton, sounds, stem

_SHORTEST: Final = 4
_SHORTEST_TARGET: Final = 5
_LONGEST: Final = 30
_REMEMBERED: Final = 16_384
#: From this length on a word may have two slips; below the first, its sound must be right.
_TWO_SLIPS_FROM: Final = 9
_TWO_LETTERS_FROM: Final = 8
_ONE_SLIP_FROM_WEAK: Final = 7
_ELISIONS: Final = frozenset("ldjnsmtq")
_VOWELS: Final = frozenset("aeiouyh")


class _Index:
    """The words to mend towards, by what they sound like."""

    __slots__ = ("buckets", "by_sound", "skeletons", "tails")

    def __init__(self, targets: Iterable[str], weak: Collection[str]) -> None:
        self.by_sound: dict[str, list[str]] = {}
        self.buckets: dict[tuple[str, int], list[str]] = {}
        self.skeletons: dict[str, str | None] = {}
        self.tails: dict[str, str] = {}
        for word in sorted(targets):
            self._store(word, strong=word not in weak)

    def _store(self, word: str, *, strong: bool) -> None:
        key = sounds(word)
        if not key:
            return
        if strong and len(word) > _SHORTEST_TARGET:
            self.tails[word[1:]] = word
        if key in self.by_sound:
            self.by_sound[key].append(word)
            return
        self.by_sound[key] = [word]
        if len(word) >= _SHORTEST_TARGET:
            for first in {key[0], word[0]}:
                self.buckets.setdefault((first, len(key)), []).append(key)
            bones = skeleton(stem(word))
            self.skeletons[bones] = None if bones in self.skeletons else word


class Speller:
    """Gives the words that a misspelt one may stand for."""

    __slots__ = (
        "_built",
        "_known",
        "_known_stems",
        "_mended",
        "_shorthand",
        "_strong",
        "_targets",
        "_weak",
    )

    def __init__(
        self,
        targets: Iterable[str],
        weak: Iterable[str],
        known: Iterable[str],
        inflected: Iterable[str],
        shorthand: Mapping[str, str] | None = None,
    ) -> None:
        """``targets`` are words to mend towards, ``weak`` such words that little depends on,
        ``known`` words that are right as they are, ``inflected`` those targets whose other forms
        with the same stem are right, too. ``shorthand`` maps spellings to words, before all else.
        """
        self._shorthand = {key: (word,) for key, word in (shorthand or {}).items()}
        wanted, spare = frozenset(targets), frozenset(weak)
        self._known = wanted | spare | frozenset(known)
        strong = frozenset(w for w in wanted if len(w) >= _SHORTEST and w.isalpha())
        self._strong = strong
        self._weak = frozenset(w for w in spare if len(w) >= _SHORTEST and w.isalpha()) - strong
        self._targets = strong | self._weak
        self._known_stems = frozenset(stem(word) for word in inflected)
        self._mended: dict[str, tuple[str, ...]] = {}
        self._built: _Index | None = None

    @property
    def _index(self) -> "_Index":
        """Built at the first word that needs it: a start doesn't wait for it."""
        if self._built is None:
            self._built = _Index(self._targets, self._weak)
        return self._built

    def knows(self, word: str) -> bool:
        """Whether a word is right as it is."""
        return word in self._known or word in self._shorthand or not word.isalpha()

    def __call__(self, word: str) -> tuple[str, ...]:
        """The likeliest words; the word itself where it is right, or like none."""
        if word in self._shorthand:
            return self._shorthand[word]
        if word in self._known or not word.isalpha():
            return (word,)
        if len(word) >= _SHORTEST and stem(word) in self._known_stems:
            alike = self._index.by_sound.get(sounds(word), ())
            return (word, *_nearest(word, alike, 1))
        found = self._mended.get(word)
        if found is None:
            found = self._mend(word) or (word,)
            if len(self._mended) >= _REMEMBERED:
                self._mended.clear()
            self._mended[word] = found
        return found

    def _mend(self, word: str) -> tuple[str, ...]:
        if not word.isascii() or len(word) > _LONGEST:
            return ()
        if len(word) >= 3 and skeleton(word) == word:
            whole = self._index.skeletons.get(stem(word))
            return (whole,) if whole else ()
        if len(word) < _SHORTEST:
            return ()
        key = sounds(word)
        alike = _nearest(word, self._index.by_sound.get(key, ()), 2 if len(word) < 7 else 3)
        if alike := alike or self._without_article(word):
            return alike
        other = self._with_other_start(word)
        if not other:
            return self._slipped(word, key)
        near = dict.fromkeys((*other, *self._slipped(word, key)))
        return _nearest(word, tuple(near), 2) or other

    def _without_article(self, word: str) -> tuple[str, ...]:
        rest = word[1:]
        if word[0] not in _ELISIONS or rest[0] not in _VOWELS:
            return ()
        if rest == "eau" or (len(rest) >= _SHORTEST and rest in self._targets):
            return (rest,)
        if len(rest) <= _SHORTEST_TARGET:
            return ()
        return _nearest(rest, self._index.by_sound.get(sounds(rest), ()), 2)

    def _with_other_start(self, word: str) -> tuple[str, ...]:
        """A slip in the first letter: one too many, missing, another, or two changed about."""
        if len(word) < _SHORTEST_TARGET:
            return ()
        for target in (word[1:], word[1] + word[0] + word[2:]):
            if len(target) >= _SHORTEST_TARGET and target in self._strong:
                return (target,)
        found = self._index.tails.get(word) or self._index.tails.get(word[1:])
        return (found,) if found is not None and len(word) > _SHORTEST_TARGET else ()

    def _slipped(self, word: str, key: str) -> tuple[str, ...]:
        if not key:
            return ()
        slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        keys = {
            other
            for first in {key[0], word[0]}
            for size in range(len(key) - 2, len(key) + 3)
            for other in self._index.buckets.get((first, size), ())
        }
        near = process.extract(key, keys, scorer=OSA.distance, score_cutoff=2, limit=None)
        most = 1 if len(word) < _TWO_LETTERS_FROM else 2
        slipped = [
            target
            for other, slip, _ in near
            for target in self._index.by_sound[other]
            if self._may_slip(target)
            and OSA.distance(word, target) <= (most if slip <= slips else 1)
        ]
        return _nearest(word, sorted(slipped), most)

    def _may_slip(self, target: str) -> bool:
        return target not in self._weak or len(target) >= _ONE_SLIP_FROM_WEAK


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
