"""The neutral card as a page: everything escaped, labelled, and nothing chosen unseen."""

import base64
import hashlib
import re
from html import unescape

import pytest

from adapters.page.html import POLICY, Form, many_tongues, page
from routing.card import Action, Card, Choice, Fact, Input, Link, Section
from routing.language import LANGUAGES

EVIL = "\"'><script>alert(1)</script>&"
LANGUAGE = Input("language", "Language", "choice", (Choice("English", "en"), Choice("Fr", "fr")))
FORM = Form("confirm", {"t": "abc"}, "Send")


def shown(field: Input) -> str:
    action = Action("change", "Change", "entry?", inputs=(field,))
    return page(Card("Entry", actions=(action,)), "en", FORM)


def test_whatever_people_wrote_is_text() -> None:
    field = Input(EVIL, EVIL, "choice", (Choice(EVIL, EVIL),), value=EVIL, required=True)
    lines = Input("note", EVIL, "lines", value=f"</textarea>{EVIL}")
    action = Action("change", EVIL, EVIL, inputs=(field, lines, Input("x", EVIL, value=EVIL)))
    card = Card(
        title=EVIL,
        text=(EVIL,),
        facts=(Fact(EVIL, EVIL),),
        sections=(Section(EVIL, (EVIL,)),),
        links=(Link(EVIL, f"https://x.example.org/{EVIL}"),),
        actions=(action,),
        footer=(EVIL,),
    )
    faults = {EVIL: EVIL}
    text = page(card, "en", Form(EVIL, {EVIL: EVIL}, EVIL, action, faults, EVIL))
    assert "<script" not in text
    assert text.count("</textarea>") == 1
    # What remains of the quotes stands between quotes as entities.
    assert EVIL not in text
    assert unescape(text).count(EVIL) >= 20


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example.org"])
def test_other_links_are_left_out(url: str) -> None:
    assert "href" not in page(Card("x", links=(Link("there", url),)), "en")


def test_nothing_is_chosen_for_anybody() -> None:
    assert '<option value="">-</option>' in shown(LANGUAGE)
    known = Input("language", "Language", "choice", LANGUAGE.choices, value="fr")
    assert '<option value="fr" selected>' in shown(known)
    assert '<option value=""' not in shown(known)


@pytest.mark.parametrize(
    ("value", "kind"), [("", "date"), ("2026-12-24", "date"), ("soon", "text"), ("24/12", "text")]
)
def test_a_day_that_is_none_is_shown_as_it_was_typed(value: str, kind: str) -> None:
    text = shown(Input("until", "Away until", value=value))
    assert f'<input type="{kind}" value="{value}"' in text


def test_the_style_is_the_one_that_the_policy_lets_in() -> None:
    (style,) = re.findall("<style>(.*)</style>", page(Card("x"), "en"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in POLICY
    assert "url(" not in style
    assert "@import" not in style


def test_without_a_form_there_are_no_buttons() -> None:
    card = Card("x", actions=(Action("ack", "Take it", "IOM-1"),))
    assert "<form" not in page(card, "en")
    assert "<form" in page(card, "en", FORM)


def test_a_form_that_asks_for_more_is_open() -> None:
    form = Action("change", "In other words", "text|1", inputs=(Input("text", "Text", "lines"),))
    text = page(Card("x"), "en", Form("case", {}, "Send", form))
    assert "<details open>" in text
    assert "<textarea" in text


def test_in_all_languages_each_is_marked() -> None:
    text = many_tongues({language: f"<{language}>" for language in LANGUAGES})
    for language in LANGUAGES:
        assert f'<p lang="{language}">&lt;{language}&gt;</p>' in text
