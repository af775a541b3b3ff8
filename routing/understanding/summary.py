"""What is left of a text once the words that carry a command are taken away."""

import re
from typing import Final

from routing.understanding.countries import Where
from routing.understanding.cues import Cues
from routing.understanding.lexicon import Lexicon
from routing.understanding.topics import Matter
from routing.understanding.words import Words

_LONGEST: Final = 1_000
_AFTER_DASHES: Final = re.compile(r"(?:^|\s)(?:--|—|–)\s*(.+)", re.DOTALL)
_COMMAND: Final = ("escalate", "greeting", "closing", "critical", "high", "normal", "help_word")
_SPACE: Final = re.compile(r"\s+")


def summarize(words: Words, lexicon: Lexicon, cues: Cues, matter: Matter, where: Where) -> str:
    """What stands behind ``--``; else the text, unless it is only a command with its arguments.

    White space is made single and the length is limited to 1,000 characters.
    """
    explicit = _AFTER_DASHES.search(words.text)
    if explicit is not None:
        return _SPACE.sub(" ", explicit[1]).strip()[:_LONGEST]
    spoken = set(cues.covered(*_COMMAND))
    for piece in matter.evidence:
        spoken.update(range(piece.start, piece.end))
    for mention in where.mentions:
        spoken.update(range(mention.start, mention.end))
    joining = lexicon.words["joining"] | lexicon.words["within"] | lexicon.words["concerning"]
    if all(place in spoken or words.plain[place] in joining for place in range(len(words))):
        return ""
    return _SPACE.sub(" ", _without_command(words, cues)).strip(" :,.-\n")[:_LONGEST]


def _without_command(words: Words, cues: Cues) -> str:
    """The text without the command that it begins with."""
    opening = [match for match in cues.of("escalate", "greeting", "closing") if match.start <= 1]
    if not opening:
        return words.text
    return words.text[words.ends[max(match.end for match in opening) - 1] :]
