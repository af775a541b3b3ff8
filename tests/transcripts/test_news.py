"""Whoever asked is told of each step, once, in their language and where they asked."""

from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    MAHAMAT,
    NOOR,
    OMAR,
    ROSA,
    STRANGER,
    WANJIRU,
    on_both,
)


def titles_of(stage: Stage, user: str) -> list[str]:
    """The first line of each piece of news."""
    return [message.text.partition(" · ")[0] for message in stage.slack.sent_to(user)]


@on_both
async def test_each_step_is_told_once(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    await stage.slash(AMINA, "next IOM-1")
    await stage.pass_time(5)
    await stage.say_in_teams(NOOR, "handover IOM-1 rts:cairo")
    await stage.pass_time(5)
    await stage.slash(OMAR, "ack IOM-1")
    await stage.pass_time(5)
    await stage.slash(OMAR, "resolve IOM-1 -- tents sent")
    await stage.pass_time(days=2)
    assert titles_of(stage, WANJIRU) == [
        "IOM-1: Amina Example (DOE RTS, Regional Office in Nairobi) was told by Slack.",
        "IOM-1: passed on. Noor Exemple (PRD: Shelter and Settlements) was told by Teams.",
        "IOM-1: handed over. Omar Example (DOE RTS, Regional Office in Cairo) was told by Slack.",
        "IOM-1: Omar Example has taken it.",
        "IOM-1 is resolved by Omar Example.",
    ]
    assert "tents sent" in shown(stage.slack.sent_to(WANJIRU)[-1].blocks)


async def test_when_the_case_changes_quickly_the_news_stays_true(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.slash(AMINA, "ack IOM-1")
    await stage.say_in_teams(NOOR, "handover IOM-1 rts:cairo")
    await stage.slash(OMAR, "ack IOM-1")
    await stage.slash(OMAR, "resolve IOM-1 -- done")
    await stage.pass_time(60)
    assert titles_of(stage, WANJIRU) == [
        "IOM-1: Amina Example has taken it.",
        "IOM-1: Omar Example has taken it.",
        "IOM-1 is resolved by Omar Example.",
    ]
    assert stage.slack.sent_to(OMAR) == [], "he has answered before he was told"
    for message in stage.slack.sent_to(WANJIRU):
        assert labels(message) == [], "the case is closed"


async def test_news_in_the_askers_language_where_they_asked(stage: Stage) -> None:
    await stage.slash(ROSA, "escalate shelter kenya high")
    await stage.say_in_teams(MAHAMAT, "escalate abris Kenya high")
    await stage.pass_time(20)
    for number in (1, 2):
        await stage.slash(AMINA, f"ack IOM-{number}")
    await stage.pass_time(5)
    told, taken = stage.slack.sent_to(ROSA)
    assert "Amina Example" in told.text
    assert "IOM-1" in taken.text
    assert "Amina Example" in taken.text
    assert "has taken" not in taken.text
    answer, told_in_teams, taken_in_teams = [shown(s.card) for s in stage.chat(MAHAMAT)]
    assert "IOM-2 ouvert" in answer
    assert "IOM-2 : demande remise à Amina Example" in told_in_teams
    assert "IOM-2 : pris en charge par Amina Example" in taken_in_teams


async def test_a_case_raised_in_a_channel_is_followed_up_in_private(stage: Stage) -> None:
    await stage.mention_in_teams(STRANGER, "escalate shelter kenya high")
    await stage.mention(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(30)
    assert "IOM-1" in shown(stage.chat(STRANGER)[0].card)
    assert "IOM-2" in stage.slack.sent_to(WANJIRU)[0].text


async def test_what_somebody_does_to_their_own_case_is_no_news_to_them(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    await stage.slash(WANJIRU, "next IOM-1")
    await stage.slash(WANJIRU, "resolve IOM-1 -- solved locally")
    await stage.pass_time(60)
    assert not [text for text in titles_of(stage, WANJIRU) if "resolved" in text]


async def test_details_added_by_others_are_news(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    await stage.slash(AMINA, "details IOM-1 -- a convoy leaves at noon")
    await stage.pass_time(5)
    assert "a convoy leaves at noon" in shown(stage.slack.sent_to(WANJIRU)[-1].blocks)
