"""A wish survives the way through a button and through the database."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wish import AIMS, Wish, wish_of_document, wish_of_understanding, wish_of_value
from routing.topics import SEVERITIES, TOPIC_SLUGS
from routing.understanding.findings import Understanding

# Slack's limit for the value of a menu's option.
SHORTEST_LIMIT = 150

WISHES = st.builds(
    Wish,
    key=st.text("0123456789abcdef", min_size=1, max_size=16),
    aim=st.sampled_from(AIMS),
    topic=st.one_of(st.none(), st.sampled_from(TOPIC_SLUGS)),
    subject=st.one_of(st.none(), st.sampled_from(["health", "displacement_data", "staff_matters"])),
    country=st.one_of(st.none(), st.sampled_from(["KEN", "XKX"])),
    severity=st.sampled_from(SEVERITIES),
    rts_only=st.booleans(),
    summary=st.text(max_size=50),
)


@given(WISHES)
def test_a_button_carries_everything_but_the_summary(wish: Wish) -> None:
    value = wish.value()
    back = wish_of_value(value)
    assert back is not None
    assert back.document() | {"summary": ""} == wish.document() | {"summary": ""}
    assert back.summary == ""
    assert len(value) + len("&o=buenos-aires") <= SHORTEST_LIMIT
    assert wish_of_value(f"{value}&o=buenos-aires") == back


@given(WISHES)
def test_the_database_keeps_everything(wish: Wish) -> None:
    stored = json.loads(json.dumps(wish.document()))
    assert wish_of_document(stored) == wish
    assert wish_of_document({**stored, "of a later version": 1}) == wish


@pytest.mark.parametrize(
    "value",
    ["", "IOM-7", "IOM-7|1", "k=1", "a=who", "a=dance&k=1", "k=&a=who", "%%%", "a=who&k", "wash"],
)
def test_what_is_no_wish_is_none(value: str) -> None:
    assert wish_of_value(value) is None


@given(st.text(max_size=80))
def test_no_text_breaks_it(value: str) -> None:
    wish = wish_of_value(value)
    assert wish is None or wish.aim in AIMS


def test_an_unknown_severity_is_the_usual_one() -> None:
    wish = wish_of_value("a=escalate&k=1&s=catastrophic")
    assert wish is not None
    assert wish.severity == "normal"


@pytest.mark.parametrize(
    ("known", "topic_known", "complete"),
    [
        ({}, False, False),
        ({"country": "KEN"}, False, False),
        ({"topic": "wash"}, True, False),
        ({"topic": "wash", "country": "KEN"}, True, True),
        ({"subject": "health", "country": "KEN"}, True, True),
        ({"rts_only": True, "country": "KEN"}, True, True),
        ({"rts_only": True}, True, False),
    ],
)
def test_what_is_still_missing(known: dict[str, Any], topic_known: bool, complete: bool) -> None:
    wish = Wish("1", "escalate", **known)
    assert (wish.topic_known, wish.complete) == (topic_known, complete)


def test_choosing_a_topic_or_just_the_rts() -> None:
    open_ = Wish("1", "escalate", country="KEN", summary="Help!")
    assert open_.with_topic("wash") == Wish("1", "escalate", "wash", None, "KEN", summary="Help!")
    just_rts = open_.with_topic("rts")
    assert (just_rts.topic, just_rts.rts_only, just_rts.complete) == (None, True, True)
    assert just_rts.with_topic("wash").rts_only is False
    assert open_.with_country("PER").country == "PER"


def understood(**known: Any) -> Understanding:
    usual: dict[str, Any] = {
        "language": "en", "language_sure": True, "intent": "escalate", "topics": (),
        "topic": None, "subject": None, "referral": None, "countries": (), "country": None,
        "country_named": False, "ask": None, "article": None, "severity": None,
        "reference": None, "summary": "Help!",
    }  # fmt: skip
    return Understanding(**{**usual, **known})


@pytest.mark.parametrize(
    ("found", "topic_known"),
    [
        ({"topic": "wash"}, True),
        ({"subject": "health"}, True),
        ({"ask": "topic"}, False),
        ({"ask": "both"}, False),
        ({"ask": "country"}, True),
        ({"ask": None, "country": "KEN"}, True),
        ({"ask": None, "intent": "none"}, False),
    ],
)
def test_what_would_be_asked_back_stays_open(found: dict[str, Any], topic_known: bool) -> None:
    wish = wish_of_understanding("1", "escalate", understood(**found))
    assert wish.topic_known is topic_known
    assert wish.summary == "Help!"


def test_a_severity_that_was_understood_is_kept() -> None:
    assert wish_of_understanding("1", "who", understood(severity="critical")).severity == "critical"
    assert wish_of_understanding("1", "who", understood()).severity == "normal"
