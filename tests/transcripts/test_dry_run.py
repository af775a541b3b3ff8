"""The dry run's button, on ladders and on cases: who would be told, and when."""

from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import AMINA, EVE, MAHAMAT, WANJIRU

SATURDAY_NIGHT = 5.6


async def test_the_button_on_a_ladder_says_who_would_be_told_when(stage: Stage) -> None:
    await stage.pass_time(days=SATURDAY_NIGHT)
    ladder = await stage.command(WANJIRU, "who shelter kenya")
    before = len(stage.slack.messages)
    dry = await stage.press(WANJIRU, ladder, "Who would be told, and when?")
    text = shown(dry.blocks)
    assert "Dry run: Shelter and Settlements, Kenya" in text
    assert "Amina Example by Slack (UAMINA) · 2026-03-08 01:24 (UTC+03:00), their weekend" in text
    assert "Noor Exemple by Teams" in text
    assert "Weak points" in text
    assert "nobody there works when they would be told" in text
    assert "has no deputy" in text
    assert "Who can help" in shown(ladder.blocks)
    await stage.work()
    assert len(stage.slack.messages) == before
    assert stage.smtp.mails == []


async def test_in_french_and_in_teams(stage: Stage) -> None:
    ladder = await stage.ask_in_teams(MAHAMAT, "qui abris tchad")
    pressed = await stage.press_in_teams(MAHAMAT, ladder, "Qui serait prévenu, et quand ?")
    text = shown(pressed.card)
    assert "Simulation : " in text
    assert "Fatou Exemple par Slack" in text
    assert "Points faibles" in text


async def test_on_a_case_it_goes_on_from_where_the_case_stands(stage: Stage) -> None:
    opened = await stage.command(WANJIRU, "escalate shelter kenya high -- no roofs")
    dry = await stage.press(WANJIRU, opened, "Who would be told, and when?")
    assert "Amina Example" in shown(dry.blocks)
    await stage.pass_time(seconds=30)
    told = next(m for m in stage.slack.sent_to(AMINA) if "IOM-1" in m.text)
    text = shown((await stage.press(AMINA, told, "Who would be told, and when?")).blocks)
    assert "IOM-1" in text
    assert "Noor Exemple" in text
    assert "Amina" not in text
    refused = await stage.press(EVE, told, "Who would be told, and when?")
    assert "Only the people on the ladder of IOM-1" in shown(refused.blocks)
    await stage.press(AMINA, told, "ack")
    text = shown((await stage.press(WANJIRU, opened, "Who would be told, and when?")).blocks)
    assert "Nobody further would be told" in text
