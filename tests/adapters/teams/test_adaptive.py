"""Cards as Adaptive Cards: valid by the official schema, small enough, and readable."""

import functools
import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.validators import Draft6Validator

from adapters.teams.adaptive import MAX_BYTES, render
from adapters.teams.controls import field_name
from adapters.teams.payload import dump
from routing.card import Action, Card, Choice, Fact, Input, Link, Menu, Section
from tests.fakes.teams_activities import executes

CASE = Card(
    "Shelter in Kenya",
    text=("Who can help:", "First line\nSecond line"),
    facts=(Fact("Severity", "high"), Fact("Place", "Garissa *camp*")),
    sections=(Section("1. Country Office", ("Nobody on file",)),),
    links=(Link("Write", "mailto:doe@iom.int"), Link("Bad", "javascript:alert(1)")),
    actions=(
        Action("ack", "I take it", "7", "primary"),
        Action("resolve", "Resolve", "7", inputs=(Input("note", "Note", "lines"),)),
        Action(
            "handover",
            "Not mine",
            "7",
            "danger",
            inputs=(
                Input("note", "Why", required=True),
                Input("post", "Post", "choice", (Choice("DOE", "doe"),), "doe"),
            ),
        ),
    ),
    menus=(Menu("choose", "Which topic?", (Choice("WASH", "wash"), Choice("CCCM", "cccm"))),),
    footer=("Reply in this chat.",),
    tone="attention",
    reference="IOM-7",
)


@functools.cache
def validator() -> Draft6Validator:
    schema = files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8")
    return Draft6Validator(json.loads(schema))


def faults(card: dict[str, Any]) -> list[str]:
    return [error.message[:200] for error in validator().iter_errors(card)]


def texts(card: Any) -> list[str]:
    if isinstance(card, list):
        return [found for each in card for found in texts(each)]
    if not isinstance(card, dict):
        return []
    own = [card["text"]] if card.get("type") == "TextBlock" else []
    return own + [found for each in card.values() for found in texts(each)]


def ids(card: Any) -> list[str]:
    if isinstance(card, list):
        return [found for each in card for found in ids(each)]
    if not isinstance(card, dict):
        return []
    own = [card["id"]] if "id" in card else []
    return own + [found for each in card.values() for found in ids(each)]


def test_the_schema_finds_faults() -> None:
    card = render(CASE)
    card["body"][0]["wrap"] = "yes"
    assert faults(card)


def test_a_case_card() -> None:
    card = render(CASE, "en")
    assert faults(card) == []
    assert card["version"] == "1.5"
    assert card["lang"] == "en"
    assert card["fallbackText"] == "IOM-7 · Shelter in Kenya · Who can help:"
    shown = texts(card["body"])
    assert shown[:2] == ["Shelter in Kenya", "IOM-7"]
    assert "First line\n\nSecond line" in shown
    assert "[Write](mailto:doe@iom.int)" in shown
    assert "Bad" in shown
    assert card["body"][4]["facts"][1] == {"title": "Place", "value": r"Garissa \*camp\*"}


def test_buttons_carry_verb_and_value_also_for_clients_without_execute() -> None:
    ack, resolve, handover = render(CASE)["actions"]
    assert (ack["type"], ack["verb"], ack["style"]) == ("Action.Execute", "ack", "positive")
    assert ack["data"] == {"verb": "ack", "value": "7"} == ack["fallback"]["data"]
    assert ack["fallback"]["type"] == "Action.Submit"
    assert resolve["type"] == handover["type"] == "Action.ShowCard"
    assert resolve["card"]["body"][0]["id"] == "note"
    assert resolve["card"]["body"][0]["isMultiline"] is True
    assert resolve["card"]["actions"][0]["data"] == {"verb": "resolve", "value": "7"}


def test_fields_have_ids_of_their_own() -> None:
    card = render(CASE)
    why, post = card["actions"][2]["card"]["body"]
    assert len(set(ids(card))) == len(ids(card))
    assert [field_name(why["id"]), field_name(post["id"])] == ["note", "post"]
    assert why["isRequired"] is True
    assert "Why" in why["errorMessage"]
    assert post["value"] == "doe"


def test_a_menu_is_a_list_and_a_button() -> None:
    choices, send = render(CASE)["body"][-1]["items"]
    assert [choice["value"] for choice in choices["choices"]] == ["wash", "cccm"]
    assert choices["label"] == "Which topic?"
    assert send["actions"][0]["data"] == {"verb": "choose", "picked": choices["id"]}


def test_a_form_asks_for_its_inputs_instead_of_showing_buttons() -> None:
    card = render(CASE, form=CASE.actions[2])
    assert faults(card) == []
    assert [execute["verb"] for execute in executes(card)] == ["handover"]
    assert ids(card) == ["note", "post"]


def test_more_than_six_buttons_stand_in_rows() -> None:
    actions = tuple(Action("choose", f"Topic {number}", str(number)) for number in range(8))
    card = render(Card("Which?", actions=actions))
    assert faults(card) == []
    assert "actions" not in card
    assert [len(row["actions"]) for row in card["body"][-2:]] == [6, 2]


