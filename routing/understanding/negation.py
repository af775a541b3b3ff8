"""Which words a text says it does *not* mean: "no shelter needed, WASH please".

Two kinds are told apart. *Refused* words follow an explicit refusal ("don't need", "instead of",
"pas besoin de", "no necesitamos") up to a comma, a contrast ("but", "mais", "sino") or the end of
the clause. *Doubted* words follow a bare "no": "no shelter" says what is lacking, unless the same
text asks for something else.
"""

from dataclasses import dataclass
from typing import Final

from routing.understanding.cues import Cues
from routing.understanding.lexicon import Lexicon
from routing.understanding.words import Words

_REACH: Final = 6
_REACH_BACK: Final = 5
_BARE_REACH: Final = 3


@dataclass(frozen=True, slots=True)
class Negation:
    """Places of words that are refused, that are refused at once (no other word but articles and
    prepositions between), and that are doubted.
    """

    refused: frozenset[int] = frozenset()
    refused_at_once: frozenset[int] = frozenset()
    doubted: frozenset[int] = frozenset()

    def refuses(self, start: int, end: int) -> bool:
        return any(place in self.refused for place in range(start, end))

    def refuses_at_once(self, start: int, end: int) -> bool:
        return any(place in self.refused_at_once for place in range(start, end))

    def doubts(self, start: int, end: int) -> bool:
        return any(place in self.doubted for place in range(start, end))


def find_negation(words: Words, lexicon: Lexicon, cues: Cues) -> Negation:
    refused: set[int] = set()
    at_once: set[int] = set()
    doubted: set[int] = set()
    stops = frozenset(match.start for match in cues.of("contrast"))
    for match in cues.matches:
        names = match.payload.names
        if "not_needed" in names:
            refused.update(_before(words, match.start))
        elif "refusal" in names:
            scope = _after(words, match.end, _REACH, stops)
            refused.update(scope)
            at_once.update(_at_once(words, lexicon, scope))
        elif "soft_refusal" in names and not _says_lack(words, lexicon, match.start):
            scope = _after(words, match.end, _BARE_REACH, stops)
            (refused if _is_unneeded(cues, match.end) else doubted).update(scope)
    return Negation(frozenset(refused), frozenset(at_once), frozenset(doubted))


def _at_once(words: Words, lexicon: Lexicon, scope: range) -> list[int]:
    small = ("articles", "within", "onto", "concerning", "belonging", "leaving")
    places: list[int] = []
    for place in scope:
        places.append(place)
        if not any(words.plain[place] in lexicon.words[name] for name in small):
            break
    return places


def _says_lack(words: Words, lexicon: Lexicon, place: int) -> bool:
    """Whether "no" follows a verb of having: "the camp has no latrines" asks for latrines."""
    return place > 0 and words.plain[place - 1] in lexicon.words["lack_verbs"]


def _is_unneeded(cues: Cues, end: int) -> bool:
    return any(
        match.start in range(end, end + _REACH) and "contrast" not in match.payload.names
        for match in cues.of("unneeded")
    )


def _after(words: Words, start: int, reach: int, stops: frozenset[int]) -> range:
    end = start
    while (
        end < min(len(words), start + reach)
        and words.clauses[end] == words.clauses[start - 1]
        and (end == start or (end not in words.commas and end not in stops))
    ):
        end += 1
    return range(start, end)


def _before(words: Words, end: int) -> range:
    start = end
    while (
        start > max(0, end - _REACH_BACK)
        and words.clauses[start - 1] == words.clauses[end]
        and start not in words.commas
    ):
        start -= 1
    return range(start, end)
