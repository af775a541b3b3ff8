"""Coordinating offices get a copy where the policy says so; nobody waits for them."""

from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage
from tests.transcripts.cast import EVE, NOOR, STEWARD, WANJIRU, directory, settings

CANBERRA = f"coord:canberra,1,Eve Example,eve@example.org,,{EVE},,en,Australia/Sydney,2026-02-20"
BANGKOK = "rts:bangkok,1,Somchai Example,somchai@example.org,,,,en,Asia/Bangkok,2026-02-20"
SWITCHED_ON = "structure: {copy_coordinating_offices: true}"


@settings(policy=SWITCHED_ON)
async def test_a_copy_goes_out_with_the_first_telling(stage: Stage) -> None:
    await stage.import_contacts(directory(canberra=CANBERRA, bangkok=BANGKOK))
    await stage.slash(WANJIRU, "escalate shelter fiji high -- cyclone")
    await stage.pass_time(20)
    (copy,) = stage.slack.sent_to(EVE)
    assert "IOM-1: for your information" in copy.text
    assert "DOE RTS, Regional Office in Bangkok has been told" in shown(copy.blocks)
    assert "cyclone" in shown(copy.blocks)
    assert labels(copy) == []
    assert len(stage.smtp.mails) == 1
    # Nobody waits for it, and it is no level of the ladder.
    await stage.pass_time(hours=1)
    assert len(stage.chat(NOOR)) == 1
    assert len(stage.slack.sent_to(EVE)) == 1
    news = [message.text for message in stage.slack.sent_to(WANJIRU)]
    assert not [text for text in news if "Eve" in text]
    assert "3 of 4: PRD: Shelter and Settlements" in shown(copy.blocks), "it shows where it is"
    assert "for your information" in copy.text
    assert labels(copy) == []
    assert "a copy delivered to Eve Example by Slack" in await stage.slash(WANJIRU, "status IOM-1")


@settings(policy=SWITCHED_ON, stewards=(STEWARD,))
async def test_a_copy_that_fails_holds_nothing_up(stage: Stage) -> None:
    dead = CANBERRA.replace(EVE, "UGONE")
    await stage.import_contacts(directory(canberra=dead, bangkok=BANGKOK))
    await stage.slash(WANJIRU, "escalate shelter fiji high")
    await stage.pass_time(20)
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "a copy NOT delivered to Eve Example by Slack: user_not_found" in status
    assert "2 of 4: DOE RTS, Regional Office in Bangkok" in status
    assert "the call for help delivered to Somchai Example by mail" in status
    assert "a copy delivered to Eve Example by mail" in status
    assert [m["Subject"] for m in stage.smtp.mails if "Dead address" in m["Subject"]]


async def test_without_the_policy_there_are_no_copies(stage: Stage) -> None:
    await stage.import_contacts(directory(canberra=CANBERRA, bangkok=BANGKOK))
    await stage.slash(WANJIRU, "escalate shelter fiji high")
    await stage.pass_time(hours=5)
    assert stage.slack.sent_to(EVE) == []
