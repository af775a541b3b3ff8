"""Finding the longest known phrase at each place of a text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

Payload = TypeVar("Payload")

_END: Final = ""
#: Shorter words are too like one another.
_SHORTEST: Final = 4


@dataclass(frozen=True, slots=True)
class Match(Generic[Payload]):
    """A phrase that stands at ``words[start:end]``."""

    start: int
    end: int
    payload: Payload


class Phrases(Generic[Payload]):
    """Phrases as a tree of words: a text is read once, however many phrases there are."""

    __slots__ = ("_alike", "_alikes", "_root")

    def __init__(self, alike: Callable[[str], str] | None = None) -> None:
        """``alike`` gives words that may stand for one another the same key: behind a phrase's
        first word, such a word is taken where the phrase has no other ("gestion de cite").
        """
        self._root: dict[str, Any] = {}
        self._alike = alike
        self._alikes: dict[int, dict[str, str]] = {}

    def add(self, words: Sequence[str], payload: Payload) -> None:
        """Store a phrase; a phrase stored twice keeps the first payload."""
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        node.setdefault(_END, payload)

    def merge(
        self, words: Sequence[str], payload: Payload, join: Callable[[Payload, Payload], Payload]
    ) -> None:
        """Store a phrase; what is stored already is joined with it."""
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        node[_END] = join(node[_END], payload) if _END in node else payload

    def get(self, words: Sequence[str]) -> Payload | None:
        """What is stored for exactly this phrase."""
        match = self.longest(words, 0, (0,) * len(words))
        return match.payload if match is not None and match.end == len(words) else None

    def longest(
        self, words: Sequence[str], start: int, clauses: Sequence[int]
    ) -> Match[Payload] | None:
        """The longest phrase that begins at ``start`` and stays within one clause."""
        node: dict[str, Any] | None = self._root.get(words[start])
        found: Match[Payload] | None = None
        clause, end, size = clauses[start], start + 1, len(words)
        while node is not None:
            if _END in node:
                found = Match(start, end, node[_END])
            if end >= size or clauses[end] != clause:
                break
            node = node.get(words[end]) or self._sounding(node, words[end])
            end += 1
        return found

    def _sounding(self, node: dict[str, Any], word: str) -> dict[str, Any] | None:
        """The branch whose word sounds like this one. Worked out once for each place passed."""
        if self._alike is None or len(word) < _SHORTEST or len(node) - (_END in node) == 0:
            return None
        branches = self._alikes.get(id(node))
        if branches is None:
            known = [branch for branch in node if len(branch) >= _SHORTEST]
            branches = {self._alike(branch): branch for branch in reversed(known)}
            self._alikes[id(node)] = branches
        branch = branches.get(self._alike(word))
        return None if branch is None else node[branch]

    def all_longest(self, words: Sequence[str], clauses: Sequence[int]) -> list[Match[Payload]]:
        """Every longest phrase from left to right, none overlapping another."""
        found: list[Match[Payload]] = []
        place, size, root = 0, len(words), self._root
        while place < size:
            match = self.longest(words, place, clauses) if words[place] in root else None
            if match is None:
                place += 1
            else:
                found.append(match)
                place = match.end
        return found
