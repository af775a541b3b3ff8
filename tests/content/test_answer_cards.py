"""Answers that change nothing, as cards and as JSON: ladders, questions, dry runs, articles."""

from dataclasses import replace

import pytest

from content.articles import load_articles
from content.cards.articles import article_card, no_article_card
from content.cards.ladders import Remarks, ladder_card, referral_card, step_section
from content.cards.questions import (
    country_question,
    help_card,
    line_card,
    region_question,
    topic_question,
)
from content.cards.rehearsals import simulation_card
from content.ladder_json import ladder_json
from content.simulation_json import simulation_json
from routing.language import LANGUAGES, Language
from routing.posts import Post
from routing.simulation import rehearse
from tests.builders import (
    CANBERRA,
    RTS,
    TODAY,
    WASH,
    case,
    contact,
    everybody,
    organization,
    structure,
    topics,
    world,
)
from tests.content.reading import labels, texts, whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_ladders_and_referrals(language: Language) -> None:
    named = labels(language)
    full = Remarks(
        evidence=("water", "Kenya"),
        office_used=True,
        referral=topics().referrals["it"],
        proposed=structure().coverage["EGY"],
        date_note="a note",
        age="2 min",
        open_value="a=escalate",
        hint="a hint",
    )
    for topic, subject in (
        ("wash", None),
        ("directors_office", None),
        (None, "health"),
        (None, None),
    ):
        for filled in (everybody(), [contact("prd"), contact(WASH, verified_on=None)], ()):
            ladder = organization(filled).ladder("KEN", topic, TODAY, subject=subject)
            sections = tuple(step_section(step, named) for step in ladder.steps)
            for remarks in (full, Remarks()):
                whole(ladder_card(ladder, sections, named, remarks))
            document = ladder_json(ladder, named, "high")
            assert [step["post"] for step in document["steps"]] == [s.post for s in ladder.steps]
            assert not [text for text in texts(document) if "{" in text]
    whole(referral_card(topics().referrals["it"], named))


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_and_short_answers(language: Language) -> None:
    named = labels(language)
    for country in (None, "KEN"):
        card = topic_question(named, ["wash", "cccm", "nonsense"], country, "t={}".format)
        assert [action.value for action in card.actions] == ["t=wash", "t=cccm"]
        assert len(card.menus[0].choices) == 12
        whole(card)
    for topic in (None, "wash"):
        regions = [("nairobi", "Nairobi"), ("cairo", "Cairo")]
        card = country_question(named, ["KEN"], topic, "c={}".format, "o={}".format, regions)
        assert [choice.value for choice in card.menus[0].choices] == ["o=nairobi", "o=cairo"]
        whole(card)
    by_name = region_question(named, ["UGA", "KEN"], "c={}".format)
    assert [choice.value for choice in by_name.menus[0].choices] == ["c=KEN", "c=UGA"]
    whole(help_card(named))
    whole(line_card(named, "refusal.no_case", reference="IOM-9"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_dry_runs(language: Language) -> None:
    phone_only = contact(RTS, slack=None, email=None, verified_on=TODAY.replace(year=2020))
    for filled in (everybody(), [phone_only, contact(WASH)], ()):
        now = world(filled, live={"slack"})
        draft = case(severity="normal")
        tellings = rehearse(draft, now)
        named = replace(labels(language), directory=now.organization.directory)
        card = simulation_card(draft, tellings, now.live, named)
        whole(card)
        assert len(card.sections) >= len(tellings)
        document = simulation_json(draft, tellings, now.live, named)
        assert [step["post"] for step in document["steps"]] == [t.post for t in tellings]
        assert document["weak_points"] or filled == everybody()


@pytest.mark.parametrize("language", LANGUAGES)
def test_articles(language: Language) -> None:
    articles = load_articles()
    for article in articles.by_slug.values():
        whole(article_card(labels(language), article))
    for term in ("", "MCOFF", "nothing of the kind"):
        whole(no_article_card(labels(language), term, articles))


def test_unknown_codes_are_shown_as_they_are() -> None:
    named = labels()
    assert named.country("ZZZ") == "ZZZ"
    assert named.topic("gone") == "gone"
    assert named.post("rts:atlantis") == "rts:atlantis"
    assert named.post("amina@example.org") == "amina@example.org"
    assert named.post("rts:nairobi#9") == "DOE RTS, Office rts:nairobi"
    assert named.post(CANBERRA) == "Office coord:canberra"
    assert named.post(Post("co:UGA")) == "IOM Country Office, Land of UGA"
