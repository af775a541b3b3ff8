"""Cards: every kind, state and event in every language, and nothing missing in the told card."""

from typing import get_args

import pytest

from content.cards.cases import (
    answer_card,
    opened_card,
    reach_of,
    taken_card,
    told_card,
)
from content.cards.ladders import step_section
from content.cards.news import progress_card, steward_card, telephone_lines
from content.cards.questions import (
    refusal_card,
    refused,
)
from content.cards.timelines import cases_card, entry_line, status_card
from routing.audit import ENGINE, Entry, What
from routing.cases import State
from routing.decisions import Refusal
from routing.language import LANGUAGES, Language
from routing.notices import Notice, NoticeKind, Route
from tests.builders import (
    DOE,
    NOW,
    RTS,
    TODAY,
    everybody,
    organization,
    person,
    recipient,
    telling,
    world,
)
from tests.content.reading import facts_of, labels, told, whole

STATES: tuple[State, ...] = get_args(State)
KINDS: tuple[NoticeKind, ...] = ("tell", "remind", "copy", "details", "update")
ROUTES: tuple[Route, ...] = get_args(Route)
EVENTS = ("told", "reminded", "kept/a@example.org", "taken", "resolved", "cancelled", "exhausted")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_contacts_cards_in_every_kind_and_state(
    language: Language, state: State, kind: NoticeKind, route: Route
) -> None:
    notice = telling(recipient(route=route), kind=kind)
    for raised in (
        told(state),
        told(state, handed_to="rts:cairo", details=("More.", "And more.")),
        told(state, handed_to="prd:wash#2", topic=None, subject="health", summary=""),
        told(state, topic=None, position=3, asker=person(None, phone=None)),
    ):
        card = told_card(raised, notice, labels(language), "Africa/Cairo")
        text = whole(card)
        assert "IOM-7" in card.title
        assert card.reference == "IOM-7"
        assert "Land of KEN" in text
        assert bool(card.actions) == (
            raised.state not in ("resolved", "cancelled") and kind != "copy"
        )


def test_the_told_card_says_all_that_is_needed_to_help() -> None:
    card = told_card(told(severity="high"), telling(), labels(), "Africa/Nairobi")
    assert card.title == "IOM-7: help needed, Water, Land of KEN (high)"
    assert facts_of(card) == {
        "What happened": "The well is dry.",
        "Where": "Land of KEN",
        "Severity": "high",
        "Who asks": "Asker · asker@example.org · +254 711 000000",
        "Level": "2 of 4: DOE RTS, Office rts:nairobi",
        "State": "waiting for an answer",
        "Next level": "Office prd:wash is told at 2026-11-23 12:00 (UTC+03:00) if nobody answers",
    }
    assert [(action.verb, action.value) for action in card.actions] == [
        ("ack", "IOM-7"),
        ("next", "IOM-7|1"),
        ("handover", "IOM-7"),
        ("choose", "simulate|IOM-7"),
    ]
    assert card.tone == "attention"


def test_the_last_level_is_told_that_it_is_the_last() -> None:
    card = told_card(told(position=3, round=3), telling(), labels())
    assert facts_of(card)["Next level"].startswith("none: this is the last level")
    assert [action.verb for action in card.actions] == ["ack", "handover", "choose"]


def test_a_handed_over_case_says_to_whom() -> None:
    card = told_card(told(handed_to="prd:wash#2"), telling(), labels())
    level = facts_of(card)["Level"]
    assert level.endswith("(handed over to Prd-Wash-2 Example (Office prd:wash))")


def test_a_taken_case_offers_what_follows_and_names_nobody_next() -> None:
    card = told_card(told("taken"), telling(), labels())
    assert [action.verb for action in card.actions] == ["resolve", "handover"]
    assert facts_of(card)["State"] == "taken by Amina"
    assert "Next level" not in facts_of(card)


def test_a_mail_says_where_to_answer_and_whom_to_contact() -> None:
    closing = told_card(told(), telling(recipient(route="mail")), labels()).footer[0]
    assert "/iom ack IOM-7" in closing
    assert "asker@example.org" in closing


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_news_for_the_asker(language: Language, event: str, state: State) -> None:
    told_facts = {"to": "Amina", "post": RTS, "route": "mail", "by": "Amina", "mailto": "mailto:x"}
    for after in ("", "no_answer", "unreachable", "passed", "handed_over", "somehow"):
        facts = {"event": event, "after": after, "failed": "slack: user_not_found", **told_facts}
        card = progress_card(told(state), telling(kind="progress", facts=facts), labels(language))
        assert "IOM-7" in whole(card)
        assert bool(card.actions) == (state not in ("resolved", "cancelled"))


def news(**facts: str) -> Notice:
    return telling(kind="progress", facts=facts)


def test_news_of_a_telling_says_who_why_and_what_comes_next() -> None:
    facts = {"event": "told", "to": "Amina", "post": RTS, "route": "teams", "after": "no_answer",
             "failed": "slack: user_not_found"}  # fmt: skip
    card = progress_card(told(), news(**facts), labels())
    assert card.title == (
        "IOM-7: no answer in time. Amina (DOE RTS, Office rts:nairobi) was told by Teams."
    )
    assert card.text == (
        "An earlier way failed (slack: user_not_found).",
        "If nobody answers, Office prd:wash is told at 2026-11-23 09:00 UTC.",
    )


