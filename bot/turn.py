"""One turn of a conversation: who asks, in which language, what the bot knows at that moment."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.knowledge import Knowledge
from content.labels import Labels
from routing.exchange import Request
from routing.language import Language
from routing.people import Person
from routing.telling import World


@dataclass(frozen=True, slots=True)
class Turn:
    """``away_for`` is the age of the directory in seconds while the database is away, else None."""

    request: Request
    person: Person
    language: Language
    now: datetime
    knowledge: Knowledge
    away_for: float | None = None

    @property
    def labels(self) -> Labels:
        return self.knowledge.labels(self.language)

    @property
    def world(self) -> World:
        return self.knowledge.world(self.now)

    def speaking(self, language: Language) -> "Turn":
        return replace(self, language=language)
