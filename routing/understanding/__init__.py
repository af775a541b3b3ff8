"""Understanding of what people type, in English, French and Spanish: pure and deterministic.

A message passes ``surface`` (what was really typed), ``words`` and ``spelling``, then ``cues``,
``negation``, ``topics``, ``countries`` (with ``roles``), ``intents`` and ``tongue``; ``reading``
puts the findings together. All knowledge of words comes in a ``Lexicon``.
"""

from routing.understanding.danger import in_danger
from routing.understanding.findings import Ask, Finding, Intent, Understanding
from routing.understanding.lexicon import Lexicon
from routing.understanding.normalize import normalize
from routing.understanding.reading import find_country, find_topic, understand

__all__ = [
    "Ask",
    "Finding",
    "Intent",
    "Lexicon",
    "Understanding",
    "find_country",
    "find_topic",
    "in_danger",
    "normalize",
    "understand",
]
