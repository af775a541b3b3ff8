"""What a country's name does where it stands: a place, an origin, a destination, or no country."""

from typing import Final, Literal

from routing.understanding.lexicon import Lexicon, NameEntry
from routing.understanding.phrases import Match
from routing.understanding.vocabulary import DEMONYMS
from routing.understanding.words import Words

Role = Literal[
    "asker", "place", "reach", "departure", "named", "people", "destination", "origin", "other"
]

_NEAR: Final = 4
_FAR: Final = 8


def role_of(words: Words, lexicon: Lexicon, match: Match[NameEntry]) -> Role | None:
    """None where the words are no country here: a language, a person, an everyday word."""
    context = _Context(words, lexicon, match)
    if context.is_something_else():
        return None
    if match.payload.kind in DEMONYMS:
        return context.demonym_role()
    return context.name_role()


class _Context:
    def __init__(self, words: Words, lexicon: Lexicon, match: Match[NameEntry]) -> None:
        self._words = words
        self._lexicon = lexicon
        self._lists = lexicon.words
        self._match = match
        self._name = " ".join(words.fixed[match.start : match.end])
        place = match.start - 1
        while place >= 0 and self._is(words.fixed[place], "articles", "directions"):
            place -= 1
        self._before_at = place
        same = place >= 0 and words.clauses[place] == words.clauses[match.start]
        self._before = words.fixed[place] if same else ""
        follows = match.end < len(words) and (
            words.clauses[match.end] == words.clauses[match.end - 1]
        )
        self._after = words.fixed[match.end] if follows else ""

    def _is(self, word: str, *lists: str) -> bool:
        return any(word in self._lists[name] for name in lists)

    def _near(self, *lists: str, reach: int = _NEAR) -> bool:
        """One of the words before, in the same sentence, is in a list."""
        end = self._match.start
        return any(
            self._is(self._words.fixed[place], *lists)
            for place in range(max(0, end - reach), end)
            if self._words.clauses[place] == self._words.clauses[end]
        )

    def _preceded_by(self, name: str) -> bool:
        """A phrase of the list ends right before the country (an article between is allowed)."""
        end = self._before_at + 1
        for phrase in (3, 4, 2, 5):
            start = end - phrase
            if start >= 0 and " ".join(self._words.fixed[start:end]) in self._lists[name]:
                return True
        return False

    def is_something_else(self) -> bool:
        if self._name in self._lists["people_names"] and self._is_person():
            return True
        if self._name in self._lists["verbs_before_a"] and self._after in ("a", "al"):
            return True
        if self._name in self._lists["capitals_only"]:
            return not self._is_acronym()
        if self._name in self._lists["languages"] and (
            self._is(self._before, "within", "speaking") or self._is(self._after, "speaking")
        ):
            return True
        if self._name in self._lists["meaning_otherwise"]:
            return not self._stands_as_country()
        return False

    def _is_person(self) -> bool:
        """Spoken to or speaking, or with a surname: "Chad Williams"."""
        if self._is(self._before, "addressing") or self._is(self._after, "saying"):
            return True
        end = self._match.end
        return (
            bool(self._after)
            and end not in self._words.commas
            and self._words.is_capitalized(end)
            and not self._words.is_capitals(end)
            and not self._lexicon.spell.knows(self._words.plain[end])
        )

    def _is_acronym(self) -> bool:
        """Capitals in a text of mixed case; in one of capitals only, where a country may stand."""
        start = self._match.start
        if not self._words.typed[start].isupper():
            return False
        if self._name == "car" and self._is_vehicle():
            return False
        return (
            self._words.cased
            or self._is(self._before, "within", "onto", "concerning")
            or (start == 0 and self._name == "car")
        )

    def _is_vehicle(self) -> bool:
        return (
            self._is(self._after, "vehicle")
            or self._is(self._before, "vehicle")
            or (self._words.fixed[self._match.start - 1 : self._match.start] == ("a",))
        )

    def _stands_as_country(self) -> bool:
        start = self._match.start
        if not self._before and not self._after:
            return True
        if self._is(self._before, "office_nouns") or self._is(self._after, "office_nouns"):
            return True
        typed = self._words.typed[self._match.end - 1]
        if self._words.cased and typed != typed.lower() and (start > 0 or len(self._words) < _NEAR):
            return True
        return self._before_at == start - 1 and self._is(self._before, "within")

    def demonym_role(self) -> Role:
        around = (self._before, self._after)
        if any(self._is(word, "foreign_posts") for word in around):
            return "other"
        if any(self._is(word, "homecomers") for word in around):
            return "people"
        if any(self._is(word, "origin_nouns") for word in around):
            return "origin"
        if self._is(self._after, "paying"):
            return "other"
        return "place" if self._is(self._after, "office_nouns") else "people"

    def name_role(self) -> Role:
        before = self._before
        if self._is(self._after, "paying", "foreign_posts"):
            return "other"
        if self._is(self._after, "events") and before in self._lists["concerning"]:
            return "destination"
        if self._preceded_by("asker_places") or self._preceded_by("asker_openings"):
            return "asker"
        if self._is(self._after, "accepting_after") and self._near_any("accepting"):
            return "other"
        if before in ("by", "par", "por") and self._near("accepting"):
            return "other"
        return self._role_behind(before)

    def _role_behind(self, before: str) -> Role:
        """The role that the preposition before the name gives it."""
        if self._is(before, "within"):
            return "place"
        if self._is(before, "toward"):
            return self._toward_role()
        if before in ("for", "pour", "para") and self._near("departing", reach=3):
            return "destination"
        if self._is(before, "leaving", "fleeing"):
            return self._leaving_role()
        if self._is(before, "belonging"):
            return self._belonging_role()
        return self._plain_role()

    def _toward_role(self) -> Role:
        if self._near("accepting"):
            return "other"
        if self._near("shipping", reach=_FAR):
            return "place"
        end = self._match.end
        after = self._words.fixed[end : end + _FAR]
        return "place" if any(word in self._lists["there"] for word in after) else "destination"

    def _near_any(self, name: str) -> bool:
        after = self._words.fixed[self._match.end : self._match.end + _NEAR]
        return any(word in self._lists[name] for word in after)

    def _leaving_role(self) -> Role:
        if self._near("shipping", reach=_FAR):
            return "other"
        if self._near("moving", reach=_FAR) and not self._near("fleeing"):
            return "departure"
        if self._near("origin_nouns", "fleeing"):
            return "origin"
        return "departure"

    def _belonging_role(self) -> Role:
        if self._near("foreign_posts"):
            return "other"
        if self._near("origin_nouns", "fleeing", reach=3):
            return "departure" if self._near("moving", reach=_FAR) else "origin"
        return "departure" if self._goes_on() and self._near("moving", reach=_FAR) else "named"

    def _goes_on(self) -> bool:
        """A destination follows: "de San José a Puerto Príncipe"."""
        end = self._match.end
        words = self._words.fixed[end : end + _NEAR]
        return any(word == "a" or word in self._lists["toward"] for word in words)

    def _plain_role(self) -> Role:
        before = self._before
        if before == "a":
            return "destination" if self._near("departing", reach=2) else "reach"
        if self._is(before, "onto"):
            return "place"
        if self._is(self._after, "office_nouns") or self._is(before, "concerning"):
            return "place"
        return "named"
