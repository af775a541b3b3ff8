"""What may point to one person: asked about before it is sent on, and never in anybody's way."""

from bot.retention import Retention
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import AMINA, EVE, NOOR, WANJIRU, on_both, settings

PHONE = "+254 722 123456"
SAID = f"300 families without roofs, call the mother at {PHONE}"


async def told(stage: Stage) -> str:
    return " | ".join(shown(message.blocks) for message in stage.slack.sent_to(AMINA))


@on_both
async def test_the_case_is_opened_at_once_and_goes_out_without_it(stage: Stage) -> None:
    answer = await stage.slash(WANJIRU, f"escalate shelter kenya high -- {SAID}")
    assert "IOM-1 opened" in answer
    assert "This looks like: telephone number" in answer
    await stage.pass_time(20)
    assert "300 families without roofs, call the mother at [telephone number]" in await told(stage)
    assert PHONE not in await told(stage)


@on_both
async def test_send_as_it_is(stage: Stage) -> None:
    answer = await stage.command(WANJIRU, f"escalate shelter kenya high -- {SAID}")
    done = await stage.press(WANJIRU, answer, "confirm")
    assert "IOM-1: sent on as it is" in shown(done.blocks)
    await stage.pass_time(20)
    assert SAID in await told(stage)
    again = await stage.press(WANJIRU, answer, "confirm")
    assert "no longer open" in shown(again.blocks)


async def test_confirmed_after_it_went_out_the_card_changes(stage: Stage) -> None:
    answer = await stage.command(WANJIRU, f"escalate shelter kenya high -- {SAID}")
    await stage.pass_time(20)
    assert PHONE not in await told(stage)
    await stage.press(WANJIRU, answer, "confirm")
    await stage.pass_time(5)
    assert PHONE in await told(stage)


async def test_in_other_words(stage: Stage) -> None:
    answer = await stage.command(WANJIRU, f"escalate shelter kenya high -- {SAID}")
    form = await stage.fill(WANJIRU, answer, "change", text="300 families without roofs")
    assert "the text is changed" in shown(form.blocks)
    await stage.pass_time(20)
    assert "call the mother" not in await told(stage)
    assert "300 families without roofs" in await told(stage)


async def test_nobody_else_can_send_it_on(stage: Stage) -> None:
    answer = await stage.command(WANJIRU, f"escalate shelter kenya high -- {SAID}")
    pressed = await stage.press(EVE, answer, "confirm")
    assert "no longer open" in shown(pressed.blocks)
    await stage.pass_time(20)
    assert PHONE not in await told(stage)


@on_both
async def test_nothing_waits_in_a_critical_case(stage: Stage) -> None:
    answer = await stage.slash(WANJIRU, f"escalate shelter kenya critical -- {SAID}")
    assert "IOM-1 opened" in answer
    assert "This looks like: telephone number" in answer
    assert "was sent on as it is" in answer
    await stage.pass_time(1)
    assert SAID in await told(stage)
    more = await stage.slash(WANJIRU, "details IOM-1 -- passport A12345678")
    assert "Added" in more
    assert "passport or identity number" in more


async def test_details_wait_for_a_yes(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    asked = await stage.command(WANJIRU, "details IOM-1 -- passport A12345678, at the gate")
    assert "Nothing is written yet" in shown(asked.blocks)
    await stage.pass_time(5)
    assert "A12345678" not in await told(stage)
    done = await stage.press(WANJIRU, asked, "confirm")
    assert "Added" in shown(done.blocks)
    await stage.pass_time(5)
    assert "A12345678" in await told(stage)


async def test_a_note_at_the_end_waits_too_and_a_stranger_is_refused_first(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    refused = await stage.slash(EVE, f"details IOM-1 -- call {PHONE}")
    assert "Only the people on the ladder" in refused
    asked = await stage.slash(AMINA, f"resolve IOM-1 -- call {PHONE}")
    assert "IOM-1: is this meant to be sent on?" in asked
    assert "IOM-1 is resolved" in await stage.slash(
        AMINA, "resolve IOM-1 -- 300 kits on 2026-03-02"
    )


async def test_in_the_language_of_whoever_writes(stage: Stage) -> None:
    said = f"escalader abris kenya haute -- toits partis, appelez le {PHONE}"
    answer = await stage.say_in_teams(NOOR, said)
    assert "Cela ressemble à : numéro de téléphone" in answer
    await stage.slash(EVE, "language es")
    answer = await stage.slash(EVE, "escalate shelter kenya -- están en -1.29207, 36.82195")
    assert "Esto parece: coordenadas" in answer


async def test_plain_texts_raise_no_remark(stage: Stage) -> None:
    for said in ("300 families, since 2026-03-01", "USD 1,250,000 missing", "see IOM-7 and IOM-12"):
        assert "This looks like" not in await stage.slash(WANJIRU, f"escalate wash kenya -- {said}")


@settings(policy="retention_days: 30")
async def test_what_was_kept_apart_goes_after_two_days(stage: Stage) -> None:
    await stage.slash(WANJIRU, f"escalate shelter kenya high -- {SAID}")
    assert PHONE in stage.rows.everything(but={"inbox"})
    await stage.pass_time(days=2, seconds=1)
    await Retention(stage.bot.database, stage.bot.knowledge, stage.bot.clock).tick()
    assert PHONE not in stage.rows.everything(but={"inbox"})
