"""A rehearsal: the bot's clock is shifted, and every message says so."""

from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    EVE,
    MAHAMAT,
    NOOR,
    STEWARD,
    WANJIRU,
    directory,
    settings,
)

MARK = "REHEARSAL"
FRENCH = "EXERCICE"


@settings(offset=86_400.0, stewards=(STEWARD,))
async def test_every_message_says_that_it_is_a_rehearsal(stage: Stage) -> None:
    for text in ("help", "who shelter kenya", "about MCOF", "escalate", "stop", "status", "hello"):
        assert MARK in await stage.slash(WANJIRU, text), text
    assert MARK in await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(hours=4)
    await stage.import_contacts(directory("noor"))
    await stage.slash(EVE, "escalate wash kenya critical")
    await stage.pass_time(hours=1)
    assert len(stage.slack.sent_to(AMINA)) == 2
    for message in stage.slack.messages:
        assert MARK in shown(message.blocks), message.text
    for sent in stage.teams.sent:
        assert FRENCH in shown(sent.card)
    assert len(stage.smtp.mails) >= 3
    for mail in stage.smtp.mails:
        assert MARK in mail.get_content(), mail["Subject"]


@settings(offset=86_400.0)
async def test_answers_to_buttons_and_forms_say_so_too(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(hours=1, seconds=30)
    (told,) = stage.slack.sent_to(AMINA)
    late = await stage.press(AMINA, told, "Pass to the next level now")
    assert MARK in shown(late.blocks)
    answer = await stage.fill(AMINA, told, "handover", to="rts:cairo")
    assert MARK in shown(answer.blocks)
    (asked,) = stage.chat(NOOR)
    taken = await stage.press_in_teams(NOOR, asked, "ack")
    assert FRENCH in shown(taken.card)
    await stage.pass_time(5)
    assert MARK in shown(told.blocks), "the card that changed, too"
    assert FRENCH in await stage.say_in_teams(MAHAMAT, "aide")


async def test_otherwise_no_message_says_so(stage: Stage) -> None:
    assert MARK not in await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(30)
    for message in stage.slack.messages:
        assert MARK not in shown(message.blocks)
