"""Who may take a case, and who may see it; by button and by command, in each platform."""

import pytest

from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage
from tests.teams_side import titles
from tests.transcripts.cast import (
    AMINA,
    EVE,
    MOTSE,
    NOOR,
    ROSA,
    STEWARD,
    STRANGER,
    WANJIRU,
    on_both,
    settings,
)


async def opened(stage: Stage, severity: str = "high") -> None:
    await stage.slash(WANJIRU, f"escalate shelter kenya {severity} -- no roofs")


@on_both
async def test_taken_by_button_in_slack(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(AMINA)
    answer = await stage.press(AMINA, told, "I take it")
    assert "IOM-1 is yours" in answer.text
    assert "wanjiru@example.org · +254 711 000001" in shown(answer.blocks)
    await stage.pass_time(1)
    assert "taken by Amina Example" in shown(told.blocks)
    assert labels(told) == ["Resolve", "Not mine: hand over"]
    news = stage.slack.sent_to(WANJIRU)[-1]
    assert "IOM-1: Amina Example has taken it." in news.text
    assert "amina@example.org" in shown(news.blocks)
    await stage.pass_time(days=3)
    assert stage.chat(NOOR) == []


@pytest.mark.parametrize("words", ["ack IOM-1", "ack iom 1", "ack", "I take it", "je m'en charge"])
async def test_taken_by_command_in_slack(stage: Stage, words: str) -> None:
    await opened(stage)
    await stage.pass_time(20)
    assert "IOM-1" in (await stage.say(AMINA, words)).text
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "taken by Amina Example" in status


@on_both
async def test_taken_by_button_in_teams(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(hours=1, seconds=20)
    (asked,) = stage.chat(NOOR)
    answer = await stage.press_in_teams(NOOR, asked, "Je m'en charge")
    assert "Vous prenez en charge IOM-1" in shown(answer.card)
    assert "wanjiru@example.org" in shown(answer.card)
    await stage.pass_time(1)
    changed = stage.chat(NOOR)[0]
    assert changed.activity_id == asked.activity_id
    assert "pris en charge par Noor Exemple" in shown(changed.card)
    assert "Je m'en charge" not in titles(changed.card)
    # The card in the other platform shows it, in that reader's language.
    (first,) = stage.slack.sent_to(AMINA)
    assert "taken by Noor Exemple" in shown(first.blocks)


async def test_taken_by_button_in_an_older_client_of_teams(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(hours=1, seconds=20)
    (asked,) = stage.chat(NOOR)
    press = stage.teams.submit({"verb": "ack", "value": "IOM-1"}, NOOR, asked.activity_id)
    assert (await stage.post_teams(press)).status_code == 200
    assert "Vous prenez en charge IOM-1" in shown(stage.chat(NOOR)[-1].card)
    await stage.pass_time(1)
    assert "pris en charge par Noor Exemple" in shown(stage.chat(NOOR)[0].card)


async def test_taken_by_command_in_teams(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(hours=1, seconds=20)
    assert "Vous prenez en charge IOM-1" in await stage.say_in_teams(NOOR, "prendre IOM-1")


async def test_whoever_was_told_by_mail_answers_from_their_account(stage: Stage) -> None:
    stage.slack.users.add("UJOSEPH", "JOSEPH@example.org", "Joseph Example")
    await opened(stage)
    await stage.pass_time(20)
    assert "IOM-1 is yours" in await stage.slash("UJOSEPH", "ack IOM-1")


@on_both
async def test_the_second_to_take_it_is_told_who_has_it(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(hours=1, seconds=20)
    (told,) = stage.slack.sent_to(AMINA)
    (asked,) = stage.chat(NOOR)
    await stage.press_in_teams(NOOR, asked, "ack")
    late = await stage.press(AMINA, told, "I take it")
    assert late.text.startswith("Noor Exemple has taken IOM-1 already.")
    again = await stage.press_in_teams(NOOR, asked, "ack")
    assert "Vous avez déjà pris IOM-1 en charge" in shown(again.card)
    await stage.pass_time(1)
    assert sum("has taken it" in m.text for m in stage.slack.sent_to(WANJIRU)) == 1


VERBS = ["status", "ack", "next", "cancel", "handover IOM-1 rmm", "resolve", "details"]


@pytest.mark.parametrize("verb", VERBS)
async def test_a_stranger_is_refused_politely_and_sees_nothing(stage: Stage, verb: str) -> None:
    await opened(stage)
    await stage.pass_time(20)
    words = verb if "IOM-1" in verb else f"{verb} IOM-1 -- note"
    before = stage.rows.counts()
    for answer in (
        await stage.slash(EVE, words),
        await stage.say_in_teams(STRANGER, words),
    ):
        assert "Only the people on the ladder of IOM-1" in answer
        for secret in ("no roofs", "Wanjiru", "Amina", "Kenya"):
            assert secret not in answer
    assert "Solo" in await stage.slash(ROSA, words)
    assert stage.rows.counts()["entries"] == before["entries"]
    assert stage.rows.counts()["notices"] == before["notices"]


async def test_a_strangers_button_does_nothing(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(AMINA)
    answer = await stage.press(EVE, told, "I take it")
    assert "Only the people on the ladder of IOM-1" in answer.text
    assert answer.only_for == EVE
    assert labels(told)[0] == "I take it"


async def test_an_unknown_case_and_one_of_others_look_alike_in_the_list(stage: Stage) -> None:
    await opened(stage)
    assert "You have no open cases" in await stage.slash(EVE, "status")
    assert "There is no case IOM-2" in await stage.slash(EVE, "status IOM-2")


async def test_a_contact_of_the_ladder_may_not_cancel(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(20)
    answer = await stage.slash(AMINA, "cancel IOM-1")
    assert "Only whoever raised IOM-1 and stewards may cancel it" in answer
    assert "resolve" in answer


@settings(stewards=(STEWARD,))
async def test_stewards_may_do_everything(stage: Stage) -> None:
    for number in range(1, 4):
        await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
        await stage.pass_time(20)
        assert "no roofs" in await stage.slash(MOTSE, f"status IOM-{number}")
    assert "PRD" in await stage.slash(MOTSE, "next IOM-1")
    assert "IOM-1 goes to" in await stage.slash(MOTSE, "handover IOM-1 rts:cairo")
    assert "Added" in await stage.slash(MOTSE, "details IOM-1 -- more")
    assert "IOM-1 is yours" in await stage.slash(MOTSE, "ack IOM-1")
    assert "IOM-1 is resolved" in await stage.slash(MOTSE, "resolve IOM-1 -- done")
    assert "IOM-2 is cancelled" in await stage.slash(MOTSE, "cancel IOM-2")


async def test_every_level_of_the_ladder_may_act_before_its_turn(stage: Stage) -> None:
    await opened(stage)
    assert "Vous prenez en charge IOM-1" in await stage.say_in_teams(NOOR, "ack IOM-1")
    await stage.pass_time(days=1)
    assert stage.slack.sent_to(AMINA) == []


@on_both
async def test_the_list_and_the_timeline_in_three_languages(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(hours=1, seconds=20)
    (asked,) = stage.chat(NOOR)
    await stage.press_in_teams(NOOR, asked, "ack")
    english = await stage.slash(WANJIRU, "status")
    assert "IOM-1: Shelter and Settlements, Kenya (high), taken" in english
    french = await stage.say_in_teams(NOOR, "statut")
    assert "IOM-1 : Abris et établissements, Kenya" in french
    await stage.slash(AMINA, "language es")
    spanish = await stage.slash(AMINA, "estado IOM-1")
    timeline = await stage.slash(WANJIRU, "status IOM-1")
    for line in (
        "2026-03-02 08:00:00  Wanjiru Example opened the case from slack",
        "2026-03-02 08:00:20  the call for help delivered to Amina Example by Slack",
        "2026-03-02 09:00:20  no answer from DOE RTS, Regional Office in Nairobi in time",
        "2026-03-02 09:00:20  the call for help delivered to Noor Exemple by Teams",
        "2026-03-02 09:00:20  Noor Exemple took it",
    ):
        assert line in timeline
    assert "2026-03-02 09:00:20  " in spanish
    assert "Noor Exemple" in spanish
    assert "took it" not in spanish
    assert "a pris" in await stage.say_in_teams(NOOR, "statut IOM-1")


async def test_the_status_has_the_buttons_that_make_sense(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(20)
    mine = await stage.command(WANJIRU, "status IOM-1")
    assert "Add details" in labels(mine)
    hers = await stage.command(AMINA, "status IOM-1")
    answer = await stage.press(AMINA, hers, "I take it")
    assert "IOM-1 is yours" in answer.text
    closed = await stage.fill(AMINA, answer, "Resolve", note="300 kits sent")
    assert "IOM-1 is resolved" in closed.text
    assert labels(await stage.command(AMINA, "status IOM-1")) == []


async def test_somebody_with_an_id_and_no_mail_address_is_who_the_directory_says(
    stage: Stage,
) -> None:
    stage.slack.users.add(AMINA, None, "amina.e")
    await opened(stage)
    await stage.pass_time(20)
    assert "IOM-1 is yours" in await stage.slash(AMINA, "ack IOM-1")
