"""Thirteen months of a directory, and several replicas at one round."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.database import Database
from bot.knowledge import Knowledge
from bot.rounds import Rounds
from bot.verification import verify
from bot.wiring import open_database
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    EVE,
    FATOU,
    LUCIA,
    MAHAMAT,
    NOOR,
    STEWARD,
    WANJIRU,
    settings,
)

LADDER = "who shelter kenya"


async def confirm_by(stage: Stage, user: str) -> None:
    await stage.press(user, stage.slack.sent_to(user)[-1], "confirm")


async def rounds_of(stage: Stage, address: str) -> int:
    return [to for to, _ in stage.rows.written("confirm")].count(address)


def line_of(name: str, ladder: str) -> str:
    (line, *_) = [line for line in ladder.splitlines() if name in line]
    return line


@settings(stewards=(STEWARD,))
async def test_four_hundred_days(stage: Stage) -> None:
    await the_first_round(stage)
    await the_second_round(stage)
    await a_dead_address(stage)
    await two_flags(stage)
    await stage.pass_time(days=125)
    assert stage.clock.at - datetime(2026, 3, 2, 8, tzinfo=UTC) >= timedelta(days=400)
    # Nobody was asked twice in one day, and the trail of it all is sound.
    asked = Counter((to, at.date()) for to, at in stage.rows.written("confirm"))
    assert {count for (to, _), count in asked.items() if to != AMINA} == {1}
    verdict = await stage.bot.database.read(lambda reader: verify(reader, lambda _: None))
    assert verdict.sound
    assert verdict.lines > 30
    last = shown(stage.slack.sent_to(LUCIA)[-1].blocks)
    assert "¿Sigue siendo correcto?" in last or "revise" in last


async def the_first_round(stage: Stage) -> None:
    """In English, French and Spanish, in Slack, in Teams and by mail."""
    await stage.pass_time(days=84)
    await confirm_by(stage, AMINA)
    assert "Merci" in await stage.slash(FATOU, "confirm")
    await stage.press_in_teams(NOOR, stage.chat(NOOR)[-1], "confirm")
    # Lucía is away: nobody is asked while they are.
    assert "Anotado: ausente hasta el 2026-07-01" in await stage.slash(LUCIA, "away 2026-07-01")
    # Joseph, by mail alone, is reminded, and then stale; he answers late.
    stage.slack.users.add("UJOSEPH", "joseph@example.org", "Joseph Example")
    await stage.pass_time(days=21)
    assert await rounds_of(stage, "joseph@example.org") == 2
    assert "STALE: last confirmed 2026-02-20" in await stage.slash(EVE, LADDER)
    assert "confirmed as of today" in await stage.slash("UJOSEPH", "confirm")
    assert "STALE" not in line_of("Joseph", await stage.slash(EVE, LADDER))


async def the_second_round(stage: Stage) -> None:
    """Three months after the first."""
    await stage.pass_time(days=75)
    assert await rounds_of(stage, AMINA) == 2
    await confirm_by(stage, AMINA)
    # Noor hands over to Mahamat.
    answer = await stage.say_in_teams(NOOR, "/iom change handover mahamat@example.org")
    assert "mahamat@example.org reçoit une demande" in answer
    await stage.say_in_teams(MAHAMAT, "/iom help")
    assert "Merci" in await stage.say_in_teams(MAHAMAT, "/iom confirm")
    assert "Mahamat Exemple" in await stage.slash(EVE, LADDER)


async def a_dead_address(stage: Stage) -> None:
    """It is Joseph's: his entry is doubtful until he confirms."""
    stage.smtp.refuse("RCPT", "550 no such user")
    await stage.pass_time(days=95)
    assert "DOUBTFUL: an address doesn't work" in line_of("Joseph", await stage.slash(EVE, LADDER))
    stage.smtp.work()
    assert "confirmed as of today" in await stage.slash("UJOSEPH", "confirm")
    assert "DOUBTFUL" not in line_of("Joseph", await stage.slash(EVE, LADDER))
    await confirm_by(stage, AMINA)


async def two_flags(stage: Stage) -> None:
    """Flagged by two, Amina is told behind the deputy, until she confirms."""
    await stage.slash(EVE, "flag rts:nairobi 1")
    await stage.slash(WANJIRU, "flag rts:nairobi 1")
    await stage.pass_time(5)
    first = (await stage.slash(EVE, LADDER)).index
    assert first("Joseph Example") < first("Amina Example")
    await confirm_by(stage, AMINA)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_three_replicas_at_once_and_an_outage_ask_each_once(stage: Stage) -> None:
    """All of them scan at the same moments, with a connection each."""
    others = [open_database(stage.settings) for _ in range(2)]
    replicas = [stage.rounds, *(_rounds(stage, database) for database in others)]
    await stage.pass_time(days=78)
    stage.clock.at = datetime(2026, 5, 26, 7, 30, tzinfo=UTC)  # three days after all were due
    for _ in range(200):
        await asyncio.gather(*(rounds.work() for rounds in replicas))
        due = stage.rows.next_due(stage.clock.at)
        if due is None or due > datetime(2026, 5, 31, 12, tzinfo=UTC):
            break
        stage.clock.at = due
    asked = Counter(to for to, _ in stage.rows.written("confirm"))
    assert len(asked) == 7
    assert set(asked.values()) == {1}
    for database in others:
        database.close()


def _rounds(stage: Stage, database: Database) -> Rounds:
    known = stage.bot.knowledge
    return Rounds(database, Knowledge(known.content, known.live), stage.clock)
