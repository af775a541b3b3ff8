"""Sentences with what a careful colleague would understand, and how far the bot agrees.

``development.csv`` may be looked at while tuning, ``sealed.csv`` may not. ``fresh.csv`` is by
somebody who had not seen the terms, and was measured before anything was changed for it. A column
``topic`` holds a topic, subject or referral, ``rts`` where only the RTS is asked for, ``@outside``
for any subject outside DOE, or ``@article``. Where colleagues would differ, ``|`` stands between
what is right (nothing behind it: it may be left open), and ``*`` takes anything.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from routing.understanding import Lexicon, Understanding, understand

DATA: Final = Path(__file__).parents[2] / "understanding_data"
LANGUAGE_FROM_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Labelled:
    id: str
    language: str
    misspelt: bool
    office: str | None
    text: str
    intent: str
    topic: str | None
    country: str | None
    ask: str | None

    @property
    def acts(self) -> bool:
        return self.intent.partition("|")[0] in ("who", "escalate")


def read_labelled(name: str) -> Iterator[Labelled]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Labelled(
                id=row["id"],
                language=row["language"],
                misspelt=row["misspelt"] == "yes",
                office=row["office"] or None,
                text=row["text"],
                intent=row["intent"],
                topic=row["topic"] or None,
                country=row["country"] or None,
                ask=row["ask"] or None,
            )


@dataclass(frozen=True, slots=True)
class Verdict:
    label: Labelled
    found: Understanding

    @property
    def topic(self) -> str | None:
        return self.found.topic or self.found.subject or self.found.referral

    @property
    def topic_right(self) -> bool:
        if self.label.topic == "@outside":
            return (self.found.subject or self.found.referral) is not None
        meant = None if self.label.topic == "rts" else self.label.topic
        return _fits(self.topic, meant)

    @property
    def country_right(self) -> bool:
        return _fits(self.found.country, self.label.country)

    @property
    def intent_right(self) -> bool:
        return _fits(self.found.intent, self.label.intent)

    @property
    def language_right(self) -> bool | None:
        """None for a text that is too short to tell."""
        if len(self.label.text.split()) < LANGUAGE_FROM_WORDS:
            return None
        return self.found.language == self.label.language

    @property
    def answered(self) -> bool:
        return self.found.intent in ("who", "escalate") and self.found.ask is None

    @property
    def wrong_without_asking(self) -> bool:
        right = self.topic_right and self.country_right and self.intent_right
        return self.answered and not right


def _fits(found: str | None, meant: str | None) -> bool:
    return meant == "*" or (found or "") in (meant or "").split("|")


def judge(label: Labelled, lexicon: Lexicon) -> Verdict:
    return Verdict(label, understand(label.text, lexicon, office=label.office))
