"""What must never change an answer."""

import string
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from content.lexicon import load_lexicon
from routing.understanding import Understanding, find_country, find_topic, in_danger, understand

LEXICON = load_lexicon({"mcof": "mcof"})

#: Parts whose words mean the same in capitals and in small letters.
ASKS = st.sampled_from([
    "who can help with", "qui contacter pour", "¿a quién contacto para", "need help with",
])  # fmt: skip
TOPICS = st.sampled_from([
    "shelter", "latrines", "bâches", "contingency plan", "réinstallation", "campamentos",
    "agua potable", "charter flight", "migrantes varados", "early warning", "vaccination",
])  # fmt: skip
PLACES = st.sampled_from([
    "Kenya", "Tchad", "Côte d'Ivoire", "Perú", "South Sudan", "Éthiopie", "Türkiye", "Haïti",
])  # fmt: skip
SMALL_TALK = st.sampled_from([
    "hello", "hi there,", "good morning all,", "bonjour,", "hola,", "dear colleagues,",
])  # fmt: skip
CLOSINGS = st.sampled_from(["thanks", "please", "merci", "gracias", "kind regards", "svp", "🙏"])

Answer = tuple[str, str | None, str | None, str | None, str | None]


def answer(found: Understanding) -> Answer:
    return (found.intent, found.topic, found.subject, found.country, found.ask)


def said(text: str) -> Answer:
    return answer(understand(text, LEXICON))


@given(ASKS, TOPICS, PLACES)
def test_case_changes_nothing(ask: str, topic: str, place: str) -> None:
    text = f"{ask} {topic}, {place}"
    assert said(text) == said(text.upper()) == said(text.lower()) == said(text.title())


@given(ASKS, TOPICS, PLACES)
def test_accents_change_nothing(ask: str, topic: str, place: str) -> None:
    text = f"{ask} {topic}, {place}"
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    assert said(text) == said(decomposed) == said(bare)


@given(ASKS, TOPICS, PLACES, st.text("!?.… ", max_size=5), st.text(" ,", max_size=3))
def test_punctuation_changes_nothing(
    ask: str, topic: str, place: str, end: str, between: str
) -> None:
    assert said(f"{ask} {topic} {place}") == said(f"{ask} {topic}{between} {place}{end}")


@given(SMALL_TALK, ASKS, TOPICS, PLACES, CLOSINGS)
def test_small_talk_changes_nothing(
    opening: str, ask: str, topic: str, place: str, closing: str
) -> None:
    text = f"{ask} {topic} {place}"
    assert said(text) == said(f"{opening} {text}, {closing}")


@given(ASKS, TOPICS, PLACES)
def test_the_country_never_changes_the_topic(ask: str, topic: str, place: str) -> None:
    with_place = understand(f"{ask} {topic}, {place}", LEXICON)
    without = understand(f"{ask} {topic}", LEXICON)
    assert (with_place.topic, with_place.subject) == (without.topic, without.subject)
    assert without.country is None


@given(TOPICS, PLACES)
def test_markup_changes_nothing(topic: str, place: str) -> None:
    plain = f"need {topic}, {place}"
    marked = f"<@U1AB> <b>need</b> *{topic}*, {place} <https://example.org/x|WASH> :tent:"
    assert said(plain) == said(marked)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_nothing_raises(text: str) -> None:
    found = understand(text, LEXICON, office="KEN")
    assert all(0 <= finding.score <= 1 for finding in found.topics + found.countries)
    find_country(text, LEXICON)
    find_topic(text, LEXICON)
    assert in_danger(text, LEXICON) in (True, False)


@given(st.text(st.characters(), max_size=200), TOPICS, st.text(string.punctuation, max_size=40))
def test_any_character_may_surround_a_word(noise: str, topic: str, marks: str) -> None:
    understand(f"{noise} {topic} {marks}", LEXICON)


@given(st.text(max_size=60))
def test_the_same_text_gets_the_same_answer(text: str) -> None:
    assert understand(text, LEXICON) == understand(text, LEXICON)
