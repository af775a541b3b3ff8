"""In which language a text is written."""

from functools import lru_cache
from typing import Final

from routing.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from routing.understanding.countries import Mention
from routing.understanding.cues import Cues
from routing.understanding.lexicon import Lexicon
from routing.understanding.topics import Evidence
from routing.understanding.words import Words

_SURE_FROM_WORDS: Final = 4
_CLEAR_LEAD: Final = 0.9

_LETTERS: Final[tuple[tuple[str, Language, float], ...]] = (
    ("ñ", "es", 2.0), ("¿", "es", 3.0), ("¡", "es", 3.0), ("á", "es", 1.0), ("í", "es", 1.0),
    ("ó", "es", 1.0), ("ú", "es", 1.0), ("è", "fr", 2.0), ("ê", "fr", 2.0), ("ç", "fr", 2.0),
    ("à", "fr", 2.0), ("œ", "fr", 2.0), ("î", "fr", 2.0), ("ô", "fr", 1.5), ("û", "fr", 2.0),
    ("ù", "fr", 2.0), ("ë", "fr", 1.0), ("ï", "fr", 1.0), ("â", "fr", 1.5), ("é", "fr", 0.4),
    ("é", "es", 0.2),
)  # fmt: skip
_ENDINGS: Final[tuple[tuple[str, Language, float], ...]] = (
    ("ing", "en", 0.7), ("ght", "en", 0.8), ("ness", "en", 0.8), ("ed", "en", 0.4),
    ("ation", "en", 0.1), ("ation", "fr", 0.1), ("ment", "fr", 0.3), ("eur", "fr", 0.5),
    ("eux", "fr", 0.8), ("eau", "fr", 0.5), ("ique", "fr", 0.7), ("aire", "fr", 0.6),
    ("ees", "fr", 0.7), ("ee", "fr", 0.3), ("cion", "es", 1.0), ("ciones", "es", 1.0),
    ("sion", "es", 0.2), ("dad", "es", 0.9), ("iento", "es", 0.9), ("mente", "es", 0.9),
    ("ados", "es", 0.9), ("adas", "es", 0.9), ("ado", "es", 0.7), ("ada", "es", 0.5),
    ("mos", "es", 0.7), ("os", "es", 0.4), ("as", "es", 0.3), ("th", "en", 0.4),
    ("sh", "en", 0.3), ("ck", "en", 0.5), ("ly", "en", 0.4), ("ies", "en", 0.3),
)  # fmt: skip
_SHORTEST: Final = 3
_REMEMBERED: Final = 8_192
_TERM: Final = 0.6
_MISSPELT_TERM: Final = 0.2
_NAME: Final = 0.4
_CUE: Final = 0.5


def find_language(
    words: Words,
    lexicon: Lexicon,
    cues: Cues,
    evidence: tuple[Evidence, ...],
    mentions: tuple[Mention, ...],
) -> tuple[Language, bool]:
    """The likeliest language, and whether there are words enough and a clear lead."""
    votes = dict.fromkeys(LANGUAGES, 0.0)
    _count_words(words, lexicon, votes)
    _count_letters(words, votes)
    for cue in cues.matches:
        _share(votes, cue.payload.languages, _CUE)
    for piece in evidence:
        _share(votes, piece.entry.languages, _MISSPELT_TERM if piece.misspelt else _TERM)
    for mention in mentions:
        if mention.entry is not None and not mention.hint and not mention.misspelt:
            _share(votes, mention.entry.languages, _NAME)
    first, second = sorted(votes.values(), reverse=True)[:2]
    if first <= 0:
        return DEFAULT_LANGUAGE, False
    likeliest = max(LANGUAGES, key=lambda language: votes[language])
    return likeliest, len(words) >= _SURE_FROM_WORDS and first - second >= _CLEAR_LEAD


def _count_words(words: Words, lexicon: Lexicon, votes: dict[Language, float]) -> None:
    for word in words.plain:
        known = lexicon.stop_words.get(word)
        if known is not None:
            for language, vote in known.items():
                votes[language] += vote
            continue
        for language, vote in _votes_of_ending(word):
            votes[language] += vote


@lru_cache(maxsize=_REMEMBERED)
def _votes_of_ending(word: str) -> tuple[tuple[Language, float], ...]:
    if len(word) <= _SHORTEST:
        return ()
    return tuple((language, vote) for ending, language, vote in _ENDINGS if word.endswith(ending))


def _count_letters(words: Words, votes: dict[Language, float]) -> None:
    if words.text.isascii():
        return
    text = words.text.lower()
    for letter, language, vote in _LETTERS:
        if letter in text:
            votes[language] += vote


def _share(votes: dict[Language, float], languages: frozenset[Language], vote: float) -> None:
    if 0 < len(languages) < len(LANGUAGES):
        for language in languages:
            votes[language] += vote / len(languages)
