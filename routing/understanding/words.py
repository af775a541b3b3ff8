"""A message as words: how each was typed, how it is looked up, and where clauses end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from routing.understanding.normalize import fold, join_initials
from routing.understanding.spelling import Speller

#: A text with more unknown words is a document, or no text at all.
_MENDED_AT_MOST: Final = 40
_WORD: Final = re.compile(r"[^\W_]+")
#: Words whose dot ends no sentence: St. Lucia, S. Sudan, Rep. of Congo.
_ABBREVIATED: Final = frozenset(
    ("st", "ste", "rep", "dem", "eq", "dom", "dr", "mr", "mrs", "ms", "sr", "sra")
)
_CLAUSE_END: Final = re.compile(r"[.;!?:\n¿¡|•]|--|\s-\s|[–—]")


@dataclass(frozen=True, slots=True)
class Words:
    """``typed[i]`` is a word as written, ``plain[i]`` without case and accents, ``fixed[i]`` with
    its spelling mistakes mended; ``clauses[i]`` numbers its clause, ``commas`` holds the places
    that a comma precedes. ``cased`` is False where capitals say nothing: all or none.
    """

    text: str
    typed: tuple[str, ...]
    plain: tuple[str, ...]
    fixed: tuple[str, ...]
    clauses: tuple[int, ...]
    commas: frozenset[int]
    #: Where in the text each word ends.
    ends: tuple[int, ...]
    cased: bool
    #: Other words that a misspelt one may stand for, by place.
    doubts: Mapping[int, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.plain)

    def is_capitals(self, place: int) -> bool:
        """Written in capitals in a text where that says something."""
        return self.cased and self.typed[place].isupper()

    def is_capitalized(self, place: int) -> bool:
        return self.cased and self.typed[place][:1].isupper()

    def evidence(self, start: int, end: int) -> str:
        return " ".join(self.typed[start:end])


def read_words(text: str, spell: Speller) -> Words:
    """Split a text into words. ``spell`` gives the likeliest words for one, the word itself where
    it is right or unknown.
    """
    text = join_initials(text)
    typed: list[str] = []
    plain: list[str] = []
    clauses: list[int] = []
    commas: set[int] = set()
    ends: list[int] = []
    clause, last = 0, 0
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if not word:
            continue
        gap = text[last : match.start()]
        last = match.end()
        if gap != " " and plain:
            clause += _ends_clause(gap, plain[-1])
            if "," in gap:
                commas.add(len(plain))
        ends.append(match.end())
        typed.append(match.group())
        plain.append(word)
        clauses.append(clause)
    fixed, doubts = _mend(plain, spell)
    return Words(
        text=text,
        typed=tuple(typed),
        plain=tuple(plain),
        fixed=fixed,
        clauses=tuple(clauses),
        commas=frozenset(commas),
        ends=tuple(ends),
        cased=any(c.islower() for c in text) and any(c.isupper() for c in text),
        doubts=doubts,
    )


def _mend(plain: list[str], spell: Speller) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
    likely = []
    unknown = 0
    for word in plain:
        likely.append(spell(word) if unknown < _MENDED_AT_MOST else (word,))
        unknown += not spell.knows(word)
    doubts = {place: words for place, words in enumerate(likely) if len(words) > 1}
    return tuple(words[0] for words in likely), doubts


def _ends_clause(gap: str, before: str) -> bool:
    if gap.startswith(". ") and (len(before) == 1 or before in _ABBREVIATED):
        return False
    return _CLAUSE_END.search(gap) is not None
