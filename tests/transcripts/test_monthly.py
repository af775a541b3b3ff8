"""The coverage report comes to stewards once a month."""

from datetime import UTC, datetime

from bot.monthly import Monthly
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import MOTSE, STEWARD, settings


def reports(stage: Stage) -> list[str]:
    found = [shown(m.blocks) for m in stage.slack.sent_to(MOTSE)]
    mails = [m.get_content() for m in stage.smtp.mails if "Coverage" in str(m["Subject"])]
    return [text for text in [*found, *mails] if "in time" in text]


@settings(stewards=(STEWARD,))
async def test_once_a_month_however_many_replicas(stage: Stage) -> None:
    async def look() -> None:
        for _ in range(2):
            replica = Monthly(stage.bot.database, stage.bot.knowledge, stage.clock)
            await replica.work()
        await stage.work()

    stage.clock.at = datetime(2026, 4, 1, 7, tzinfo=UTC)
    await look()
    assert reports(stage) == []
    stage.clock.at = datetime(2026, 4, 1, 9, tzinfo=UTC)
    await look()
    (text,) = reports(stage)
    assert "Regional Office in Vienna" in text
    stage.clock.at = datetime(2026, 4, 5, 9, tzinfo=UTC)
    await look()
    assert len(reports(stage)) == 1
    stage.clock.at = datetime(2026, 5, 3, 9, tzinfo=UTC)
    await look()
    assert len(reports(stage)) == 2
    stage.clock.at = datetime(2026, 6, 20, 9, tzinfo=UTC)
    await look()
    assert len(reports(stage)) == 2
