"""What changes while a case is open: people leave, policies and structures change; it goes on."""

import pytest

from content.structure import load_proposals
from tests.stage import Stage
from tests.transcripts.cast import AMINA, NOOR, OMAR, WANJIRU, directory, on_both

SAME_ADDRESS = f"rts:nairobi,1,Amina Example-Otieno,amina@example.org,,{AMINA},,en,,2026-02-20"
SUCCESSOR = f"rts:nairobi,1,Omar Example,omar@example.org,,{OMAR},,en,Africa/Nairobi,2026-02-20"


@pytest.fixture
async def told(stage: Stage) -> Stage:
    """A case of high severity; Amina has just been told."""
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    assert len(stage.slack.sent_to(AMINA)) == 1
    return stage


async def trail(stage: Stage) -> str:
    return await stage.slash(WANJIRU, "status IOM-1")


@on_both
async def test_whoever_was_told_leaves_and_the_successor_is_told_at_once(told: Stage) -> None:
    await told.pass_time(600)
    await told.import_contacts(directory("omar", amina=SUCCESSOR))
    await told.work()
    assert len(told.slack.sent_to(OMAR)) == 1
    status = await trail(told)
    assert "Amina Example is no longer in the directory for DOE RTS" in status
    assert "has left the post. Omar Example" in told.slack.sent_to(WANJIRU)[-1].text
    # With the whole time of the level, and once.
    await told.pass_time(3590)
    assert told.chat(NOOR) == []
    await told.pass_time(20)
    assert len(told.chat(NOOR)) == 1
    assert len(told.slack.sent_to(OMAR)) == 1


async def test_the_last_one_leaves_and_the_next_level_is_told_at_once(told: Stage) -> None:
    await told.import_contacts(directory("amina", "joseph"))
    await told.work()
    assert len(told.chat(NOOR)) == 1
    assert "Amina Example is no longer in the directory" in await trail(told)


async def test_whoever_was_told_may_still_take_it(told: Stage) -> None:
    await told.import_contacts(directory("omar", amina=SUCCESSOR))
    await told.work()
    assert "IOM-1 is yours" in await told.slash(AMINA, "ack IOM-1")


@on_both
async def test_a_change_that_concerns_others_tells_nobody_again(told: Stage) -> None:
    await told.import_contacts(directory("fatou", amina=SAME_ADDRESS))
    await told.pass_time(600)
    await told.restart()
    await told.pass_time(600)
    # Whose entry has changed is asked whether it is right: that is another matter.
    tellings = [m for m in told.slack.sent_to(AMINA) if "IOM-1" in m.text]
    assert len(tellings) == 1
    assert not any("IOM-1" in str(mail) for mail in told.smtp.mails)
    assert "no longer" not in await trail(told)


async def test_somebody_who_has_taken_it_keeps_it(told: Stage) -> None:
    await told.slash(AMINA, "ack IOM-1")
    await told.import_contacts(directory("omar", amina=SUCCESSOR))
    await told.pass_time(hours=8)
    assert told.slack.sent_to(OMAR) == []


@on_both
async def test_the_asker_learns_once_that_whoever_has_it_is_gone(told: Stage) -> None:
    await told.slash(AMINA, "ack IOM-1")
    await told.import_contacts(directory("omar", amina=SUCCESSOR))
    await told.pass_time(60)
    (news,) = [
        m.text for m in told.slack.sent_to(WANJIRU) if "no longer in the directory" in m.text
    ]
    assert "Amina Example, who has taken it" in news
    assert "Amina Example, who has the case, is no longer in the directory" in await trail(told)
    await told.import_contacts(directory("omar", "noor", amina=SUCCESSOR))
    await told.pass_time(60)
    assert (await trail(told)).count("no longer in the directory") == 1
    await told.slash(WANJIRU, "next IOM-1")
    await told.pass_time(60)
    assert "taken by" not in await trail(told)


async def test_a_level_keeps_its_time_and_the_next_one_gets_the_new_policys(told: Stage) -> None:
    policy = told.settings.iom_policy
    assert policy is not None
    policy.write_text("waits: {high: {seconds: 60}}")
    await told.restart()
    await told.pass_time(3570)
    assert told.chat(NOOR) == [], "an hour was given, and the card said so"
    await told.pass_time(30)
    assert len(told.chat(NOOR)) == 1
    assert told.smtp.mails == []
    await told.pass_time(60)
    assert len(told.smtp.mails) == 1
    status = await trail(told)
    assert "until 2026-03-02 09:00:20" in status
    assert "until 2026-03-02 09:01:20" in status


async def test_a_level_whose_turn_comes_follows_the_structure_of_that_day(stage: Stage) -> None:
    """South Africa's regional office moves while a case waits in its grace."""
    nairobi = "rts:nairobi,1,Amina Example,amina@example.org,,UAMINA,,en,Africa/Nairobi,2026-02-20"
    await stage.import_contacts(directory(amina=nairobi))
    await stage.slash(WANJIRU, "escalate shelter south africa high -- no roofs")
    policy = stage.settings.iom_policy
    assert policy is not None
    moving = next(name for name in load_proposals() if "pretoria" in name)
    policy.write_text(f"structure: {{accepted_proposals: [{moving}]}}")
    await stage.restart()
    await stage.pass_time(20)
    assert len(stage.slack.sent_to(AMINA)) == 1
    assert (
        "the structure has changed: DOE RTS, Regional Office in Nairobi stands in the place of"
        " DOE RTS, Regional Office in Pretoria now"
    ) in await trail(stage)
