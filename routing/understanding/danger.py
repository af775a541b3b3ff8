"""Is somebody in danger right now? Then the security line comes before everything else.

Either a phrase says so ("my life is in danger"), or a word of violence stands near a word for the
writers themselves, in the same language and clause ("they are shooting at our compound"). Words
that speak of it from afar (yesterday, survivors, training, a plan) turn both off, unless the
writers speak of themselves.
"""

from typing import Final

from routing.language import LANGUAGES
from routing.understanding.cues import Cues, find_cues
from routing.understanding.lexicon import Lexicon
from routing.understanding.surface import is_pasted, strip_markup
from routing.understanding.words import Words, read_words

_REACH: Final = 6
#: Nobody under fire writes more words than this.
_AT_MOST_WORDS: Final = 60


def in_danger(text: str, lexicon: Lexicon) -> bool:
    """Whether the text says that its writer is under attack or held ("on nous tire dessus")."""
    if is_pasted(text):
        return False
    words = read_words(strip_markup(text), lexicon.spell)
    return is_danger(words, lexicon, find_cues(words, lexicon))


def is_danger(words: Words, lexicon: Lexicon, cues: Cues) -> bool:
    """As ``in_danger``, for a text that has been read."""
    if len(words) > _AT_MOST_WORDS:
        return False
    if not lexicon.words["danger_told"].isdisjoint(words.fixed):
        return "danger_self" in cues
    return "danger" in cues or "danger_self" in cues or _violence_to_us(words, lexicon)


def _violence_to_us(words: Words, lexicon: Lexicon) -> bool:
    for language in LANGUAGES:
        acts = lexicon.words[f"danger_acts_{language}"]
        if acts.isdisjoint(words.fixed):
            continue
        selves = lexicon.words[f"danger_selves_{language}"]
        ours = [at for at, word in enumerate(words.fixed) if word in selves]
        if any(
            abs(at - self_at) <= _REACH and words.clauses[at] == words.clauses[self_at]
            for at, word in enumerate(words.fixed)
            if word in acts
            for self_at in ours
        ):
            return True
    return False
