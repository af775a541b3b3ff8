"""Drills: test notices down the real paths, apart from every case."""

from bot.drills import drills, drop_old
from bot.retention import Retention
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    EVE,
    MOTSE,
    NOOR,
    STEWARD,
    WANJIRU,
    on_both,
    settings,
)


async def begun(stage: Stage, office: str) -> str:
    asked = await stage.command(MOTSE, f"drill {office}")
    started = await stage.press(MOTSE, asked, "confirm")
    await stage.work()
    return shown(started.blocks)


@settings(stewards=(STEWARD,))
async def test_a_drill_for_an_office(stage: Stage) -> None:
    asked = await stage.command(MOTSE, "drill nairobi")
    assert "2 people get a test notice" in shown(asked.blocks)
    assert not any("DRILL" in m.text for m in stage.slack.sent_to(AMINA))
    started = await stage.press(MOTSE, asked, "confirm")
    assert "DRILL-1 has begun: 2 people" in shown(started.blocks)
    await stage.pass_time(seconds=90)
    (notice,) = [m for m in stage.slack.sent_to(AMINA) if "DRILL-1" in m.text]
    assert "THIS IS A DRILL" in shown(notice.blocks)
    (mail,) = [m for m in stage.smtp.mails if "DRILL-1" in str(m["Subject"])]
    assert "joseph@example.org" in str(mail["To"])
    assert "THIS IS A DRILL" in mail.get_content()
    thanks = await stage.press(AMINA, notice, "ack")
    assert "acknowledged after 1 min 30 s" in shown(thanks.blocks)
    text = await stage.slash(MOTSE, "drill status")
    assert "1 of 2 have acknowledged" in text
    assert "Regional Office in Nairobi: 1 of 2, median 1 min 30 s" in text
    assert "Joseph Example" in text


@settings(stewards=(STEWARD,))
async def test_it_is_no_case(stage: Stage) -> None:
    await begun(stage, "nairobi")
    await stage.pass_time(days=2)
    assert "no open cases" in await stage.slash(AMINA, "status")
    assert len([m for m in stage.slack.sent_to(AMINA) if "DRILL-1" in m.text]) == 1
    assert await stage.bot.database.read(lambda reader: reader.case_count()) == 0


@settings(stewards=(STEWARD,))
async def test_everybody_in_their_language_and_by_teams(stage: Stage) -> None:
    assert "DRILL-1 has begun" in await begun(stage, "all")
    (card,) = [s for s in stage.teams.sent if "DRILL-1" in shown(s.card)]
    assert "CECI EST UN EXERCICE" in shown(card.card)
    thanks = await stage.press_in_teams(NOOR, card, "Exercice : bien reçu")
    assert "merci" in shown(thanks.card)
    assert "One drill at a time" in await begun(stage, "nairobi")


@settings(stewards=(STEWARD,))
async def test_pressed_twice_it_begins_once(stage: Stage) -> None:
    asked = await stage.command(MOTSE, "drill nairobi")
    body = stage.press_body(MOTSE, asked, "confirm")
    await stage.post_slack(body)
    again = stage.press_body(MOTSE, asked, "confirm")
    await stage.post_slack(again)
    await stage.pass_time(hours=1)
    assert len([m for m in stage.slack.sent_to(AMINA) if "DRILL" in m.text]) == 1


@settings(stewards=(STEWARD,))
async def test_who_may_and_what_is_refused(stage: Stage) -> None:
    assert "Only stewards" in await stage.slash(WANJIRU, "drill nairobi")
    assert "I know no office" in await stage.slash(MOTSE, "drill atlantis")
    assert "no such drill" in await stage.slash(MOTSE, "drill status")
    assert "no such drill" in await stage.slash(AMINA, "drill ack DRILL-7")
    await begun(stage, "nairobi")
    assert "not among those" in await stage.slash(EVE, "drill ack DRILL-1")
    assert "thank you" in await stage.slash(AMINA, "drill ack DRILL-1")


@on_both
@settings(stewards=(STEWARD,), policy="retention_days: 30")
async def test_drills_go_when_their_time_is_over(stage: Stage) -> None:
    """The notices and the answers too; and no number comes twice."""
    await begun(stage, "nairobi")
    await stage.slash(AMINA, "drill ack DRILL-1")
    await stage.pass_time(days=31, hours=-1)
    await retained(stage)
    assert "1 of 2 have acknowledged" in await stage.slash(MOTSE, "drill status DRILL-1")
    await stage.pass_time(hours=2)
    await retained(stage)
    assert "no such drill" in await stage.slash(MOTSE, "drill status DRILL-1")
    with stage.bot.database.store.read() as reader:
        assert [key for kind in ("drill", "drill_ack") for key, _ in reader.records(kind)] == []
    assert stage.rows.written("drill") == []
    assert "DRILL-2 has begun" in await begun(stage, "nairobi")


@settings(stewards=(STEWARD,))
async def test_old_drills_go_a_few_answers_at_a_time(stage: Stage) -> None:
    await begun(stage, "nairobi")
    stage.slack.users.add("UJOSEPH", "joseph@example.org", "Joseph Example")
    for user in (AMINA, "UJOSEPH"):
        await stage.slash(user, "drill ack DRILL-1")
    await stage.pass_time(days=1, seconds=1)
    await begun(stage, "nairobi")
    gone = []
    for _ in range(4):
        with stage.bot.database.store.write() as writer:
            gone.append(drop_old(writer, stage.clock.now(), 1))
    assert gone == [1, 1, 1, 0]
    with stage.bot.database.store.read() as reader:
        assert [drill.number for drill in drills(reader)] == [2]


@on_both
@settings(stewards=(STEWARD,))
async def test_what_is_kept_of_a_drill_is_shown_and_forgotten(stage: Stage) -> None:
    await begun(stage, "nairobi")
    assert "rts:nairobi#1 hasn’t acknowledged" in await stage.slash(AMINA, "my data")
    await stage.pass_time(seconds=90)
    await stage.slash(AMINA, "drill ack DRILL-1")
    assert "rts:nairobi#1 acknowledged after 1 min 30 s" in await stage.slash(AMINA, "my data")
    assert "DRILL" not in await stage.slash(EVE, "my data")
    assert "you began it" in await stage.slash(MOTSE, "my data")
    for user in (AMINA, MOTSE):
        await stage.press(user, await stage.command(user, "remove me"), "confirm")
    with stage.bot.database.store.read() as reader:
        kept = str(reader.records("drill"))
    assert "Motse" not in kept
    assert "person-" in kept
    assert "Amina" not in kept
    assert "DRILL-1" not in await stage.slash(AMINA, "my data")


async def retained(stage: Stage) -> None:
    await Retention(stage.bot.database, stage.bot.knowledge, stage.clock).tick()
