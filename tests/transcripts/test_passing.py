"""Passing a case to the next level, and handing it over to another post or person."""

import asyncio

import pytest

from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    EVE,
    FATOU,
    NOOR,
    OMAR,
    WANJIRU,
    directory,
    on_both,
)


@pytest.fixture
async def told(stage: Stage) -> Stage:
    """A case of high severity; Amina has just been told."""
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    return stage


@on_both
async def test_passed_on_by_button(told: Stage) -> None:
    (card,) = told.slack.sent_to(AMINA)
    answer = await told.press(AMINA, card, "Pass to the next level now")
    assert "IOM-1 goes to the next level now: PRD: Shelter and Settlements" in answer.text
    await told.work()
    assert len(told.chat(NOOR)) == 1
    assert "passed on. Noor Exemple" in told.slack.sent_to(WANJIRU)[-1].text
    # The next level has its whole time.
    await told.pass_time(3590)
    assert told.smtp.mails == []
    await told.pass_time(10)
    assert len(told.smtp.mails) == 1


async def test_passed_on_by_command(told: Stage) -> None:
    assert "IOM-1 goes to the next level now" in await told.slash(AMINA, "next IOM-1")
    assert "passe maintenant au niveau suivant" in await told.say_in_teams(NOOR, "suivant IOM-1")
    await told.work()
    assert "the last level already" in await told.slash(AMINA, "next IOM-1")
    assert len(told.smtp.mails) == 1


@on_both
async def test_a_double_click_passes_one_level(told: Stage) -> None:
    (card,) = told.slack.sent_to(AMINA)
    clicks = [told.press_body(AMINA, card, "next") for _ in range(2)]
    await asyncio.gather(*(told.post_slack(click) for click in clicks))
    await told.work()
    assert len(told.chat(NOOR)) == 1
    assert told.smtp.mails == []
    texts = [answer["text"] for answer in told.slack.responses]
    assert sum("goes to the next level now" in text for text in texts) == 1
    assert sum("has gone on to the next level already" in text for text in texts) == 1


async def test_an_old_card_passes_nothing_on(told: Stage) -> None:
    (card,) = told.slack.sent_to(AMINA)
    click = told.press_body(AMINA, card, "next")
    await told.pass_time(hours=1)
    assert len(told.chat(NOOR)) == 1
    await told.post_slack(click)
    assert "has gone on to the next level already" in told.slack.responses[-1]["text"]
    await told.work()
    assert told.smtp.mails == []


async def test_a_button_from_before_takes_the_case_from_nobody(told: Stage) -> None:
    (card,) = told.slack.sent_to(AMINA)
    click = told.press_body(AMINA, card, "next")
    await told.say_in_teams(NOOR, "ack IOM-1")
    await told.post_slack(click)
    assert "Noor Exemple has taken IOM-1 already" in told.slack.responses[-1]["text"]


@on_both
async def test_handed_over_by_form_to_a_post(told: Stage) -> None:
    (card,) = told.slack.sent_to(AMINA)
    answer = await told.fill(AMINA, card, "Not mine: hand over", to="rts:cairo")
    assert "IOM-1 goes to DOE RTS, Regional Office in Cairo now." in answer.text
    await told.pass_time(1)
    (asked,) = told.slack.sent_to(OMAR)
    assert "no roofs" in shown(asked.blocks)
    assert "handed over to DOE RTS, Regional Office in Cairo" in shown(asked.blocks)
    assert "handed over. Omar Example" in told.slack.sent_to(WANJIRU)[-1].text
    assert "Cairo" in shown(card.blocks), "the first card shows it"
    # Unanswered, the case climbs on from where it was.
    await told.pass_time(hours=1)
    assert len(told.chat(NOOR)) == 1


async def test_handed_over_in_teams_by_the_fields_of_the_card(told: Stage) -> None:
    await told.pass_time(hours=1)
    (asked,) = told.chat(NOOR)
    answer = await told.press_in_teams(NOOR, asked, "handover", to="rts:dakar")
    assert "IOM-1 est transmis à" in shown(answer.card)
    await told.work()
    (card,) = told.slack.sent_to(FATOU)
    assert "IOM-1 : demande d'aide" in card.text


