"""Cards in the terminal: complete, numbered, and without anything that moves the cursor."""

import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.terminal.text import choices, plain, render
from routing.card import Action, Card, Choice, Fact, Link, Menu, Section

FULL = Card(
    title="Title",
    text=("First line", "Second line"),
    facts=(Fact("Where", "Kenya"),),
    sections=(Section("Level 2", ("Amina", "fresh")), Section("", ("no heading",))),
    links=(Link("Mail", "mailto:a@example.org"),),
    actions=(Action("ack", "I take it", "IOM-7"), Action("next", "Pass on", "IOM-7|1")),
    menus=(Menu("choose", "Topic", (Choice("Water", "t=wash"), Choice("CCCM", "t=cccm"))),),
    footer=("A footer",),
)


def test_a_whole_card_line_by_line() -> None:
    assert render(FULL).splitlines() == [
        "Title",
        "First line",
        "Second line",
        "Where: Kenya",
        "Level 2",
        "  Amina",
        "  fresh",
        "  no heading",
        "Mail: mailto:a@example.org",
        "(A footer)",
    ]


def test_buttons_and_choices_have_the_numbers_to_type() -> None:
    lines = render(FULL, numbered=True).splitlines()
    assert lines[-5:] == ["[1] I take it", "[2] Pass on", "[3] Water", "[4] CCCM", "(A footer)"]
    assert [(control.verb, label, value) for control, label, value in choices(FULL)] == [
        ("ack", "I take it", "IOM-7"),
        ("next", "Pass on", "IOM-7|1"),
        ("choose", "Water", "t=wash"),
        ("choose", "CCCM", "t=cccm"),
    ]


def test_a_long_menu_stands_in_one_line() -> None:
    countries = tuple(Choice(f"Land {n}", f"c={n}") for n in range(1, 61))
    card = Card(title="Which country?", menus=(Menu("choose", "Country", countries),))
    lines = render(card, numbered=True).splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("[1] Land 1  [2] Land 2")
    assert lines[1].endswith("[60] Land 60")


def test_empty_parts_leave_no_lines() -> None:
    assert render(Card(title="Title", text=("", " "), sections=(Section("", ()),))) == "Title"


def test_what_would_move_the_cursor_or_turn_the_text_is_blanked() -> None:
    hostile = "a\x1b[2Jb\x07c\rd\te\u202ef\u200bg\ud83dh\x9bi"
    assert plain(hostile) == "a [2Jb c d e f g h i"
    assert render(Card(title="T", facts=(Fact(hostile, hostile),))).count("\x1b") == 0


TEXT = st.text(st.characters(), max_size=30)


@given(TEXT)
def test_plain_text_keeps_its_length_and_every_visible_letter(text: str) -> None:
    shown = plain(text)
    assert len(shown) == len(text)
    assert not [c for c in shown if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs")]
    assert all(a == b for a, b in zip(text, shown, strict=True) if b != " ")
    shown.encode()
    assert plain(shown) == shown


def cards() -> st.SearchStrategy[Card]:
    def several(item: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.lists(item, max_size=3).map(tuple)

    return st.builds(
        Card,
        title=TEXT,
        text=several(TEXT),
        facts=several(st.builds(Fact, TEXT, TEXT)),
        sections=several(st.builds(Section, TEXT, several(TEXT))),
        links=several(st.builds(Link, TEXT, TEXT)),
        actions=several(st.builds(Action, st.just("ack"), TEXT, TEXT)),
        footer=several(TEXT),
    )


@given(cards())
def test_any_card_can_be_written_and_numbers_fit_its_choices(card: Card) -> None:
    shown = render(card, numbered=True)
    shown.encode()
    for number in range(1, len(choices(card)) + 1):
        assert f"[{number}] " in shown
    for fact in card.facts:
        assert plain(f"{fact.label}: {fact.value}") in shown
