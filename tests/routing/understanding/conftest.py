"""The real lexicon, loaded once: understanding is tested with the words that ship."""

import pytest

from content.lexicon import load_lexicon
from routing.understanding import Lexicon

ARTICLES = {
    "mcof": "mcof",
    "micic": "micic",
    "migof": "migof",
    "rts": "rts",
    "doe": "doe",
    "iom": "iom",
    "can": "can",
    "iasc": "iasc",
    "grand bargain": "grand-bargain",
    "migrant": "migrant",
    "member states": "membership",
}


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon(ARTICLES)
