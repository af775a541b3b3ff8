"""What is kept about somebody, and how it goes: by their own wish, and by time."""

import pytest

from bot.entry_handover import KIND
from bot.imports import preview
from bot.removal import Erasing
from bot.retention import Retention
from bot.verification import Verdict, verify
from content.directory import read_contacts
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import AMINA, EVE, MAHAMAT, NOOR, WANJIRU, directory, on_both, settings

NUMBER = "+254 700 000010"
ZOLA = "UZOLA"


async def trail(stage: Stage) -> Verdict:
    return await stage.bot.database.read(lambda reader: verify(reader, lambda _: None))


async def erase(stage: Stage) -> int:
    return await Erasing(stage.bot.database, stage.bot.clock).work()


async def a_closed_case(stage: Stage) -> None:
    """Raised by Wanjiru, taken and resolved by Amina."""
    said = "Amina Example knows, ask wanjiru@example.org"
    await stage.slash(WANJIRU, f"escalate shelter kenya high -- {said}")
    await stage.pass_time(20)
    await stage.slash(AMINA, "ack IOM-1")
    await stage.slash(AMINA, "resolve IOM-1 -- kits sent by Amina Example")
    await stage.pass_time(60)


@on_both
async def test_everybody_sees_what_is_kept_about_them(stage: Stage) -> None:
    await a_closed_case(stage)
    await stage.slash(WANJIRU, "escalate shelter kenya critical")
    answer = await stage.slash(AMINA, "my data")
    for part in (
        "amina@example.org", NUMBER, "DOE RTS, Regional Office in Nairobi, rank 1",
        "confirmed on 2026-02-20", "IOM-1: closed", "Wanjiru Example (critical case)",
        "Wanjiru Example (you took the case)", "365 days",
    ):  # fmt: skip
        assert part in answer, part
    assert "joseph" not in answer.lower()
    stranger = await stage.slash(EVE, "my data")
    assert "eve@example.org" in stranger
    assert "No case concerns you" in stranger


async def test_in_three_languages_and_in_free_text(stage: Stage) -> None:
    assert "Ce qui est conservé sur vous" in await stage.say_in_teams(NOOR, "mes données")
    await stage.slash(EVE, "language es")
    assert "Lo que se guarda" in await stage.slash(EVE, "¿Qué datos tienen de mí?")
    await stage.slash(EVE, "language en")
    said = await stage.say(EVE, "What data do you keep about me?")
    assert "What is kept about you" in said.text
    assert "Retirez" not in await stage.slash(EVE, "displacement data in Kenya")
    assert "Vous retirer" in await stage.say_in_teams(MAHAMAT, "Retirez-moi de l'annuaire !")


async def test_nobody_else_reads_it_in_a_channel(stage: Stage) -> None:
    answer = await stage.mention(AMINA, "my data")
    assert "That is for you alone" in answer.text
    assert NUMBER not in shown((await stage.mention(AMINA, "who shelter kenya")).blocks)
    assert NUMBER in shown((await stage.say(AMINA, "who shelter kenya")).blocks)


@on_both
async def test_somebody_who_asks_is_removed_everywhere(stage: Stage) -> None:
    await a_closed_case(stage)
    asked = await stage.command(AMINA, "remove me")
    assert "DOE RTS, Regional Office in Nairobi" in shown(asked.blocks)
    assert "Amina Example" in await stage.slash(EVE, "who shelter kenya"), "not before they confirm"
    await stage.press(AMINA, asked, "confirm")
    answer = await stage.slash(EVE, "who shelter kenya")
    assert "Amina" not in answer
    assert "Joseph Example" in answer
    assert await erase(stage) == 1
    assert await erase(stage) == 0
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "amina" not in status.lower()
    assert NUMBER not in status
    assert "person-" in status
    assert "wanjiru@example.org" in status, "only who asked is taken out"
    assert (await trail(stage)).sound
    assert "amina" not in await everything(stage)


