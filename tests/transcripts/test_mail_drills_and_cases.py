"""Who is told by mail alone acknowledges a drill, and takes a case, by a signed link."""

import re
from datetime import timedelta

import pytest

from tests.pages import links_in, look, press
from tests.stage import Stage
from tests.transcripts.cast import AMINA, EVE, MOTSE, STEWARD, WANJIRU, directory, on_both, settings
from tests.transcripts.mail_links import JOSEPH, PUBLIC, with_steward
from tests.transcripts.test_own_entry import mails_to

# Joseph alone has the post, by mail alone.
ALONE = f"rts:nairobi,1,Joseph Example,{JOSEPH},+254 700 000011,,,en,Africa/Nairobi,2026-02-20"


async def raised(stage: Stage, language: str = "en") -> str:
    """The link in the mail about a case that Wanjiru has raised."""
    await stage.import_contacts(directory("amina", joseph=ALONE.replace(",en,", f",{language},")))
    await stage.slash(WANJIRU, "escalate shelter kenya")
    await stage.pass_time(25)
    (link,) = links_in(stage, JOSEPH)
    return link


async def taken_from(stage: Stage) -> list[str]:
    entries = await stage.bot.database.read(lambda reader: reader.entries(1))
    return [entry.platform for entry in entries if entry.what == "taken"]


@on_both
@with_steward
async def test_a_drill_is_acknowledged_on_a_page(stage: Stage) -> None:
    await stage.press(MOTSE, await stage.say(MOTSE, "drill nairobi"), "confirm")
    await stage.pass_time(5)
    assert "drill ack" not in mails_to(stage, JOSEPH)
    (link,) = links_in(stage, JOSEPH)
    page = await look(stage, link)
    assert "THIS IS A DRILL" in page.text
    assert [form.label for form in page.forms] == ["Drill: I have read it"]
    assert "0 of 2" in await stage.slash(MOTSE, "drill status")
    stage.clock.at += timedelta(minutes=3)
    done = await press(stage, page, "ack")
    assert "thank you" in done.text
    assert "1 of 2" in await stage.slash(MOTSE, "drill status")
    stage.clock.at += timedelta(minutes=3)
    assert (await press(stage, page, "ack")).text == done.text
    later = await look(stage, link)
    assert "thank you" in later.text
    assert not later.forms
    assert later.text == done.text, "the time that was measured stays"


@with_steward
async def test_no_drill_for_whoever_has_left(stage: Stage) -> None:
    await stage.press(MOTSE, await stage.say(MOTSE, "drill nairobi"), "confirm")
    await stage.pass_time(5)
    (link,) = links_in(stage, JOSEPH)
    page = await look(stage, link)
    await stage.import_contacts(directory("joseph"))
    for gone in (await look(stage, link), await press(stage, page, "ack")):
        assert gone.status == 410
        assert "no longer in the directory" in gone.text


@settings(stewards=(STEWARD,))
async def test_without_an_address_from_outside_the_drill_says_what_to_write(stage: Stage) -> None:
    await stage.press(MOTSE, await stage.say(MOTSE, "drill nairobi"), "confirm")
    await stage.pass_time(5)
    assert "drill ack DRILL-1" in mails_to(stage, JOSEPH)


@with_steward
async def test_whoever_is_flagged_answers_by_the_link(stage: Stage) -> None:
    await stage.slash(EVE, "flag rts:nairobi 2 -- moved")
    await stage.pass_time(5)
    (link,) = links_in(stage, JOSEPH)
    assert "Somebody has said that this entry is wrong" in mails_to(stage, JOSEPH)
    done = await press(stage, await look(stage, link), "confirm")
    assert "confirmed as of today" in done.text
    (seat,) = await stage.bot.database.read(
        lambda r: [s for s in r.seats() if s.name == "rts:nairobi#2"]
    )
    assert not seat.flags


