"""Names of several words that are misspelt or wrongly divided: "soutth sudan", "port o prince".

A window of words that holds a word of such a name right is compared with the whole names that it
is part of, written as one word. Where no word of the window is misspelt, the two must be closer.
"""

from typing import Final

from rapidfuzz.distance import OSA

from routing.understanding.lexicon import Lexicon, LongName, NameEntry
from routing.understanding.phrases import Match
from routing.understanding.words import Words

_MOST_WORDS: Final = 5
_SHORTEST: Final = 7
_TWO_SLIPS_FROM: Final = 9


def places_of_long_names(words: Words, lexicon: Lexicon) -> frozenset[int]:
    """Where such a name may begin: near before each word that stands in one."""
    known = lexicon.long_names
    return frozenset(
        start
        for place, word in enumerate(words.plain)
        if word in known
        for start in range(max(0, place - _MOST_WORDS + 1), place + 1)
    )


def longer_name(
    words: Words, lexicon: Lexicon, at: int, match: Match[NameEntry] | None
) -> Match[NameEntry] | None:
    """The longest such name that begins at a place, if it is longer than the match there."""
    least = match.end if match is not None else at + 1
    end = _window_end(words, at)
    while end > max(least, at + 1):
        entry = _near(words, lexicon, range(at, end))
        if entry is not None:
            return Match(at, end, entry)
        end -= 1
    return match


def _window_end(words: Words, at: int) -> int:
    end = at + 1
    while (
        end < min(len(words), at + _MOST_WORDS)
        and words.clauses[end] == words.clauses[at]
        and end not in words.commas
    ):
        end += 1
    return end


def _near(words: Words, lexicon: Lexicon, places: range) -> NameEntry | None:
    window = words.plain[places.start : places.stop]
    names = {name for word in window for name in lexicon.long_names.get(word, ())}
    if not names or _starts_or_ends_small(lexicon, window):
        return None
    joined = "".join(window)
    if len(joined) < _SHORTEST:
        return None
    misspelt = any(not lexicon.spell.knows(word) for word in window)
    near = [
        (slips, name.joined)
        for name in names
        if (slips := OSA.distance(joined, name.joined, score_cutoff=2))
        <= _slips_allowed(name, window, misspelt=misspelt)
    ]
    return lexicon.names.get((min(near)[1],)) if near else None


def _slips_allowed(name: LongName, window: tuple[str, ...], *, misspelt: bool) -> int:
    shared = len(name.words.intersection(window))
    return 2 if len(name.joined) >= _TWO_SLIPS_FROM and (misspelt or shared > 1) else 1


def _starts_or_ends_small(lexicon: Lexicon, window: tuple[str, ...]) -> bool:
    small = lexicon.words["articles"], lexicon.words["within"]
    return any(edge in listed for edge in (window[0], window[-1]) for listed in small)
