"""Several replicas at one round."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest

from bot.database import Database
from bot.knowledge import Knowledge
from bot.rounds import Rounds
from bot.wiring import open_database
from tests.stage import Stage


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
