"""Which words a text says it does *not* mean: "no shelter needed, WASH please".

Two kinds are told apart. *Refused* words follow an explicit refusal ("don't need", "instead of",
"pas besoin de", "no necesitamos") up to a comma, a contrast ("but", "mais", "sino") or the end of
the clause. *Doubted* words follow a bare "no": "no shelter" says what is lacking, unless the same
text asks for something else.
"""

from dataclasses import dataclass
from typing import Final

from routing.understanding.cues import Cues
from routing.understanding.words import Words

_REACH: Final = 6
_REACH_BACK: Final = 5
_BARE_REACH: Final = 3


@dataclass(frozen=True, slots=True)
class Negation:
    refused: frozenset[int]
    doubted: frozenset[int]

    def refuses(self, start: int, end: int) -> bool:
        return any(place in self.refused for place in range(start, end))

    def doubts(self, start: int, end: int) -> bool:
        return any(place in self.doubted for place in range(start, end))


def find_negation(words: Words, cues: Cues) -> Negation:
    refused: set[int] = set()
    doubted: set[int] = set()
    stops = frozenset(match.start for match in cues.of("contrast"))
    for match in cues.matches:
        names = match.payload.names
        if "not_needed" in names:
            refused.update(_before(words, match.start))
        elif "refusal" in names:
            refused.update(_after(words, match.end, _REACH, stops))
        elif "soft_refusal" in names:
            scope = _after(words, match.end, _BARE_REACH, stops)
            unneeded = cues.of("unneeded")
            if any(
                other.start in range(match.end, match.end + _REACH)
                and "contrast" not in other.payload.names
                for other in unneeded
            ):
                refused.update(scope)
            else:
                doubted.update(scope)
    return Negation(frozenset(refused), frozenset(doubted))


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
