"""Logs: valid lines, and never a secret or a word that somebody wrote."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.logs import set_up
from tests.fakes import slack_payloads
from tests.fakes.slack import BOT_TOKEN
from tests.fakes.slack_faults import Refuse
from tests.fakes.teams_activities import AMINA, PASSWORD
from tests.stage import Stage, staged

WORDS = "the aubergine well is dry"
SECRETS = (slack_payloads.SECRET, BOT_TOKEN, PASSWORD)


@pytest.fixture
def _restored() -> Iterator[None]:
    """``set_up`` changes loggers for the whole process: put them back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    loggers = [
        x for x in logging.Logger.manager.loggerDict.values() if isinstance(x, logging.Logger)
    ]
    levels = {logger: logger.level for logger in loggers}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in logging.Logger.manager.loggerDict:
        logger = logging.getLogger(name)
        logger.setLevel(levels.get(logger, logging.NOTSET))


pytestmark = pytest.mark.usefixtures("_restored")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_a_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("json")
    logging.getLogger("some.name").warning("an odd\n%s: \x1b é \ud800", "event")
    (line,) = lines(capsys)
    assert line["level"] == "warning"
    assert line["logger"] == "some.name"
    assert line["message"] == "an odd\nevent: \x1b é \ud800"
    assert line["at"].endswith("+00:00")
    assert set(line) == {"at", "level", "logger", "message"}


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_fault_shows_its_stack_but_only_the_first_line_of_its_text(
    capsys: pytest.CaptureFixture[str], form: Any
) -> None:
    set_up(form)
    try:
        try:
            raise ValueError(f"the inner fault\nDETAIL: {WORDS}")
        except ValueError as inner:
            raise RuntimeError(f"the outer fault\n[parameters: {WORDS}]") from inner
    except RuntimeError:
        logging.getLogger("some.name").exception("it failed")
    shown = capsys.readouterr().err
    assert "ValueError: the inner fault" in shown
    assert "RuntimeError: the outer fault" in shown
    assert "direct cause" in shown
    assert "test_logs.py" in shown
    assert "aubergine" not in shown


def test_quiet_levels_stay_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("console", logging.WARNING)
    logging.getLogger("bot").info("not this")
    logging.getLogger("bot").warning("but this")
    shown = capsys.readouterr().err
    assert "but this" in shown
    assert "not this" not in shown


async def everything_happens(stage: Stage) -> None:
    """Requests that are right, forged, broken, refused, and met by a fault of the bot itself."""
    stage.slack.users.add("UASK", "wanjiru@example.org", "Wanjiru Example")
    await stage.slash("UASK", f"escalate shelter kenya -- {WORDS}")
    await stage.slash("UASK", WORDS)
    await stage.say_in_teams(AMINA, f"escalate wash kenya -- {WORDS}")
    stage.slack.fail("users.info", Refuse("user_not_found"))
    await stage.slash("UOTHER", f"details IOM-1 -- {WORDS}")

    body = slack_payloads.command(WORDS)
    forged = slack_payloads.signed(body, secret="f" * 32)
    assert (await stage.post_slack(body, forged)).status_code == 401
    old = slack_payloads.signed(body, at=1_000_000_000)
    assert (await stage.post_slack(body, old)).status_code == 401
    broken = WORDS.encode() + b"\xff"
    assert (await stage.post_slack(broken, slack_payloads.signed(broken))).status_code == 400

    activity = stage.teams.message(WORDS, AMINA)
    for token in (stage.teams.token("unpublished"), stage.teams.token(aud="another"), "x"):
        body, headers = stage.teams.signed(activity, token)
        answer = await stage.web.post("/api/messages", content=body, headers=headers)
        assert answer.status_code in (401, 403)
    _, headers = stage.teams.signed(activity)
    answer = await stage.web.post("/api/messages", content=WORDS.encode(), headers=headers)
    assert answer.status_code == 400
    await stage.pass_time(60)


def assert_nothing_told(shown: str) -> None:
    assert shown
    for line in shown.splitlines():
        json.loads(line)
    for secret in SECRETS:
        assert secret not in shown
    assert "aubergine" not in shown
    assert "wanjiru@example.org" not in shown


async def test_at_the_usual_level_no_words_and_no_secrets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("json")
    async with staged(tmp_path) as stage:
        await everything_happens(stage)
    assert_nothing_told(capsys.readouterr().err)


async def test_even_in_every_detail_no_words_and_no_secrets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("json", logging.DEBUG)
    # The mail server of the test writes down what it is sent.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    async with staged(tmp_path) as stage:
        await everything_happens(stage)
    assert_nothing_told(capsys.readouterr().err)


async def test_a_fault_of_the_database_shows_no_values(
    tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("json")
    async with staged(tmp_path, database_url=postgres_url) as stage:
        stage.slack.users.add("UASK", "wanjiru@example.org", "Wanjiru Example")
        await stage.slash("UASK", "help")
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("ALTER TABLE cases RENAME COLUMN summary TO other")
        body = stage.command_body("UASK", f"escalate shelter kenya -- {WORDS}")
        answer = await stage.post_slack(body)
        assert "IOM-" not in answer.text
        connection.close()
    shown = capsys.readouterr().err
    assert "UndefinedColumn" in shown
    assert_nothing_told(shown)
