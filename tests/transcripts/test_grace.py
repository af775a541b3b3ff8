"""Whoever asked may cancel and add details, during the grace period and after it."""

from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    EVE,
    FATOU,
    MAHAMAT,
    NOOR,
    WANJIRU,
    directory,
    on_both,
)


@on_both
async def test_cancelled_during_the_grace_period_nobody_is_ever_told(stage: Stage) -> None:
    opened = await stage.command(WANJIRU, "escalate shelter kenya high")
    answer = await stage.press(WANJIRU, opened, "Cancel the case")
    assert "IOM-1 is cancelled. Nobody further is told." in answer.text
    await stage.pass_time(days=2)
    assert stage.slack.messages == []
    assert stage.smtp.mails == []
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "cancelled" in status
    assert "IOM-1 is closed already" in await stage.slash(WANJIRU, "cancel IOM-1")


async def test_cancelled_later_the_cards_that_were_sent_show_it(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(AMINA)
    (news,) = stage.slack.sent_to(WANJIRU)
    await stage.press(WANJIRU, news, "Cancel the case")
    await stage.pass_time(1)
    assert "cancelled" in shown(told.blocks)
    assert labels(told) == []
    await stage.pass_time(days=2)
    assert len(stage.slack.sent_to(AMINA)) == 1
    assert len(stage.slack.sent_to(WANJIRU)) == 1, "the asker knows: it was theirs to cancel"


async def test_details_given_during_the_grace_period_are_on_the_first_card(stage: Stage) -> None:
    opened = await stage.command(WANJIRU, "escalate shelter kenya high -- no roofs")
    answer = await stage.fill(WANJIRU, opened, "Add details", text="The bridge is closed")
    assert answer.text == "Added to IOM-1."
    await stage.slash(WANJIRU, "details IOM-1 -- 40 children")
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(AMINA)
    for text in ("no roofs", "The bridge is closed", "40 children"):
        assert text in shown(told.blocks)


@on_both
async def test_details_given_later_reach_everybody_who_was_told(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(hours=1, seconds=20)
    (first,) = stage.slack.sent_to(AMINA)
    (second,) = stage.chat(NOOR)
    news = stage.slack.sent_to(WANJIRU)[-1]
    await stage.fill(WANJIRU, news, "Add details", text="The bridge is closed")
    await stage.pass_time(1)
    assert "The bridge is closed" in shown(first.blocks)
    _, more = stage.slack.sent_to(AMINA)
    assert "IOM-1: more details" in more.text
    assert "The bridge is closed" in shown(more.blocks)
    card, french = stage.chat(NOOR)
    assert card.activity_id == second.activity_id
    assert "The bridge is closed" in shown(card.card)
    assert "IOM-1 : précisions ajoutées" in shown(french.card)
    assert "The bridge is closed" in shown(french.card)


async def test_details_reach_by_mail_who_was_told_by_mail(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(hours=2, seconds=20)
    assert [mail["To"] for mail in stage.smtp.mails] == ["Office of the Director <doe@example.org>"]
    await stage.slash(WANJIRU, "details IOM-1 -- the bridge is closed")
    await stage.pass_time(1)
    assert "the bridge is closed" in stage.smtp.mails[-1].get_content()
    assert stage.smtp.mails[-1]["References"] == stage.smtp.mails[0]["References"]


async def test_details_and_cancel_in_teams(stage: Stage) -> None:
    opened = await stage.ask_in_teams(MAHAMAT, "escalate abris Tchad high -- inondation")
    added = await stage.press_in_teams(MAHAMAT, opened, "details", text="Le pont est coupé")
    assert "Ajouté à IOM-1" in shown(added.card)
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(FATOU)
    assert "Le pont est coupé" in shown(told.blocks)
    assert "Ajouté à IOM-1" in await stage.say_in_teams(
        MAHAMAT, "details IOM-1 -- et l'école aussi"
    )
    await stage.pass_time(1)
    assert "et l'école aussi" in shown(stage.slack.sent_to(FATOU)[-1].blocks)
    news = stage.chat(MAHAMAT)[-2]
    cancelled = await stage.press_in_teams(MAHAMAT, news, "cancel")
    assert "IOM-1 est annulé" in shown(cancelled.card)
    await stage.pass_time(1)
    assert "annulé" in shown(told.blocks)


async def test_the_first_level_can_be_told_before_the_grace_is_over(stage: Stage) -> None:
    opened = await stage.command(WANJIRU, "escalate shelter kenya high")
    answer = await stage.press(WANJIRU, opened, "Tell them now")
    assert "DOE RTS, Regional Office in Nairobi" in answer.text
    await stage.work()
    assert len(stage.slack.sent_to(AMINA)) == 1
    await stage.pass_time(60)
    assert len(stage.slack.sent_to(AMINA)) == 1
    assert stage.chat(NOOR) == []
    again = await stage.press(WANJIRU, opened, "Tell them now")
    assert "IOM-1 has gone on to the next level already" in again.text


async def test_nothing_is_added_where_nothing_is_said(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    assert "Please say what to add" in await stage.slash(WANJIRU, "details IOM-1")
    assert "Which case?" in await stage.slash(WANJIRU, "details")
    assert "There is no case IOM-9" in await stage.slash(WANJIRU, "details IOM-9 -- text")
    assert "Only the people" in await stage.slash(EVE, "details IOM-1 -- text")


async def test_a_message_of_more_details_shows_later_how_the_case_stands(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    await stage.slash(WANJIRU, "details IOM-1 -- the bridge is closed")
    await stage.pass_time(5)
    told, more = stage.slack.sent_to(AMINA)
    await stage.press(AMINA, more, "I take it")
    await stage.pass_time(5)
    for message in (told, more):
        assert "taken by Amina Example" in shown(message.blocks)
        assert labels(message) == ["Resolve", "Not mine: hand over"]
    assert "IOM-1: more details" in more.text


async def test_nobody_gets_their_own_details_back(stage: Stage) -> None:
    nameless = f"rts:nairobi,1,Amina Example,,,T1:{AMINA},,en,,2026-02-20"
    await stage.import_contacts(directory(amina=nameless))
    stage.slack.users.add(AMINA, None, "Amina Example")
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    await stage.slash(AMINA, "details IOM-1 -- on my way")
    await stage.pass_time(5)
    (told,) = stage.slack.sent_to(AMINA)
    assert "on my way" in shown(told.blocks)
    assert "on my way" in shown(stage.slack.sent_to(WANJIRU)[-1].blocks)