@on_both
@with_steward
async def test_a_case_is_taken_on_a_page(stage: Stage) -> None:
    link = await raised(stage)
    assert "/iom ack" not in mails_to(stage, JOSEPH)
    page = await look(stage, link)
    assert "Kenya" in page.text
    assert await taken_from(stage) == [], "opening it takes nothing"
    done = await press(stage, page, "ack")
    assert done.status == 200
    assert "wanjiru@example.org" in done.text
    assert await taken_from(stage) == ["mail"]
    assert (await press(stage, page, "ack")).text == done.text
    assert await taken_from(stage) == ["mail"]
    await stage.pass_time(hours=24)
    assert "Joseph Example" in await stage.slash(WANJIRU, "status IOM-1")
    assert "Joseph Example" in str(stage.slack.sent_to(WANJIRU)[-1].blocks)
    again = await look(stage, link)
    assert [form.fields["verb"] for form in again.forms] == ["resolve", "handover"]
    assert (await press(stage, again, "resolve")).status == 422
    asks = await press(stage, again, "resolve", note="Call +254 711 999888 for the tents")
    assert [form.fields["verb"] for form in asks.forms] == ["confirm", "change"]
    assert "999888" not in await stage.slash(WANJIRU, "status IOM-1")
    closed = await press(stage, again, "resolve", note="Tents are on their way")
    assert closed.status == 200
    assert "Tents are on their way" in await stage.slash(WANJIRU, "status IOM-1")
    assert not (await look(stage, link)).forms


@on_both
@with_steward
async def test_a_case_that_somebody_else_has_taken_stays_theirs(stage: Stage) -> None:
    page = await look(stage, await raised(stage))
    await stage.slash(MOTSE, "ack IOM-1")
    late = await press(stage, page, "ack")
    assert "Motse" in late.text
    assert await taken_from(stage) == ["slack"]


@with_steward
async def test_passed_on_and_handed_over_on_the_page(stage: Stage) -> None:
    page = await look(stage, await raised(stage))
    wrong = await press(stage, page, "handover", to="nobody at all")
    assert wrong.status == 422
    assert wrong.form("handover").fields["in.to"] == "nobody at all"
    await press(stage, wrong, "handover", to="doe")
    assert "Director" in await stage.slash(WANJIRU, "status IOM-1")


@with_steward
async def test_the_case_of_whoever_has_left_or_of_another_number(stage: Stage) -> None:
    link = await raised(stage)
    page = await look(stage, link)
    await stage.slash(WANJIRU, "escalate wash kenya")
    forms = {**page.form("ack").fields, "value": "IOM-2"}
    other = await stage.web.post("/case", data=forms)
    assert other.status_code == 409
    cancel = {**forms, "verb": "cancel", "value": "IOM-1"}
    assert "IOM-1" in (await stage.web.post("/case", data=cancel)).text
    assert await taken_from(stage) == []
    assert "cancelled" not in (await stage.slash(WANJIRU, "status IOM-1")).lower()
    await stage.import_contacts(directory("joseph"))
    for gone in (await look(stage, link), await press(stage, page, "ack")):
        assert gone.status == 410
        assert "Kenya" not in gone.text
    assert await taken_from(stage) == []


@with_steward
@pytest.mark.parametrize(
    ("language", "button"), [("fr", "Je m'en charge"), ("es", "Me hago cargo")]
)
async def test_in_their_language(stage: Stage, language: str, button: str) -> None:
    link = await raised(stage, language)
    page = await look(stage, link)
    assert page.language == language
    assert button in [form.label for form in page.forms]
    assert "/iom" not in mails_to(stage, JOSEPH)


@settings(public_url=PUBLIC, mail=False)
async def test_a_mail_that_somebody_sends_by_hand_has_no_link(stage: Stage) -> None:
    await stage.import_contacts(directory("amina", joseph=ALONE))
    await stage.slash(WANJIRU, "escalate shelter kenya")
    await stage.pass_time(25)
    told = str([sent.blocks for sent in stage.slack.sent_to(WANJIRU)])
    assert "mailto:" in told
    assert "case" in told
    assert not re.search(r"case(\?|%3F)t", told)
    assert AMINA not in told
