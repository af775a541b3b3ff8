"""Forged, stale and malformed requests: refused, without an effect, a trace or a leak."""

import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.fakes import slack_payloads
from tests.fakes.teams_activities import Activity
from tests.stage import Stage
from tests.transcripts.cast import AMINA, MAHAMAT, WANJIRU

SECRET_WORDS = "three hundred families at the river"
COMMAND = f"escalate shelter kenya critical -- {SECRET_WORDS}"


@asynccontextmanager
async def without_effect(stage: Stage, caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """Nothing is stored, sent or written into the log of what was said."""
    await stage.work()
    before = stage.rows.counts()
    with caplog.at_level(logging.DEBUG):
        yield
        await stage.pass_time(60)
    assert stage.rows.counts() == before
    assert stage.slack.messages == []
    assert stage.teams.sent == []
    assert stage.smtp.mails == []
    assert SECRET_WORDS not in caplog.text
    assert slack_payloads.SECRET not in caplog.text
    assert "Traceback" not in caplog.text


def slack_headers(body: bytes, case: str) -> dict[str, str]:
    match case:
        case "no signature":
            return {"Content-Type": "application/x-www-form-urlencoded"}
        case "another secret":
            return slack_payloads.signed(body, secret="another")
        case "six minutes old":
            return slack_payloads.signed(body, at=time.time() - 360)
        case "from the future":
            return slack_payloads.signed(body, at=time.time() + 360)
        case "another body":
            return slack_payloads.signed(body + b"x")
        case "no number":
            return slack_payloads.signed(body) | {"X-Slack-Request-Timestamp": "soon"}
        case _:
            raise AssertionError(case)


@pytest.mark.parametrize(
    "case",
    [
        "no signature",
        "another secret",
        "six minutes old",
        "from the future",
        "another body",
        "no number",
    ],
)
async def test_a_forged_or_stale_slack_request(
    stage: Stage, caplog: pytest.LogCaptureFixture, case: str
) -> None:
    async with without_effect(stage, caplog):
        body = stage.command_body(WANJIRU, COMMAND)
        response = await stage.post_slack(body, slack_headers(body, case))
        assert response.status_code == 401
        assert response.text == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe" + SECRET_WORDS.encode(),
        urlencode({"payload": "{" + SECRET_WORDS}).encode(),
        urlencode({"payload": "[]"}).encode(),
        urlencode({"payload": json.dumps({"type": "block_actions"})}).encode(),
        urlencode({"command": "/iom", "text": SECRET_WORDS}).encode(),
        urlencode({"what": SECRET_WORDS}).encode(),
    ],
)
async def test_a_malformed_slack_request(
    stage: Stage, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    async with without_effect(stage, caplog):
        response = await stage.post_slack(body, slack_payloads.signed(body))
        assert response.status_code == 400


FOREIGN_TENANT = "99999999-9999-4999-8999-999999999999"
ELSEWHERE = "https://elsewhere.example.org/"
BAD_TOKENS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://elsewhere.example.org"},
    "another audience": {"aud": "another-app"},
    "expired": {"exp": 1_700_000_000},
    "without an end": {"exp": None},
    "another key": {"key": "unpublished"},
    "a key not endorsed for Teams": {"key": "unendorsed"},
    "a token of another service": {"serviceurl": ELSEWHERE},
}
BAD_ACTIVITIES = ["no token", "a foreign tenant", "a foreign service host"]


def activity_of(stage: Stage, case: str) -> tuple[Activity, str]:
    """An activity and the token that comes with it (empty for none)."""
    said = stage.teams.message(COMMAND, MAHAMAT)
    if case == "a foreign tenant":
        said["channelData"] = {"tenant": {"id": FOREIGN_TENANT}}
        said["conversation"] = {**said["conversation"], "tenantId": FOREIGN_TENANT}
    if case == "a foreign service host":
        return {**said, "serviceUrl": ELSEWHERE}, stage.teams.token(serviceurl=ELSEWHERE)
    if case == "no token":
        return said, ""
    return said, stage.teams.token(**BAD_TOKENS.get(case, {}))


@pytest.mark.parametrize("case", [*BAD_TOKENS, *BAD_ACTIVITIES])
async def test_a_forged_teams_request(
    stage: Stage, caplog: pytest.LogCaptureFixture, case: str
) -> None:
    async with without_effect(stage, caplog):
        said, token = activity_of(stage, case)
        body, headers = stage.teams.signed(said, token)
        if not token:
            del headers["Authorization"]
        response = await stage.web.post("/api/messages", content=body, headers=headers)
        assert response.status_code in (401, 403)
        assert SECRET_WORDS not in response.text


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{" + SECRET_WORDS.encode(), b"\xff", b'{"text": "x"}', b'"text"'],
)
async def test_a_malformed_teams_request(
    stage: Stage, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    async with without_effect(stage, caplog):
        _, headers = stage.teams.signed({})
        response = await stage.web.post("/api/messages", content=body, headers=headers)
        assert 400 <= response.status_code < 500


async def test_a_body_that_is_too_large_is_not_read_to_its_end(stage: Stage) -> None:
    body = b"text=" + b"x" * 5_000_000
    assert (await stage.post_slack(body)).status_code == 413
    _, headers = stage.teams.signed({})
    response = await stage.web.post("/api/messages", content=body, headers=headers)
    assert response.status_code == 413


async def test_a_button_with_another_value_than_ours_does_nothing(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(AMINA)
    before = stage.rows.counts()["entries"]
    for value in ("", "IOM-x", "IOM-99", "k=1&a=drop", "IOM-1' OR 1=1"):
        element = {"type": "button", "action_id": "choose:0", "value": value}
        body = slack_payloads.pressed(element, user=WANJIRU, channel=told.channel)
        assert (await stage.post_slack(body)).status_code == 200
    assert stage.rows.counts()["entries"] == before
    assert stage.rows.counts()["cases"] == 1


async def test_what_is_said_in_a_good_request_is_not_logged_either(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await stage.slash(WANJIRU, COMMAND)
        await stage.say_in_teams(MAHAMAT, COMMAND)
        await stage.pass_time(60)
    assert len(stage.slack.sent_to(AMINA)) == 2
    assert SECRET_WORDS not in caplog.text
