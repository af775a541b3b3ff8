"""The weekly digest: Monday morning where each steward is, once, and a line where nothing is."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.digest import Digest
from bot.reports import report
from bot.retention import Retention
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    LUCIA,
    MOTSE,
    STEWARD,
    WANJIRU,
    directory,
    on_both,
    settings,
)

NAIROBI = f"steward:nairobi,1,Motse Example,{STEWARD},,{MOTSE},,en,Africa/Nairobi,2026-02-20"
PANAMA = f"steward:panama,1,Lucía Ejemplo,lucia@example.org,,{LUCIA},,es,America/Panama,2026-02-20"
OLD = f"rts:nairobi,1,Amina Example,amina@example.org,,{AMINA},,en,Africa/Nairobi,2025-01-01"


def replica(stage: Stage) -> Digest:
    return Digest(stage.bot.database, stage.bot.knowledge, stage.clock)


async def at(stage: Stage, moment: str) -> None:
    """The clock at a time (UTC); then every replica looks, and what is owed goes out."""
    stage.clock.at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    await asyncio.gather(*(replica(stage).work() for _ in range(3)))
    await stage.work()


@on_both
async def test_monday_morning_where_they_are_in_their_language_and_once(stage: Stage) -> None:
    await stage.import_contacts(directory(amina=OLD, one=NAIROBI, two=PANAMA))
    await at(stage, "2026-03-09T04:59")
    assert stage.slack.sent_to(MOTSE) == []
    await at(stage, "2026-03-09T05:00")  # 08:00 in Nairobi
    (digest,) = stage.slack.sent_to(MOTSE)
    text = shown(digest.blocks)
    assert "Your part of the directory (changes since 2026-03-02)" in text
    assert "Stale: no answer for too long (1)" in text
    assert "Amina Example (DOE RTS, Regional Office in Nairobi)" in text
    assert "Country Offices have nobody on file" in text
    assert stage.slack.sent_to(LUCIA) == []
    await at(stage, "2026-03-09T13:00")  # 08:00 in Panama
    (theirs,) = stage.slack.sent_to(LUCIA)
    assert "Su parte del directorio" in shown(theirs.blocks)
    assert "Amina" not in shown(theirs.blocks), "only what they look after"
    await at(stage, "2026-03-10T05:00")
    assert len(stage.slack.sent_to(MOTSE)) == 1
    await at(stage, "2026-03-16T05:00")
    assert len(stage.slack.sent_to(MOTSE)) == 2


async def test_a_missed_monday_is_made_up_for_but_not_at_the_weeks_end(stage: Stage) -> None:
    await stage.import_contacts(directory(one=NAIROBI))
    await at(stage, "2026-03-12T09:00")
    assert stage.slack.sent_to(MOTSE) == []
    await at(stage, "2026-03-18T09:00")
    assert len(stage.slack.sent_to(MOTSE)) == 1


@settings(stewards=(STEWARD,))
async def test_stewards_by_setting_get_all_of_it_by_mail(stage: Stage) -> None:
    await stage.import_contacts(directory("fatou", amina=OLD))
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await at(stage, "2026-03-09T08:00")
    (mail,) = [m for m in stage.smtp.mails if "Your part" in m["Subject"]]
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "DOE RTS, Regional Office in Dakar" in text
    assert "Amina Example" in text


async def test_reports_of_no_case_reach_those_who_look_after_it(stage: Stage) -> None:
    await stage.import_contacts(directory(one=NAIROBI, two=PANAMA))
    asked = await stage.command(AMINA, "remove me")
    await stage.press(AMINA, asked, "confirm")
    await stage.work()
    (told,) = stage.slack.sent_to(MOTSE)
    assert "Removed at the wish of whoever held it: DOE RTS, Regional Office in Nairobi" in shown(
        told.blocks
    )
    assert "Amina" not in shown(told.blocks)
    assert stage.slack.sent_to(LUCIA) == []


async def test_faults_of_the_daily_file_are_all_told(stage: Stage) -> None:
    await stage.import_contacts(directory(one=NAIROBI, two=PANAMA))
    faults = "\n".join(f"line {number}: name: is missing" for number in range(2, 30))
    now = stage.clock.now()
    for _ in range(2):
        await stage.bot.database.write(
            lambda w: report(w, stage.bot.knowledge, now, "file_fault", "day", {"faults": faults})
        )
    await stage.work()
    (told,) = stage.slack.sent_to(MOTSE)
    assert "changed nothing. Faults: 28" in shown(told.blocks)
    assert "line 29: name: is missing" in shown(told.blocks)
    assert "no cambió nada" in shown(stage.slack.sent_to(LUCIA)[0].blocks)


async def test_news_of_no_case_goes_with_time_and_with_its_reader(stage: Stage) -> None:
    await stage.import_contacts(directory(amina=OLD, one=NAIROBI))
    await at(stage, "2026-03-09T05:00")
    asked = await stage.command(MOTSE, "remove me")
    await stage.press(MOTSE, asked, "confirm")
    await stage.work()
    assert "motse" not in stage.rows.everything(but={"inbox", "records", "destinations"}).lower()
    await stage.pass_time(days=366)
    keep = Retention(stage.bot.database, stage.bot.knowledge, stage.clock)
    await keep.tick()
    before = stage.clock.now() - timedelta(days=365)
    with stage.bot.database.store.write() as writer:
        assert writer.drop_caseless_notices(before, 10) == 0