@pytest.mark.parametrize(
    "target",
    ["fatou@example.org", "FATOU@EXAMPLE.ORG", f"<@{FATOU}>", f"<@{FATOU}|fatou>", "Fatou Exemple"],
)
async def test_handed_over_to_a_person(told: Stage, target: str) -> None:
    answer = await told.slash(AMINA, f"handover IOM-1 {target}")
    assert "IOM-1 goes to Fatou Exemple" in answer
    await told.work()
    (card,) = told.slack.sent_to(FATOU)
    assert "IOM-1" in card.text
    assert "IOM-1" in await told.slash(FATOU, "ack IOM-1")


async def test_only_the_person_is_told_and_not_their_deputy(told: Stage) -> None:
    answer = await told.slash(AMINA, "handover IOM-1 joseph@example.org")
    assert "Joseph Example" in answer
    await told.work()
    (mail,) = told.smtp.mails
    assert mail["To"].addresses[0].addr_spec == "joseph@example.org"
    assert len(told.slack.sent_to(AMINA)) == 1


async def test_to_a_later_level_it_goes_there_and_climbs_from_there(told: Stage) -> None:
    await told.slash(AMINA, "handover IOM-1 doe")
    await told.work()
    assert len(told.smtp.mails) == 1
    assert told.chat(NOOR) == []
    await told.pass_time(hours=1)
    assert "still nobody has answered" in told.smtp.mails[-1]["Subject"]


async def test_an_unknown_target_is_refused(told: Stage) -> None:
    for target in ("rts:atlantis", "nobody@example.org", "the people upstairs", "prd:kitchens"):
        answer = await told.slash(AMINA, f"handover IOM-1 {target}")
        assert f"{target} is neither a post" in answer
    assert "To whom?" in await told.slash(AMINA, "handover IOM-1")
    await told.work()
    assert len(told.slack.messages) == 2


async def test_a_vacant_target_is_refused(told: Stage) -> None:
    answer = await told.slash(AMINA, "handover IOM-1 rts:vienna")
    assert "Nobody is on file for DOE RTS, Regional Office in Vienna" in answer
    answer = await told.slash(AMINA, "handover IOM-1 rts:nairobi")
    assert "IOM-1 lies with DOE RTS, Regional Office in Nairobi already" in answer


async def test_a_form_with_an_unknown_target_asks_again(told: Stage) -> None:
    (card,) = told.slack.sent_to(AMINA)
    answer = await told.fill(AMINA, card, "handover", to="the people upstairs")
    assert "is neither a post" in answer.text
    assert "I take it" in labels(card)


@on_both
async def test_a_case_that_was_taken_can_be_handed_over(told: Stage) -> None:
    (card,) = told.slack.sent_to(AMINA)
    await told.press(AMINA, card, "ack")
    await told.pass_time(1)
    answer = await told.fill(AMINA, card, "Not mine: hand over", to="rts:cairo")
    assert "Cairo" in answer.text
    await told.pass_time(1)
    assert "taken by" not in shown(card.blocks)
    (asked,) = told.slack.sent_to(OMAR)
    taken = await told.press(OMAR, asked, "ack")
    assert "IOM-1 is yours" in taken.text
    await told.pass_time(1)
    taking = [m.text for m in told.slack.sent_to(WANJIRU) if "has taken it" in m.text]
    assert taking == [
        "IOM-1: Amina Example has taken it. · Reach them at: +254 700 000010, amina@example.org",
        "IOM-1: Omar Example has taken it. · Reach them at: omar@example.org",
    ]
    assert "taken by Omar Example" in shown(card.blocks)


async def test_a_case_that_was_taken_can_be_passed_on_by_whoever_has_it(told: Stage) -> None:
    await told.slash(AMINA, "ack IOM-1")
    await told.slash(AMINA, "next IOM-1")
    await told.work()
    assert len(told.chat(NOOR)) == 1


async def test_a_stranger_hands_nothing_over(told: Stage) -> None:
    assert "Only the people" in await told.slash(EVE, f"handover IOM-1 <@{EVE}>")


async def test_whoever_got_a_case_keeps_the_right_to_see_it(told: Stage) -> None:
    await told.slash(AMINA, "handover IOM-1 rts:cairo")
    await told.work()
    await told.slash(AMINA, "handover IOM-1 doe")
    assert "no roofs" in await told.slash(OMAR, "status IOM-1")
    await told.import_contacts(directory("omar", "amina"))
    assert "no roofs" in await told.slash(OMAR, "status IOM-1"), "told once, he may look"