def test_a_long_card_keeps_its_reference_and_its_buttons() -> None:
    long = Card(
        "Title " * 200,
        text=("word " * 5000,) * 10,
        facts=tuple(Fact("label " * 50, "value " * 500) for _ in range(100)),
        sections=tuple(Section(f"Level {n}", ("why " * 800,) * 10) for n in range(100)),
        actions=CASE.actions,
        menus=CASE.menus,
        footer=("foot " * 1000,) * 20,
        reference="IOM-7",
    )
    card = render(long)
    assert len(dump(card)) <= MAX_BYTES
    assert len(dump(card)) > MAX_BYTES * 0.8
    assert faults(card) == []
    assert "IOM-7" in texts(card)
    assert [each["verb"] for each in executes(card)] == ["choose", "ack", "resolve", "handover"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("RTS (Nairobi) - IOM-7, prd_core@iom.int", "RTS (Nairobi) - IOM-7, prd_core@iom.int"),
        ("**bold** _em_", r"\*\*bold\*\* \_em\_"),
        ("[x](http://example.org)", r"\[x\](http://example.org)"),
        ("# no heading\n- no list\n1. no list", "\\# no heading\n\n\\- no list\n\n1\\. no list"),
        ("a < b <b>c</b> & &lt; AT&T", r"a < b \<b>c\</b> & \&lt; AT&T"),
        ("C:\\*", r"C:\\\*"),
        ("~~no~~", r"\~~no\~~"),
    ],
)
def test_plain_text_stays_plain(text: str, shown: str) -> None:
    assert texts(render(Card("T", text=(text,))))[1] == shown


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://example.org/a b(c)", "[x](https://example.org/a%20b%28c%29)"),
        ("https://example.org/é?q=%20", "[x](https://example.org/%C3%A9?q=%20)"),
        ("tel:+41227179111", "[x](tel:+41227179111)"),
        ("data:text/html,x", "x"),
        ("http://[bad", "x"),
    ],
)
def test_only_links_that_can_be_opened_are_links(url: str, written: str) -> None:
    assert texts(render(Card("T", links=(Link("x", url),))))[1] == written


TEXT = st.text(max_size=60) | st.text(st.characters(), max_size=5)
INPUTS = st.builds(
    Input,
    name=st.sampled_from(["note", "value", "verb", "note.1", "picked", ""]) | TEXT,
    label=TEXT,
    kind=st.sampled_from(["line", "lines", "choice"]),
    choices=st.lists(st.builds(Choice, TEXT, TEXT), max_size=4).map(tuple),
    value=TEXT,
    required=st.booleans(),
)
VERBS = st.sampled_from(["ack", "resolve", "choose", "notme"])
CARDS = st.builds(
    Card,
    title=TEXT,
    text=st.lists(TEXT, max_size=4).map(tuple),
    facts=st.lists(st.builds(Fact, TEXT, TEXT), max_size=4).map(tuple),
    sections=st.lists(
        st.builds(Section, TEXT, st.lists(TEXT, max_size=3).map(tuple)), max_size=3
    ).map(tuple),
    links=st.lists(st.builds(Link, TEXT, TEXT), max_size=3).map(tuple),
    actions=st.lists(
        st.builds(
            Action,
            VERBS,
            TEXT,
            TEXT,
            st.sampled_from(["default", "primary", "danger"]),
            st.lists(INPUTS, max_size=3).map(tuple),
        ),
        max_size=8,
    ).map(tuple),
    menus=st.lists(
        st.builds(Menu, VERBS, TEXT, st.lists(st.builds(Choice, TEXT, TEXT)).map(tuple)),
        max_size=2,
    ).map(tuple),
    footer=st.lists(TEXT, max_size=2).map(tuple),
    tone=st.sampled_from(["neutral", "good", "attention"]),
    reference=st.none() | st.from_regex(r"IOM-[0-9]{1,6}", fullmatch=True),
)


@settings(max_examples=60, deadline=None)
@given(CARDS)
def test_every_card_is_valid(card: Card) -> None:
    shown = render(card)
    assert faults(shown) == []
    assert len(dump(shown)) <= MAX_BYTES
    assert len(set(ids(shown))) == len(ids(shown))
    if card.reference:
        assert any(card.reference in text for text in texts(shown))


@settings(max_examples=12, deadline=None)
@given(CARDS, st.integers(100, 3000))
def test_every_card_fits(card: Card, times: int) -> None:
    big = Card(
        card.title * times,
        text=tuple(text * times for text in card.text) * 5,
        facts=card.facts * times,
        sections=card.sections * times,
        links=card.links * times,
        actions=card.actions * 20,
        menus=card.menus * 5,
        reference=card.reference,
    )
    shown = render(big)
    assert len(dump(shown)) <= MAX_BYTES
    assert faults(shown) == []
    if card.reference:
        assert any(card.reference in text for text in texts(shown))
