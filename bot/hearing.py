"""What was understood of short texts lately: in an emergency many type the same few words."""

from functools import lru_cache

from routing.language import Language
from routing.understanding import Lexicon, understand
from routing.understanding.findings import Intent, Understanding

_REMEMBERED = 2_048
_SHORT = 300


class Hearing:
    """Understands texts; the same words with the same circumstances mean the same."""

    def __init__(self, lexicon: Lexicon) -> None:
        @lru_cache(maxsize=_REMEMBERED)
        def remembered(
            text: str, office: str | None, language: Language | None, intent: Intent | None
        ) -> Understanding:
            return understand(text, lexicon, office=office, language=language, intent=intent)

        self._remembered = remembered
        self._lexicon = lexicon

    def understand(
        self,
        text: str,
        *,
        office: str | None = None,
        language: Language | None = None,
        intent: Intent | None = None,
    ) -> Understanding:
        """As ``routing.understanding.understand``."""
        if len(text) <= _SHORT:
            return self._remembered(text, office, language, intent)
        return understand(text, self._lexicon, office=office, language=language, intent=intent)
