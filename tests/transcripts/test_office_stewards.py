"""Stewards by post: told of what is theirs, by their own channel; rights where it is theirs."""

from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import LUCIA, MOTSE, STEWARD, WANJIRU, directory, settings

NAIROBI = f"steward:nairobi,1,Motse Example,{STEWARD},,{MOTSE},,es,,2026-02-20"
PANAMA = f"steward:panama,1,Lucía Ejemplo,lucia@example.org,,{LUCIA},,es,,2026-02-20"
SEAT = f"steward:headquarters,1,Lucía Ejemplo,lucia@example.org,,{LUCIA},,es,,2026-02-20"


async def test_a_vacant_post_is_told_to_its_own_steward_only(stage: Stage) -> None:
    await stage.import_contacts(directory("amina", "joseph", one=NAIROBI, two=PANAMA))
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(25)
    (report,) = stage.slack.sent_to(MOTSE)
    assert "Puesto vacante" in report.text
    assert stage.slack.sent_to(LUCIA) == []


async def test_a_steward_acts_on_cases_of_their_region_only(stage: Stage) -> None:
    await stage.import_contacts(directory(one=NAIROBI))
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.slash(WANJIRU, "escalate shelter peru high")
    assert "no roofs" in await stage.slash(MOTSE, "status IOM-1")
    assert "IOM-1" in await stage.slash(MOTSE, "cancel IOM-1")
    refused = await stage.slash(MOTSE, "status IOM-2")
    assert "IOM-2" in refused
    assert "Perú" not in refused
    await stage.import_contacts(directory(one=SEAT))
    assert "Perú" in await stage.slash(LUCIA, "status IOM-2"), "headquarters is on every ladder"


@settings(stewards=(STEWARD,))
async def test_who_is_a_steward_twice_is_told_once(stage: Stage) -> None:
    await stage.import_contacts(directory("amina", "joseph", one=NAIROBI))
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(25)
    assert len(stage.slack.sent_to(MOTSE)) + len(stage.smtp.mails) == 1


async def test_a_stewards_own_post_has_a_name(stage: Stage) -> None:
    await stage.import_contacts(directory(one=NAIROBI))
    answer = await stage.command(MOTSE, "my data")
    assert "Steward of the directory, Regional Office in Nairobi" in shown(answer.blocks)
