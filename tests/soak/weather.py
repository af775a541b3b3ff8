"""What goes wrong, when, and how: drawn from one seed."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Storm = Literal["refusing", "failing", "hanging"]
STORMS: Sequence[Storm] = ("refusing", "failing", "hanging")
Trouble = Literal[
    "limited", "failed", "failed_recorded", "timeout", "timeout_recorded", "cut_recorded"
]

# The share of calls that end so on a fine day.
_SHARES: Sequence[tuple[Trouble, float]] = (
    ("limited", 0.015),
    ("failed", 0.01),
    ("failed_recorded", 0.005),
    ("timeout", 0.005),
    ("timeout_recorded", 0.005),
    ("cut_recorded", 0.005),
)
_COMMITS_LOST = 0.001


@dataclass(frozen=True, slots=True)
class Climate:
    """How rough it is: mean seconds between two of a kind, and mean seconds that one lasts."""

    kills_every: float = 1200
    storms_every: float = 5400
    storms_last: float = 180
    database_away_every: float = 7200
    database_away_for: float = 60


@dataclass(frozen=True, slots=True)
class Spell:
    """From when to when (seconds) something is away."""

    begins: float
    ends: float
    storm: Storm = "refusing"


class Weather:
    """Troubles of the providers and of the database until ``ends`` (seconds), then calm."""

    def __init__(
        self,
        chance: random.Random,
        now: Callable[[], float],
        climate: Climate,
        providers: Sequence[str],
        ends: float,
    ) -> None:
        self._chance = chance
        self._now = now
        self._ends = ends
        self.storms = {
            name: self._spells(climate.storms_every, climate.storms_last) for name in providers
        }
        self.away = self._spells(climate.database_away_every, climate.database_away_for)

    def _spells(self, every: float, last: float) -> Sequence[Spell]:
        found: list[Spell] = []
        at = self._chance.expovariate(1 / every)
        while at < self._ends:
            until = min(at + self._chance.expovariate(1 / last), self._ends)
            kind = self._chance.choice(STORMS)
            found.append(Spell(at, until, kind))
            at = until + self._chance.expovariate(1 / every)
        return found

    @property
    def calm(self) -> bool:
        return self._now() >= self._ends

    def database_is_away(self) -> bool:
        return _current(self.away, self._now()) is not None

    def was_away(self, begin: float, end: float) -> bool:
        """Was the database away at any time between?"""
        return any(spell.begins <= end and spell.ends >= begin for spell in self.away)

    def away_between(self, begin: float, end: float) -> float:
        """For how many seconds between was the database away?"""
        return sum(max(0.0, min(s.ends, end) - max(s.begins, begin)) for s in self.away)

    def commit_is_lost(self) -> Literal["before", "after"] | None:
        if self.calm or self._chance.random() >= _COMMITS_LOST:
            return None
        return self._chance.choice(("before", "after"))

    def storm(self, provider: str) -> Storm | None:
        spell = _current(self.storms[provider], self._now())
        return None if spell is None else spell.storm

    def trouble(self) -> Trouble | None:
        """How a call on a fine day ends, None where it ends well."""
        drawn = self._chance.random()
        if self.calm:
            return None
        for trouble, share in _SHARES:
            drawn -= share
            if drawn < 0:
                return trouble
        return None


def _current(spells: Sequence[Spell], now: float) -> Spell | None:
    return next((spell for spell in spells if spell.begins <= now < spell.ends), None)
