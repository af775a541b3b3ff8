"""What the bot understood of a text, with the words it goes by."""

from dataclasses import dataclass
from typing import Literal

from routing.language import Language
from routing.topics import Severity

Intent = Literal["who", "escalate", "about", "ack", "status", "verify", "help", "none"]
Ask = Literal["topic", "country", "both"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: a slug or code, how sure (0 to 1), and the words that say so."""

    value: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a text asks for.

    ``topics`` and ``countries`` are every candidate, the likeliest first. ``topic``, ``subject``
    (outside DOE), ``referral`` (a question for other posts than the ladder) and ``country`` are
    set only where the bot would answer without asking back; ``ask`` names what it would ask.
    ``country_named`` is False where the asker's office filled the country. ``article`` is the
    slug of the article that the text asks about. ``reference`` is the number of a case.
    ``summary`` holds the words that carry no command of their own. ``danger`` says that the
    writers are under attack or held.
    """

    language: Language
    language_sure: bool
    intent: Intent
    topics: tuple[Finding, ...]
    topic: str | None
    subject: str | None
    referral: str | None
    countries: tuple[Finding, ...]
    country: str | None
    country_named: bool
    ask: Ask | None
    article: str | None
    severity: Severity | None
    reference: int | None
    summary: str
    danger: bool = False

    @property
    def outside_doe(self) -> bool:
        return self.subject is not None