def test_news_of_the_end_gives_the_numbers_to_call() -> None:
    numbers = telephone_lines(world().standings(DOE), labels())
    assert numbers[0] == "+254 700 000001 · Doe-1 Example, Office doe"
    assert progress_card(told("exhausted"), news(event="exhausted"), labels(), numbers).text == (
        *numbers,
    )
    assert progress_card(told("exhausted"), news(event="exhausted"), labels()).text


def test_news_of_a_kept_mail_has_the_mail_to_send() -> None:
    card = progress_card(
        told(),
        news(event="kept/a@example.org", to="Amina", mailto="mailto:a@example.org"),
        labels(),
    )
    assert "NOT sent" in card.title
    assert [link.url for link in card.links] == ["mailto:a@example.org"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_stewards_reports(language: Language) -> None:
    vacant = steward_card(told(), telling(kind="vacant", facts={"subject": RTS}), labels(language))
    assert "rts:nairobi" in whole(vacant)
    subject = "rts:nairobi Amina (slack: user_not_found)"
    dead = telling(kind="dead_address", facts={"subject": subject})
    assert subject in whole(steward_card(told(), dead, labels(language)))


FACTS = {
    "post": RTS, "to": "rts:cairo", "route": "mail", "kind": "tell", "code": "429",
    "text": "More.", "note": "Done.", "mailto": "mailto:a@example.org", "summary": "Dry.",
}  # fmt: skip


@pytest.mark.parametrize("what", get_args(What))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_trail(language: Language, what: What) -> None:
    for actor, facts in (("a@example.org", FACTS), (ENGINE, FACTS), (ENGINE, {})):
        line = entry_line(Entry(7, NOW, actor, "Amina", "slack", what, facts), labels(language))
        assert line.strip()
        assert "{" not in line


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_status_of_a_case(language: Language, state: State) -> None:
    entries = [
        Entry(7, NOW, "a@example.org", "Amina", "teams", what, FACTS) for what in get_args(What)
    ]
    for is_asker in (True, False):
        card = status_card(told(state), entries, labels(language), is_asker=is_asker, may_act=True)
        assert "2026-11-23 09:00:00  " in whole(card)
        assert ("cancel" in [a.verb for a in card.actions]) == (
            is_asker and state not in ("resolved", "cancelled")
        )
        assert len(card.sections[0].lines) == len(entries)
        assert len(card.links) == 1
    whole(cases_card([told(state)], labels(language)))
    whole(cases_card([], labels(language)))


@pytest.mark.parametrize("code", ["not_yours", "closed", "already_taken", "already_yours",
                                  "already_passed", "already_there", "last_level",
                                  "vacant_target", "cancel_not_yours"])  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals(language: Language, code: str) -> None:
    for state in STATES:
        card = refusal_card(labels(language), Refusal(code, told(state)))
        assert whole(card)
        assert card == refused(labels(language), code, told(state))


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_to_whoever_acts(language: Language) -> None:
    named = labels(language)
    for key in ("passed", "passed_end", "handed_over", "resolved", "cancelled", "details"):
        assert "IOM-7" in whole(answer_card(told(), key, named, post="DOE"))
    assert "asker@example.org" in whole(taken_card(told("taken"), named))
    assert (
        taken_card(told("taken", asker=person(None, phone=None, platform="terminal")), named).text
        == ()
    )
    assert reach_of(person()) == "asker@example.org · +254 711 000000"


@pytest.mark.parametrize("grace", [0, 20, 90.5])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_to_an_escalation(language: Language, grace: float) -> None:
    raised = told("grace")
    for filled in (everybody(), ()):
        ladder = organization(filled).ladder("KEN", "wash", TODAY)
        sections = tuple(step_section(step, labels(language)) for step in ladder.steps)
        card = opened_card(raised, ladder, sections, labels(language), grace, similar=[3, 4])
        assert "IOM-3, IOM-4" in whole(card)
        assert card.sections == sections
        assert [action.verb for action in card.actions] == ["next", "details", "choose", "cancel"]
        assert card.actions[0].value == "IOM-7|0"


def test_an_asker_above_whom_there_is_nobody_gets_numbers_to_call_at_once() -> None:
    ladder = organization(()).ladder("KEN", "wash", TODAY)
    card = opened_card(told("grace"), ladder, (), labels(), 20, (), ["+41 22 000 00 00"])
    assert card.text[1:] == ("+41 22 000 00 00",)
    assert len(opened_card(told("grace"), ladder, (), labels(), 20, ()).text) == 2


def test_braces_that_people_write_are_left_alone() -> None:
    card = told_card(told(summary="{reference} {0} {", details=("{x}",)), telling(), labels())
    assert facts_of(card)["What happened"] == "{reference} {0} {"
    line = entry_line(Entry(7, NOW, "a", "{actor}", "slack", "details", {"text": "{x}"}), labels())
    assert line == "{actor} added: {x}"
