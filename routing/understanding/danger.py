"""Is somebody in danger right now? Then the security line comes before everything else."""

from routing.understanding.cues import find_cues
from routing.understanding.lexicon import Lexicon
from routing.understanding.surface import is_pasted, strip_markup
from routing.understanding.words import read_words


def in_danger(text: str, lexicon: Lexicon) -> bool:
    """Whether the text says that its writer is under attack or held ("on nous tire dessus")."""
    if is_pasted(text):
        return False
    words = read_words(strip_markup(text), lexicon.spell)
    return "danger" in find_cues(words, lexicon)
