"""A newer version has migrated the database while this one still runs: cases go on."""

from collections.abc import Sequence

import sqlalchemy as sa

from adapters.store.url import postgresql_url, sqlite_path
from tests.stage import Stage
from tests.transcripts.cast import AMINA, NOOR, WANJIRU, on_both

# What a revision may do beside an older version: it adds.
EXPANSION = (
    "ALTER TABLE cases ADD COLUMN priority TEXT",
    "ALTER TABLE notices ADD COLUMN budget INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE contacts ADD COLUMN signal TEXT",
    "CREATE TABLE shifts (id INTEGER PRIMARY KEY)",
    "CREATE INDEX ix_cases_priority ON cases (priority)",
    "UPDATE alembic_version SET version_num = '9999'",
)


def migrate_further(url: str, statements: Sequence[str] = EXPANSION) -> None:
    path = sqlite_path(url)
    engine = sa.create_engine(f"sqlite:///{path}" if path else postgresql_url(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@on_both
async def test_an_old_process_goes_on_with_a_newer_schema(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    migrate_further(stage.settings.database_url)
    assert (await stage.web.get("/readyz")).status_code == 503
    assert (await stage.web.get("/healthz")).status_code == 200
    await stage.pass_time(hours=1)
    assert len(stage.chat(NOOR)) == 1, "the next level is told, once"
    (told,) = stage.slack.sent_to(AMINA)
    assert "IOM-1 is yours" in (await stage.press(AMINA, told, "ack")).text
    assert "IOM-2" in await stage.slash(WANJIRU, "escalate wash kenya high")
    await stage.pass_time(20)
    assert len(stage.slack.sent_to(AMINA)) == 2
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "Amina Example" in status
    assert "taken" in status


@on_both
async def test_an_old_process_may_start_again_on_a_newer_schema(stage: Stage) -> None:
    """As after a crash in mid-upgrade, or where a release has to be taken back."""
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    migrate_further(stage.settings.database_url)
    await stage.restart()
    await stage.pass_time(hours=1)
    assert len(stage.slack.sent_to(AMINA)) == 1
    assert len(stage.chat(NOOR)) == 1
    assert "IOM-2" in await stage.slash(WANJIRU, "escalate wash kenya high")
