"""The same delivery twice has one effect, whoever repeats it and whenever."""

import asyncio
from typing import Any

from tests.fakes import slack_payloads
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import AMINA, MAHAMAT, NOOR, WANJIRU, on_both


async def replay(stage: Stage, body: bytes, times: int = 2) -> list[Any]:
    """Post byte-exact copies, all at once, and then another after a restart."""
    headers = slack_payloads.signed(body)
    posted = [stage.post_slack(body, headers) for _ in range(times)]
    responses = await asyncio.gather(*posted)
    await stage.restart()
    responses.append(await stage.post_slack(body, headers))
    assert [response.status_code for response in responses] == [200] * (times + 1)
    return responses


@on_both
async def test_a_command_that_is_replayed_opens_one_case(stage: Stage) -> None:
    body = stage.command_body(WANJIRU, "escalate shelter kenya high -- no roofs")
    responses = await replay(stage, body, times=4)
    answers = {response.text for response in responses}
    assert len(answers) == 1
    # PostgreSQL has used up a number for each of those that came too late.
    assert "opened: Shelter and Settlements, Kenya (high)" in answers.pop()
    assert stage.rows.counts()["cases"] == 1
    await stage.pass_time(30)
    assert len(stage.slack.sent_to(AMINA)) == 1


@on_both
async def test_a_button_that_is_replayed_passes_one_level(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(AMINA)
    await replay(stage, stage.press_body(AMINA, told, "next"))
    await stage.work()
    assert len(stage.chat(NOOR)) == 1
    assert stage.smtp.mails == []
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert status.count("Amina Example passed it on") == 1


@on_both
async def test_a_form_that_is_replayed_adds_once(stage: Stage) -> None:
    opened = await stage.command(WANJIRU, "escalate shelter kenya high")
    form = await stage.form(WANJIRU, opened, "Add details")
    body = slack_payloads.submitted(
        form, {"text": "The bridge is closed"}, user=WANJIRU, trigger_id=stage.slack.trigger()
    )
    await replay(stage, body)
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(AMINA)
    assert shown(told.blocks).count("The bridge is closed") == 1


async def test_a_typed_next_that_is_replayed_passes_one_level(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    await replay(stage, stage.command_body(AMINA, "next IOM-1"))
    await stage.work()
    assert len(stage.chat(NOOR)) == 1
    assert stage.smtp.mails == []


async def retried(stage: Stage, said: dict[str, Any]) -> None:
    """Slack sends an event, and then its retries, each signed anew."""
    body = slack_payloads.event(said)
    for retry in ("", "1", "2", "3"):
        headers = slack_payloads.event_headers(body)
        if retry:
            headers |= {"X-Slack-Retry-Num": retry, "X-Slack-Retry-Reason": "http_timeout"}
        response = await stage.post_slack(body, headers)
        assert response.status_code == 200


async def test_an_event_that_slack_retries_is_answered_once(stage: Stage) -> None:
    said = slack_payloads.direct_message(
        "escalate shelter kenya", user=WANJIRU, channel=stage.slack.direct(WANJIRU)
    )
    await retried(stage, said)
    (answer,) = stage.slack.messages
    assert "IOM-1 opened" in answer.text
    assert stage.rows.counts()["cases"] == 1


@on_both
async def test_typed_answers_that_slack_retries_count_once(stage: Stage) -> None:
    for text in ("escalate -- flood", "shelter", "Kenya"):
        said = slack_payloads.direct_message(
            text, user=WANJIRU, channel=stage.slack.direct(WANJIRU)
        )
        await retried(stage, said)
        await stage.restart()
    asked, which, opened = stage.slack.messages
    assert "What is it about?" in asked.text
    assert "in which country?" in which.text
    assert "IOM-1 opened: Shelter and Settlements, Kenya" in opened.text
    assert "flood" in shown(opened.blocks)


async def test_a_retry_after_a_restart_has_no_second_effect(stage: Stage) -> None:
    for text in ("escalate high -- flood", "shelter", "Kenya"):
        body = slack_payloads.event(
            slack_payloads.direct_message(text, user=WANJIRU, channel=stage.slack.direct(WANJIRU))
        )
        await stage.post_slack(body, slack_payloads.event_headers(body))
        await stage.restart()
        await stage.post_slack(body, slack_payloads.event_headers(body))
    first, again = stage.slack.messages[-2:]
    assert "IOM-1 opened: Shelter and Settlements, Kenya (high)" in first.text
    assert again.text == first.text
    assert stage.rows.counts()["cases"] == 1


async def test_an_activity_that_teams_retries_is_answered_once(stage: Stage) -> None:
    said = stage.teams.message("escalate abris Tchad -- inondation", MAHAMAT)
    for _ in range(3):
        assert (await stage.post_teams(said)).status_code == 200
    (answer,) = stage.teams.sent
    assert "IOM-1 ouvert" in shown(answer.card)
    await stage.restart()
    await stage.post_teams(said)
    assert stage.rows.counts()["cases"] == 1


async def test_a_card_action_that_teams_retries_passes_one_level(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(hours=1, seconds=20)
    (asked,) = stage.chat(NOOR)
    click = stage.teams.click(asked, "next", person=NOOR)
    for _ in range(3):
        assert (await stage.post_teams(click)).status_code == 200
    await stage.restart()
    await stage.post_teams(click)
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert status.count("Noor Exemple passed it on") == 1


@on_both
async def test_a_double_click_on_open_a_case_opens_one(stage: Stage) -> None:
    answer = await stage.ask_in_teams(MAHAMAT, "qui peut aider pour les abris au Tchad ?")
    clicks = [
        stage.teams.click(answer, "choose", {"severity": "high", "summary": "eau"}, MAHAMAT)
        for _ in range(2)
    ]
    assert clicks[0]["id"] != clicks[1]["id"]
    responses = await asyncio.gather(*(stage.post_teams(click) for click in clicks))
    assert len({response.text for response in responses}) == 1
    assert "ouvert : Abris et" in responses[0].text
    offered = await stage.command(WANJIRU, "who shelter kenya")
    forms = [await stage.form(WANJIRU, offered, "Open a case") for _ in range(2)]
    sent = [await stage.submit(WANJIRU, f, severity="high", summary="flood") for f in forms]
    assert "opened: Shelter and Settlements, Kenya (high)" in sent[0].text
    assert sent[0].text == sent[1].text
    assert stage.rows.counts()["cases"] == 2


async def test_a_double_click_on_a_menu_opens_one(stage: Stage) -> None:
    question = await stage.command(WANJIRU, "escalate kenya")
    again = await stage.command(WANJIRU, "help")
    again.blocks = question.blocks
    for message in (question, again):
        opened = await stage.choose(WANJIRU, message, "Shelter and Settlements")
        assert "IOM-1 opened" in opened.text
    assert stage.rows.counts()["cases"] == 1


async def test_a_menu_that_was_answered_takes_no_typed_answer(stage: Stage) -> None:
    question = await stage.command(WANJIRU, "escalate shelter")
    region = await stage.choose(WANJIRU, question, "Regional Office in Nairobi")
    await stage.choose(WANJIRU, region, "Kenya")
    assert "IOM-1" not in await stage.slash(WANJIRU, "Uganda")


async def test_the_same_words_said_twice_are_two_cases(stage: Stage) -> None:
    for number in (1, 2):
        assert f"IOM-{number}" in await stage.slash(WANJIRU, "escalate shelter kenya -- flood")
