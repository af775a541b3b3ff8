"""A message that doesn't arrive: next channel, deputy, next level, and the case says so."""

import pytest

from tests.fakes.slack_faults import Broken, Cut, RateLimited, Refuse
from tests.fakes.slack_shown import Message
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    LUCIA,
    NOOR,
    STEWARD,
    WANJIRU,
    directory,
    on_both,
    settings,
)

EVERYWHERE = (
    f"rts:nairobi,1,Amina Example,amina@example.org,,{AMINA},{NOOR.object_id},en,"
    "Africa/Nairobi,2026-02-20"
)


async def opened(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")


def news_of(stage: Stage) -> list[Message]:
    return stage.slack.sent_to(WANJIRU)


@on_both
async def test_slack_then_teams_then_mail_then_the_deputy_then_the_next_level(
    stage: Stage,
) -> None:
    await stage.import_contacts(directory(amina=EVERYWHERE))
    stage.slack.fail("chat.postMessage", Refuse("channel_not_found"))
    stage.teams.fail(403, "MessageWritesBlocked")
    stage.smtp.refuse("RCPT", "550 no such user")
    await opened(stage)
    await stage.pass_time(20)
    status = await stage.slash(WANJIRU, "status IOM-1")
    lines = [line.partition("  ")[2] for line in status.splitlines() if line.startswith("2026")]
    call = "the call for help"
    assert [line for line in lines if "the news" not in line and "report" not in line] == [
        "Wanjiru Example opened the case from slack",
        "the turn of DOE RTS, Regional Office in Nairobi, until 2026-03-02 09:00:20",
        f"{call} NOT delivered to Amina Example by Slack: channel_not_found",
        f"{call} NOT delivered to Amina Example by Teams: MessageWritesBlocked",
        f"{call} NOT delivered to Amina Example by mail: smtp_550",
        f"{call} NOT delivered to Joseph Example by mail: smtp_550",
        "nobody at DOE RTS, Regional Office in Nairobi could be reached by the bot",
        "the turn of PRD: Shelter and Settlements, until 2026-03-02 09:00:20",
        f"{call} delivered to Noor Exemple by Teams",
    ]
    assert "the level before could not be reached. Noor Exemple" in news_of(stage)[-1].text
    # Noor has the usual time.
    stage.smtp.work()
    await stage.pass_time(3590)
    assert stage.smtp.mails == []
    await stage.pass_time(10)
    assert len(stage.smtp.mails) == 1


@pytest.mark.parametrize("code", ["user_not_found", "account_inactive", "cannot_dm_bot"])
async def test_refused_by_slack_the_same_contact_gets_a_mail(stage: Stage, code: str) -> None:
    stage.slack.fail("chat.postMessage", Refuse(code))
    await opened(stage)
    await stage.pass_time(20)
    (mail,) = stage.smtp.mails
    assert mail["To"].addresses[0].addr_spec == "amina@example.org"
    (news,) = news_of(stage)
    assert "Amina Example (DOE RTS, Regional Office in Nairobi) was told by mail." in news.text
    assert f"An earlier way failed (slack: {code})" in shown(news.blocks)


async def test_an_account_that_slack_doesnt_know_is_refused_at_once(stage: Stage) -> None:
    del stage.slack.users[AMINA]
    await opened(stage)
    await stage.pass_time(20)
    assert len(stage.smtp.mails) == 1


@settings(stewards=(STEWARD,))
async def test_stewards_learn_of_a_dead_address_once(stage: Stage) -> None:
    stage.slack.fail("chat.postMessage", Refuse("user_not_found"))
    await opened(stage)
    await stage.pass_time(20)
    reports = [mail for mail in stage.smtp.mails if "Dead address" in mail["Subject"]]
    assert [mail["To"].addresses[0].addr_spec for mail in reports] == [STEWARD]
    assert "Amina Example" in reports[0]["Subject"]
    assert "user_not_found" in reports[0]["Subject"]
    assert "IOM-1" in reports[0].get_content()


@settings(stewards=(STEWARD,))
async def test_after_a_dead_address_the_deputy_is_told_first_until_it_is_confirmed(
    stage: Stage,
) -> None:
    stage.slack.fail("chat.postMessage", Refuse("user_not_found"))
    await opened(stage)
    await stage.pass_time(20)
    await opened(stage)
    await stage.pass_time(20)
    assert (
        "Joseph Example (DOE RTS, Regional Office in Nairobi) was told" in news_of(stage)[-1].text
    )
    await stage.slash(AMINA, "confirm")
    await opened(stage)
    await stage.pass_time(20)
    assert "Amina Example (DOE RTS" in news_of(stage)[-1].text


@settings(stewards=(STEWARD,))
@pytest.mark.parametrize("code", ["token_revoked", "missing_scope", "invalid_auth"])
async def test_the_bots_own_trouble_is_no_dead_address(stage: Stage, code: str) -> None:
    stage.slack.fail("chat.postMessage", Refuse(code))
    await opened(stage)
    await stage.pass_time(20)
    assert [mail for mail in stage.smtp.mails if "Dead address" in mail["Subject"]] == []
    assert len(stage.smtp.mails) == 1


@settings(stewards=(STEWARD,))
async def test_a_report_reaches_a_steward_by_their_own_channel(stage: Stage) -> None:
    steward = f"steward:kenya,1,Motse Example,{STEWARD},,{LUCIA},,es,,2026-02-20"
    await stage.import_contacts(directory("amina", "joseph", steward=steward))
    await opened(stage)
    await stage.pass_time(20)
    (report,) = stage.slack.sent_to(LUCIA)
    assert "Puesto vacante" in report.text


@settings(stewards=(STEWARD,))
async def test_a_report_that_a_steward_s_channel_refuses_goes_by_mail(stage: Stage) -> None:
    steward = f"steward:kenya,1,Motse Example,{STEWARD},,{LUCIA},,en,,2026-02-20"
    await stage.import_contacts(directory("amina", "joseph", steward=steward))
    del stage.slack.users[LUCIA]
    await opened(stage)
    await stage.pass_time(20)
    (mail,) = [m for m in stage.smtp.mails if "Vacant post" in m["Subject"]]
    assert mail["To"].addresses[0].addr_spec == STEWARD
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "NOT delivered to Motse Example by Slack: user_not_found" in status


async def test_details_that_slack_refuses_reach_whoever_was_told_by_mail(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(20)
    stage.slack.fail("chat.postMessage", Refuse("cannot_dm_bot"))
    await stage.slash(WANJIRU, "details IOM-1 -- the bridge is gone")
    await stage.pass_time(20)
    (mail,) = stage.smtp.mails
    assert mail["To"].addresses[0].addr_spec == "amina@example.org"
    assert "the bridge is gone" in mail.get_content()


async def test_a_rate_limit_waits_exactly_so_long_while_others_go_on(stage: Stage) -> None:
    stage.slack.fail("chat.postMessage", RateLimited(30))
    await opened(stage)
    await stage.pass_time(20)
    await stage.slash(WANJIRU, "escalate shelter peru high")
    await stage.pass_time(20)
    assert len(stage.slack.sent_to(LUCIA)) == 1
    assert stage.slack.sent_to(AMINA) == []
    await stage.pass_time(8)
    assert stage.slack.sent_to(AMINA) == []
    await stage.pass_time(3)
    (told,) = stage.slack.sent_to(AMINA)
    assert "may be a repeat" not in shown(told.blocks)
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "the call for help to Amina Example by Slack is delayed: ratelimited" in status
    assert "the call for help delivered to Amina Example by Slack" in status


async def test_a_rate_limit_of_teams_is_kept_too(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(20)
    stage.teams.fail(429, method="POST", retry_after="40")
    await stage.pass_time(hours=1, seconds=30)
    assert stage.chat(NOOR) == []
    await stage.pass_time(15)
    (asked,) = stage.chat(NOOR)
    assert "répétition" not in shown(asked.card)


@on_both
@pytest.mark.parametrize("fault", [Broken(500, recorded=True), Cut()])
async def test_a_send_in_doubt_that_arrived_is_settled_and_not_repeated(
    stage: Stage, fault: Broken | Cut
) -> None:
    stage.slack.fail("chat.postMessage", fault)
    await opened(stage)
    await stage.pass_time(60)
    assert len(stage.slack.sent_to(AMINA)) == 1
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "no word from the provider" in status
    assert "the call for help delivered to Amina Example by Slack" in status
    (told,) = stage.slack.sent_to(AMINA)
    answer = await stage.press(AMINA, told, "ack")
    assert "IOM-1 is yours" in answer.text
    await stage.pass_time(1)
    assert "taken by Amina Example" in shown(told.blocks)


async def test_a_send_in_doubt_that_didnt_arrive_is_sent_again(stage: Stage) -> None:
    stage.slack.fail("chat.postMessage", Broken(503))
    await opened(stage)
    await stage.pass_time(60)
    (told,) = stage.slack.sent_to(AMINA)
    assert "may be a repeat" not in shown(told.blocks), "Slack said that it has no such message"
    assert len(news_of(stage)) == 1


async def test_where_slack_cant_be_asked_the_repeat_is_marked(stage: Stage) -> None:
    stage.slack.fail("chat.postMessage", Broken(500, recorded=True))
    stage.slack.fail("conversations.history", Refuse("missing_scope"))
    await opened(stage)
    await stage.pass_time(60)
    first, again = stage.slack.sent_to(AMINA)
    assert "may be a repeat" not in shown(first.blocks)
    assert "This may be a repeat" in shown(again.blocks)
    assert "possibly a repeat" in await stage.slash(WANJIRU, "status IOM-1")


@on_both
async def test_a_time_out_on_teams_is_repeated_and_marked(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(20)
    stage.teams.drop("POST")
    await stage.pass_time(hours=1, seconds=10)
    (asked,) = stage.chat(NOOR)
    assert "Il s'agit peut-être d'une répétition" in shown(asked.card)
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "the call for help to Noor Exemple by Teams: no word from the provider" in status
    assert "delivered to Noor Exemple by Teams, possibly a repeat" in status


async def test_a_platform_that_stays_away_is_given_up_for_the_next_channel(stage: Stage) -> None:
    await opened(stage)
    await stage.pass_time(20)
    stage.teams.fail(503, method="POST", times=20)
    await stage.pass_time(hours=1)
    await stage.pass_time(300)
    (mail,) = stage.smtp.mails
    assert mail["To"].addresses[0].addr_spec == "noor@example.org"
    assert mail["Content-Language"] == "fr"


async def test_somebody_without_the_app_gets_a_mail(stage: Stage) -> None:
    await stage.post_teams(stage.teams.install(NOOR, "remove"))
    stage.teams.members.clear()
    await opened(stage)
    await stage.pass_time(hours=1, seconds=20)
    (mail,) = stage.smtp.mails
    assert mail["To"].addresses[0].addr_spec == "noor@example.org"


async def test_news_that_cant_be_sent_goes_to_the_asker_by_mail(stage: Stage) -> None:
    await opened(stage)
    stage.slack.fail("conversations.open", *[Refuse("user_disabled")] * 4)
    await stage.pass_time(20)
    assert news_of(stage) == []
    askers = [
        mail
        for mail in stage.smtp.mails
        if mail["To"].addresses[0].addr_spec == "wanjiru@example.org"
    ]
    assert len(askers) == 1
    assert "IOM-1" in askers[0]["Subject"]


async def test_a_delivery_that_was_overtaken_is_not_sent(stage: Stage) -> None:
    stage.slack.fail("chat.postMessage", RateLimited(600))
    await opened(stage)
    await stage.pass_time(20)
    await stage.say_in_teams(NOOR, "ack IOM-1")
    await stage.pass_time(1200)
    assert stage.slack.sent_to(AMINA) == []
