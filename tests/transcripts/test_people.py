"""One person at several accounts, people without a mail address, and contacts out of reach."""

from dataclasses import replace

from tests.fakes.teams_activities import Member
from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    EVE,
    NOOR,
    WANJIRU,
    directory,
    on_both,
    settings,
)

WANJIRU_IN_TEAMS = Member(
    "77777777-abcd-4abc-8abc-777777777777", "Wanjiru E.", "WANJIRU@Example.org", "en-GB"
)


@on_both
async def test_a_person_is_the_same_in_slack_and_in_teams(stage: Stage) -> None:
    stage.teams.members[WANJIRU_IN_TEAMS.object_id] = WANJIRU_IN_TEAMS
    await stage.slash(WANJIRU, "office KEN")
    await stage.slash(WANJIRU, "language fr")
    await stage.slash(WANJIRU, "escalate shelter high")
    teams = WANJIRU_IN_TEAMS
    assert "IOM-1" in await stage.say_in_teams(teams, "status")
    assert "Votre bureau : Kenya" in await stage.say_in_teams(teams, "office")
    assert "IOM-1 est annulé" in await stage.say_in_teams(teams, "cancel IOM-1")


async def test_an_asker_whose_address_nobody_knows_is_told_and_may_act(stage: Stage) -> None:
    stage.slack.users.add(EVE, None, "Eve Example")
    await stage.slash(EVE, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(AMINA)
    assert f"Eve Example · Slack: {EVE}" in shown(told.blocks)
    assert "IOM-1" in stage.slack.sent_to(EVE)[0].text
    assert "IOM-1" in await stage.slash(EVE, "status")
    assert "IOM-1 is cancelled" in await stage.slash(EVE, "cancel IOM-1")


async def test_an_address_that_is_learnt_later_keeps_the_cases(stage: Stage) -> None:
    stage.slack.users.add(EVE, None, "Eve Example")
    await stage.slash(EVE, "escalate shelter kenya high")
    stage.slack.users.add(EVE, "eve@example.org", "Eve Example")
    await stage.pass_time(hours=1, seconds=1)
    assert "IOM-1" in await stage.slash(EVE, "status")
    eve = replace(WANJIRU_IN_TEAMS, email="eve@example.org")
    stage.teams.members[eve.object_id] = eve
    assert "IOM-1" in await stage.say_in_teams(eve, "status IOM-1")


async def test_nobody_becomes_somebody_else_by_a_name(stage: Stage) -> None:
    impostor = Member("88888888-abcd-4abc-8abc-888888888888", "Amina Example", "evil@example.org")
    stage.teams.members[impostor.object_id] = impostor
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    answer = await stage.say_in_teams(impostor, "ack IOM-1")
    assert "Only the people on the ladder" in answer
    assert "no roofs" not in answer


async def test_a_slack_account_of_another_workspace_is_told_apart(stage: Stage) -> None:
    line = f"rts:nairobi,1,Amina Example,,,T9:{AMINA},,en,,2026-02-20"
    await stage.import_contacts(directory(amina=line))
    stage.slack.users.add(AMINA, None, "somebody else")
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    assert "Only the people on the ladder" in await stage.slash(AMINA, "ack IOM-1")


async def test_a_contact_with_nothing_but_a_telephone_is_passed_at_once(stage: Stage) -> None:
    line = "rts:nairobi,1,Amina Example,,+254 700 000010,,,en,,2026-02-20"
    await stage.import_contacts(directory("joseph", amina=line))
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    assert len(stage.chat(NOOR)) == 1
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "nobody at DOE RTS, Regional Office in Nairobi could be reached" in status
    news = stage.slack.sent_to(WANJIRU)[-1]
    assert "the level before could not be reached" in news.text


async def test_with_nobody_above_the_last_level_is_reminded(stage: Stage) -> None:
    await stage.import_contacts(directory("noor", "director"))
    # PRD and DOE have the mailboxes that the bot ships with.
    await stage.slash(WANJIRU, "escalate wash kenya high")
    await stage.pass_time(hours=2, seconds=20)
    addresses = [mail["To"].addresses[0].addr_spec for mail in stage.smtp.mails]
    assert addresses == ["prdcore@iom.int", "doe@iom.int"]
    assert "the last level already" in await stage.slash(AMINA, "next IOM-1")


async def test_the_end_of_the_ladder_is_not_the_end(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(hours=4)
    (first,) = stage.slack.sent_to(AMINA)
    assert "end of the ladder" in shown(first.blocks)
    assert labels(first) == ["I take it", "Not mine: hand over", "Who would be told, and when?"]
    await stage.press(AMINA, first, "I take it")
    await stage.pass_time(5)
    mails = len(stage.smtp.mails)
    assert "Amina Example has taken it" in stage.slack.sent_to(WANJIRU)[-1].text
    await stage.pass_time(days=3)
    assert len(stage.smtp.mails) == mails, "no reminder any more"


@settings(policy="waits: {high: {seconds: 3600}}\nreminder_cap_seconds: 3600")
async def test_a_successor_is_told_by_the_next_reminder(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(hours=3, seconds=20)
    successor = "doe,1,Successor Example,successor@example.org,,,,fr,Europe/Zurich,2026-02-20"
    await stage.import_contacts(directory(director=successor))
    await stage.pass_time(hours=1)
    mail = stage.smtp.mails[-1]
    assert mail["To"].addresses[0].addr_spec == "successor@example.org"
    assert mail["Content-Language"] == "fr"


async def test_several_cases_wait_and_the_bot_asks_which(stage: Stage) -> None:
    for text in ("north", "south"):
        await stage.slash(WANJIRU, f"escalate shelter kenya high -- {text}")
    await stage.pass_time(30)
    assert "Which case" in (await stage.say(AMINA, "I take it")).text
    assert "Which case" in await stage.slash(AMINA, "ack")
    mine = await stage.slash(AMINA, "status")
    assert "IOM-1" in mine
    assert "IOM-2" in mine