async def everything(stage: Stage) -> str:
    """All that the database holds, but for answers of the last two days."""
    found = stage.rows.everything(but={"inbox", "dialogues", "destinations"})
    return found.lower()


async def test_an_open_case_keeps_the_name_until_it_is_closed(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    await stage.slash(AMINA, "ack IOM-1")
    asked = await stage.command(AMINA, "remove me")
    await stage.press(AMINA, asked, "confirm")
    assert await erase(stage) == 0
    assert "Amina Example took it" in await stage.slash(WANJIRU, "status IOM-1")
    await stage.slash(WANJIRU, "resolve IOM-1 -- done")
    await stage.pass_time(1)
    assert await erase(stage) == 1
    assert "Amina" not in await stage.slash(WANJIRU, "status IOM-1")
    assert (await trail(stage)).sound


@pytest.mark.parametrize("who_goes", [AMINA, ZOLA])
async def test_whoever_is_removed_is_in_no_handover_either(stage: Stage, who_goes: str) -> None:
    stage.slack.users.add(ZOLA, "zola@example.org", "Zola Example")
    await stage.slash(AMINA, "change handover Zola Example zola@example.org")
    await stage.pass_time(5)
    asked = await stage.command(who_goes, "remove me")
    done = await stage.press(who_goes, asked, "confirm")
    assert ("stewards are told" in done.text) == (who_goes == AMINA), "of entries that are free"
    assert not await stage.bot.database.read(lambda reader: reader.records(KIND))
    await stage.slash(ZOLA, "confirm")
    assert "Zola" not in await stage.slash(EVE, "who shelter kenya")


async def test_an_offer_that_nobody_answered_is_forgotten(stage: Stage) -> None:
    await stage.slash(AMINA, "change handover Zola Example zola@example.org")
    await stage.pass_time(days=13)
    await Retention(stage.bot.database, stage.bot.knowledge, stage.bot.clock).tick()
    assert "zola@example.org" in stage.rows.everything(but={"inbox", "notices"})
    await stage.pass_time(days=2)
    await Retention(stage.bot.database, stage.bot.knowledge, stage.bot.clock).tick()
    assert "zola@example.org" not in stage.rows.everything(but={"inbox", "notices"})


async def test_somebody_elses_button_removes_nobody(stage: Stage) -> None:
    asked = await stage.command(AMINA, "remove me")
    await stage.press(EVE, asked, "confirm")
    assert "Amina Example" in await stage.slash(EVE, "who shelter kenya")


async def test_the_same_file_does_not_bring_somebody_back(stage: Stage) -> None:
    asked = await stage.command(AMINA, "remove me")
    await stage.press(AMINA, asked, "confirm")
    with stage.bot.database.store.read() as reader:
        merged = preview(
            reader,
            read_contacts(
                directory(), stage.bot.knowledge.content.structure, stage.clock.now().date()
            ),
        )
    assert [change.seat for change in merged.conflicts] == [("rts:nairobi", 1)]


@on_both
@settings(policy="retention_days: 30")
async def test_closed_cases_go_when_their_time_is_over(stage: Stage) -> None:
    await a_closed_case(stage)
    await stage.slash(WANJIRU, "escalate shelter kenya critical")
    keep = Retention(stage.bot.database, stage.bot.knowledge, stage.bot.clock)
    assert await keep.tick() == 0
    await stage.pass_time(days=31)
    again = Retention(stage.bot.database, stage.bot.knowledge, stage.bot.clock)
    assert await again.tick() == 1
    assert "There is no case IOM-1" in await stage.slash(WANJIRU, "status IOM-1")
    assert "IOM-2" in await stage.slash(WANJIRU, "status IOM-2")
    verdict = await trail(stage)
    assert verdict.sound
    assert verdict.cases == 1
    assert stage.rows.counts()["erased_cases"] == 1
    assert "kits sent" not in await everything(stage)
    await stage.slash(WANJIRU, "escalate wash kenya high")
    assert "IOM-3" in await stage.slash(WANJIRU, "status"), "no number comes twice"
