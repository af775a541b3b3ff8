"""Resolving a case: with a note, from any platform, and seen in every other."""

from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage
from tests.teams_side import titles
from tests.transcripts.cast import AMINA, MAHAMAT, NOOR, WANJIRU, on_both


@on_both
async def test_resolved_in_teams_it_shows_in_slack(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(hours=1, seconds=20)
    (asked,) = stage.chat(NOOR)
    await stage.press_in_teams(NOOR, asked, "ack")
    await stage.pass_time(1)
    (mine,) = [sent for sent in stage.chat(NOOR) if sent.activity_id == asked.activity_id]
    answer = await stage.press_in_teams(NOOR, mine, "Résoudre", note="300 kits envoyés")
    assert "IOM-1 est résolu" in shown(answer.card)
    await stage.pass_time(2)
    (first,) = stage.slack.sent_to(AMINA)
    assert "resolved, taken by Noor Exemple" in shown(first.blocks)
    assert "300 kits envoyés" in shown(first.blocks)
    assert labels(first) == []
    (closed,) = [sent for sent in stage.chat(NOOR) if sent.activity_id == asked.activity_id]
    assert titles(closed.card) == []
    news = stage.slack.sent_to(WANJIRU)[-1]
    assert "IOM-1 is resolved by Noor Exemple." in news.text
    assert "300 kits envoyés" in shown(news.blocks)
    assert "Noor Exemple resolved it: 300 kits envoyés" in await stage.slash(
        WANJIRU, "status IOM-1"
    )


@on_both
async def test_resolved_in_slack_it_shows_in_teams(stage: Stage) -> None:
    await stage.say_in_teams(MAHAMAT, "escalate abris Kenya high -- inondation")
    await stage.pass_time(hours=1, seconds=20)
    (told,) = stage.slack.sent_to(AMINA)
    await stage.press(AMINA, told, "ack")
    await stage.pass_time(1)
    await stage.fill(AMINA, told, "Resolve", note="300 kits sent")
    await stage.pass_time(1)
    (asked,) = stage.chat(NOOR)
    assert "300 kits sent" in shown(asked.card)
    news = [shown(sent.card) for sent in stage.chat(MAHAMAT)]
    assert "IOM-1 : pris en charge par Amina Example" in news[-2]
    assert "IOM-1 : résolu par Amina Example" in news[-1]
    assert "300 kits sent" in news[-1]


async def test_a_case_is_resolved_with_a_note_or_not_at_all(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    assert "Please say what was done" in await stage.slash(AMINA, "resolve IOM-1")
    assert "Please say what was done" in await stage.slash(AMINA, "resolve IOM-1 -- ")
    assert "waiting for an answer" in await stage.slash(WANJIRU, "status IOM-1")
    assert "IOM-1 is resolved" in await stage.slash(AMINA, "resolve IOM-1 — tents are there")
    await stage.pass_time(days=2)
    assert stage.chat(NOOR) == [], "nobody further is told"


async def test_nothing_follows_once_a_case_is_closed(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    await stage.slash(AMINA, "resolve IOM-1 -- done")
    for command in (
        "ack IOM-1",
        "next IOM-1",
        "handover IOM-1 rmm",
        "resolve IOM-1 -- again",
        "details IOM-1 -- more",
    ):
        assert "IOM-1 is closed already (resolved)" in await stage.slash(AMINA, command)
    assert "You have no open cases" in await stage.slash(WANJIRU, "status")
    assert "done" in await stage.slash(WANJIRU, "status IOM-1")


async def test_the_asker_may_resolve_too(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    assert "IOM-1 is resolved" in await stage.slash(WANJIRU, "resolve IOM-1 -- solved locally")
    await stage.pass_time(1)
    (told,) = stage.slack.sent_to(AMINA)
    assert "solved locally" in shown(told.blocks)
    assert len(stage.slack.sent_to(WANJIRU)) == 1, "nobody is told what they did themselves"
