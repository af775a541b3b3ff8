"""Which of the lexicon's cues stand in a text."""

from collections.abc import Iterable
from dataclasses import dataclass

from routing.understanding.lexicon import Cue, Lexicon
from routing.understanding.phrases import Match
from routing.understanding.words import Words


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of a text from left to right, none overlapping another."""

    matches: tuple[Match[Cue], ...]
    names: frozenset[str]

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def any_of(self, names: Iterable[str]) -> bool:
        return not self.names.isdisjoint(names)

    def of(self, *names: str) -> list[Match[Cue]]:
        wanted = frozenset(names)
        return [match for match in self.matches if not match.payload.names.isdisjoint(wanted)]

    def covered(self, *names: str) -> frozenset[int]:
        """The places of the words that belong to such cues."""
        return frozenset(
            place for match in self.of(*names) for place in range(match.start, match.end)
        )


def find_cues(words: Words, lexicon: Lexicon) -> Cues:
    matches = tuple(lexicon.cues.all_longest(words.fixed, words.clauses))
    return Cues(matches, frozenset(name for match in matches for name in match.payload.names))
