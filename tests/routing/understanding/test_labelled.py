"""The aims of understanding, on labelled sentences in three languages, a quarter misspelt."""

import pytest

from routing.understanding import Lexicon
from tests.routing.understanding.labelled import Verdict, judge, read_labelled


@pytest.fixture(scope="module", params=["development", "sealed", "fresh"])
def verdicts(request: pytest.FixtureRequest, lexicon: Lexicon) -> list[Verdict]:
    return [judge(label, lexicon) for label in read_labelled(request.param)]


@pytest.mark.parametrize(
    ("name", "misspelt"), [("development", 0.2), ("sealed", 0.2), ("fresh", 0)]
)
def test_the_sets_hold_three_languages_and_misspelt_sentences(name: str, misspelt: float) -> None:
    labels = list(read_labelled(name))
    assert {label.language for label in labels} == {"en", "fr", "es"}
    assert sum(label.misspelt for label in labels) >= misspelt * len(labels)


def test_topics_are_right_where_answered(verdicts: list[Verdict]) -> None:
    answered = [v for v in verdicts if v.label.acts and v.answered]
    assert sum(v.topic_right for v in answered) >= 0.97 * len(answered)


def test_most_is_answered_without_asking(verdicts: list[Verdict]) -> None:
    clear = [v for v in verdicts if v.label.acts and v.label.ask is None]
    assert sum(v.answered for v in clear) >= 0.85 * len(clear)


def test_hardly_anything_is_wrong_without_asking(verdicts: list[Verdict]) -> None:
    wrong = [v.label.text for v in verdicts if v.wrong_without_asking]
    assert len(wrong) <= 0.015 * len(verdicts), wrong


def test_countries_are_right(verdicts: list[Verdict]) -> None:
    named = [v for v in verdicts if v.label.acts]
    assert sum(v.country_right for v in named) >= 0.99 * len(named)


def test_intents_are_right(verdicts: list[Verdict]) -> None:
    assert sum(v.intent_right for v in verdicts) >= 0.95 * len(verdicts)


def test_languages_are_right(verdicts: list[Verdict]) -> None:
    told = [v.language_right for v in verdicts if v.language_right is not None]
    assert sum(told) >= 0.99 * len(told)
