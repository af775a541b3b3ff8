"""Questions, in free text and as commands, wherever people talk to the bot."""

from dataclasses import replace

import pytest

from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import MAHAMAT, ROSA, STRANGER, WANJIRU

QUESTIONS = [
    ("who is the RTS for Kenya?", "Who can help in Kenya", "Amina Example"),
    ("qui est le RTS pour le Tchad ?", "Qui peut aider : Tchad", "Fatou Exemple"),
    ("¿quién es el RTS para Perú?", "Quién puede ayudar: Perú", "Lucía Ejemplo"),
]


@pytest.mark.parametrize(("question", "title", "who"), QUESTIONS)
async def test_a_question_is_answered_in_its_language(
    stage: Stage, question: str, title: str, who: str
) -> None:
    stage.slack.users.add("UNEW", "new@example.org", "New Example", "de-DE")
    for answer in (
        await stage.say("UNEW", question),
        await stage.mention("UNEW", question),
        await stage.command("UNEW", question),
    ):
        assert title in shown(answer.blocks)
        assert who in shown(answer.blocks)
    assert stage.rows.counts()["cases"] == 0


@pytest.mark.parametrize(("question", "title", "who"), QUESTIONS)
async def test_a_question_in_teams_is_answered_in_its_place(
    stage: Stage, question: str, title: str, who: str
) -> None:
    person = replace(STRANGER, locale="de-DE")
    for answer in (
        await stage.ask_in_teams(person, question),
        await stage.mention_in_teams(person, question),
        await stage.mention_in_group(person, question),
    ):
        assert title in shown(answer.card)
        assert who in shown(answer.card)


async def test_a_mention_is_answered_in_its_thread(stage: Stage) -> None:
    answer = await stage.mention(WANJIRU, "who helps with wash in Chad?", thread="1700000000.1")
    assert answer.thread_ts == "1700000000.1"


async def test_words_that_nobody_said_to_the_bot_are_left_alone(stage: Stage) -> None:
    said = stage.teams.in_channel("who is the RTS for Kenya?", STRANGER)
    assert (await stage.post_teams(said)).status_code == 200
    assert stage.teams.sent == []


async def test_free_text_never_opens_a_case_by_itself(stage: Stage) -> None:
    offered = await stage.say(
        WANJIRU, "please escalate: no water for 300 people (100% & more) in Kenya"
    )
    assert "Nothing is opened yet" in shown(offered.blocks)
    form = await stage.form(WANJIRU, offered, "Open a case")
    assert "no water for 300 people" in shown(form["blocks"]), "what was said needs no repeating"
    assert "How severe is it?" in shown(form["blocks"])
    assert stage.rows.counts()["cases"] == 0
    opened = await stage.submit(WANJIRU, form, severity="high", summary="300 people, 100% & more")
    assert "IOM-1 opened: Water, Sanitation and Hygiene (WASH), Kenya (high)" in opened.text
    assert "300 people, 100% &amp; more" in shown(opened.blocks)


async def test_a_case_is_opened_from_an_answer_in_teams(stage: Stage) -> None:
    answer = await stage.ask_in_teams(MAHAMAT, "qui peut nous aider pour les abris au Tchad ?")
    opened = await stage.press_in_teams(
        MAHAMAT, answer, "Ouvrir un cas", severity="critical", summary="Inondation"
    )
    assert "IOM-1 ouvert : Abris et établissements, Tchad (gravité critique)" in shown(opened.card)
    assert "Inondation" in shown(opened.card)


async def test_about_a_term(stage: Stage) -> None:
    english = await stage.slash(WANJIRU, "about MCOF")
    assert "Migration Crisis Operational Framework" in english
    assert "emergencymanual.iom.int" in english
    assert "Source" in english
    assert "MCOF" in await stage.slash(ROSA, "acerca MCOF")
    assert "MCOF" in await stage.say_in_teams(MAHAMAT, "c'est quoi le MCOF ?")
    assert "I have no article on “moonshine”" in await stage.slash(WANJIRU, "about moonshine")


async def test_help_in_three_languages(stage: Stage) -> None:
    assert "What I can do" in await stage.slash(WANJIRU, "help")
    assert "What I can do" in await stage.slash(WANJIRU, "")
    assert "Lo que puedo hacer" in await stage.slash(ROSA, "ayuda")
    assert "Ce que je peux faire" in await stage.say_in_teams(MAHAMAT, "aide")


async def test_a_subject_outside_doe_goes_to_the_rts_and_says_so(stage: Stage) -> None:
    answer = await stage.slash(WANJIRU, "who health kenya")
    assert "lies outside DOE" in answer
    assert "Amina Example" in answer
    assert "Level 3" not in answer
    opened = await stage.slash(WANJIRU, "escalate health kenya high -- cholera")
    assert "IOM-1 opened: Migration health, Kenya (high)" in opened
    assert "Level 3" not in opened


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("who handles relations with the UN in New York?", "Special Liaison Office in New York"),
        ("African Union", "Special Liaison Office in Addis Ababa"),
        ("IT support", "Administrative Centre in Manila"),
        ("who talks to donors?", "Country Office in Tokyo"),
    ],
)
async def test_some_questions_go_to_another_office(
    stage: Stage, question: str, office: str
) -> None:
    assert office in shown((await stage.say(WANJIRU, question)).blocks)
    assert office in await stage.slash(WANJIRU, f"who {question}")
    assert stage.rows.counts()["cases"] == 0


async def test_a_ladder_of_another_day(stage: Stage) -> None:
    assert "San José" in await stage.slash(WANJIRU, "ladder shelter mexico 2023-05-01")
    assert "Lucía Ejemplo" in await stage.slash(WANJIRU, "ladder shelter mexico")
    assert "is not a date" in await stage.slash(WANJIRU, "ladder shelter mexico 2023-02-31")


async def test_a_dry_run_sends_nothing(stage: Stage) -> None:
    answer = await stage.slash(WANJIRU, "simulate shelter kenya high")
    assert "Nothing was sent" in answer
    assert "Amina Example by Slack" in answer
    await stage.pass_time(days=1)
    assert stage.rows.counts()["cases"] == 0
    assert stage.slack.messages == []


async def test_small_talk_gets_a_friendly_line(stage: Stage) -> None:
    for text in ("hello", "thanks!", "xyzzy plugh"):
        assert "I help you find who can help" in shown((await stage.say(WANJIRU, text)).blocks)
