"""Whose telephone number shows to whom, and that each showing is noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.numbers import Noting
from routing.errors import StoreUnavailable
from routing.privacy import Showing
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    EVE,
    MOTSE,
    NOOR,
    STEWARD,
    WANJIRU,
    directory,
    on_both,
    settings,
)

NUMBER = "+254 700 000010"
ASKERS = "+254 711 000001"


async def noted(stage: Stage) -> Sequence[Showing]:
    return await stage.bot.database.read(lambda reader: reader.showings("", 100))


def pairs(found: Sequence[Showing]) -> set[tuple[str, str, str]]:
    return {(showing.viewer, showing.whose, showing.ground) for showing in found}


async def test_everybody_else_sees_name_post_and_mail(stage: Stage) -> None:
    for question in ("who shelter kenya", "escalate shelter kenya high -- no roofs"):
        answer = await stage.slash(EVE, question)
        assert "Amina Example · amina@example.org" in answer
        assert "+254" not in answer
        assert "+41" not in answer
    assert await noted(stage) == ()


@on_both
async def test_people_on_the_ladder_see_numbers_and_that_is_noted(stage: Stage) -> None:
    assert NUMBER in await stage.say_in_teams(NOOR, "qui shelter kenya")
    assert NUMBER not in await stage.say_in_teams(NOOR, "qui wash kenya")
    found = await noted(stage)
    assert pairs(found) == {
        ("noor@example.org", whose, "ladder")
        for whose in ("amina@example.org", "joseph@example.org", "doe@example.org")
    }
    assert {(s.viewer_name, s.platform, s.at) for s in found} == {
        ("Noor Exemple", "teams", stage.clock.now())
    }


@settings(stewards=(STEWARD,))
async def test_stewards_see_numbers(stage: Stage) -> None:
    assert NUMBER in await stage.slash(MOTSE, "who shelter kenya")
    assert {ground for _, _, ground in pairs(await noted(stage))} == {"steward"}


async def test_a_steward_by_post_sees_numbers(stage: Stage) -> None:
    steward = f"steward:nairobi,1,Motse Example,{STEWARD},,,,es,,2026-02-20"
    await stage.import_contacts(directory(steward=steward))
    assert NUMBER in await stage.slash(MOTSE, "who shelter kenya")


async def test_a_critical_case_shows_numbers_at_once(stage: Stage) -> None:
    answer = await stage.slash(EVE, "escalate shelter kenya critical -- people under rubble")
    assert NUMBER in answer
    found = await noted(stage)
    assert ("eve@example.org", "amina@example.org", "critical") in pairs(found)
    assert {showing.case for showing in found} == {1}
    assert "+254" not in await stage.slash(EVE, "who shelter kenya"), "a question isn't a case"


async def test_the_end_of_the_ladder_shows_whom_to_call(stage: Stage) -> None:
    await stage.slash(EVE, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(hours=4)
    assert any(NUMBER in shown(message.blocks) for message in stage.slack.sent_to(EVE))
    assert ("eve@example.org", "amina@example.org", "end_of_ladder") in pairs(await noted(stage))


async def test_who_takes_a_case_can_be_reached(stage: Stage) -> None:
    await stage.slash(EVE, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    await stage.slash(AMINA, "ack IOM-1")
    await stage.pass_time(1)
    assert NUMBER in stage.slack.sent_to(EVE)[-1].text + shown(stage.slack.sent_to(EVE)[-1].blocks)
    assert ("eve@example.org", "amina@example.org", "taken") in pairs(await noted(stage))


@dataclass
class Away:
    """A database that is away."""

    def __getattr__(self, name: str) -> Any:
        raise StoreUnavailable(name)


async def test_while_the_database_is_away_numbers_show_and_are_noted_later(stage: Stage) -> None:
    await stage.slash(EVE, "who shelter kenya")
    database = stage.bot.database
    there, database.store = database.store, Away()
    assert "+254" not in await stage.slash(EVE, "who shelter kenya")
    answer = await stage.slash(EVE, "escalate shelter kenya -- no roofs")
    assert NUMBER in answer
    assert "IOM-" not in answer
    database.store = there
    assert await Noting(database, stage.bot.knowledge).tick() == 3
    whom = (f"slack:T1:{EVE}", "amina@example.org", "outage")
    assert whom in pairs(await noted(stage)), "nobody could ask the database for the address"
    assert await Noting(database, stage.bot.knowledge).tick() == 0


async def test_in_a_channel_nobody_reads_the_askers_number(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    assert ASKERS in shown(stage.slack.sent_to(AMINA)[0].blocks), "who is told may call back"
    assert ASKERS not in shown((await stage.mention(AMINA, "status IOM-1")).blocks)
    assert ASKERS in await stage.slash(AMINA, "status IOM-1")
    taken = await stage.mention(AMINA, "ack IOM-1")
    assert "IOM-1 is yours" in taken.text
    assert ASKERS not in shown(taken.blocks)
