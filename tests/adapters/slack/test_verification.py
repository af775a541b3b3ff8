"""Which requests are Slack's, and which of them are for us."""

import json
import logging
import time
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.slack.app import SlackGateway
from tests.adapters.slack.bot import BUTTON, Bot, send
from tests.adapters.slack.odd import ODD
from tests.fakes import slack_payloads as payloads
from tests.fakes.slack import FakeSlack


def forged(body: bytes) -> list[Mapping[str, str]]:
    right = payloads.signed(body)
    stale = time.time() - 301
    return [
        {},
        {**right, "X-Slack-Signature": "v0=" + "0" * 64},
        {**right, "X-Slack-Signature": "é"},
        {**right, "X-Slack-Signature": ""},
        {**right, "X-Slack-Request-Timestamp": "yesterday"},
        {**right, "X-Slack-Request-Timestamp": "-1"},
        {**right, "X-Slack-Request-Timestamp": "9" * 40},
        {name: value for name, value in right.items() if "Timestamp" not in name},
        payloads.signed(body, secret="another"),
        payloads.signed(body, at=stale),
        payloads.signed(body, at=time.time() + 400),
        payloads.signed(body + b"&x=1"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        payloads.command("escalate shelter kenya"),
        payloads.pressed(BUTTON),
        payloads.event(payloads.direct_message("who")),
    ],
    ids=["command", "button", "event"],
)
async def test_forged_and_stale_requests_have_no_effect_and_leave_no_trace(
    gateway: SlackGateway, bot: Bot, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for headers in forged(body):
        assert await gateway.dispatch(body, headers) == (401, {}, "")
    assert bot.asked == []
    assert not [record for record in caplog.records if "slack" in record.name]


async def test_no_unsigned_header_steers_bolt(gateway: SlackGateway, bot: Bot) -> None:
    body = payloads.command("who")
    headers = {**payloads.signed(body), "X-Slack-Bolt-Lazy-Only": "1"}
    assert (await gateway.dispatch(body, headers)).status == 200
    assert len(bot.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"a=b",
        b"{",
        b"{}",
        b"[]",
        b'{"type": 7}',
        b'{"type": "event_callback"}',
        b'{"type": "event_callback", "event": "x"}',
        b'{"type": "event_callback", "event": {"type": 1}}',
        b'{"type": "event_callback", "event": {}, "authorizations": 3}',
        b"payload=",
        b"payload={",
        b"payload=[1]",
        b"payload=7",
        b'payload={"type":"block_actions"}',
        b'payload={"type":"block_actions","actions":[]}',
        b'payload={"type":"block_actions","actions":[{"action_id":"ack:0"}]}',
        b'payload={"type":"view_submission","view":{"callback_id":"x"}}',
        b"command=%2Fiom&text=who",
        b"\xff\xfe",
        b'{"a":' + b"[" * 100_000,
    ],
    ids=lambda body: repr(body[:60]),
)
async def test_what_slack_never_sends_is_a_bad_request(
    gateway: SlackGateway, bot: Bot, body: bytes
) -> None:
    assert (await gateway.dispatch(body, _sign(body))).status == 400
    assert bot.asked == []


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ODD)
async def test_no_signed_payload_breaks_anything(gateway: SlackGateway, payload: object) -> None:
    body = json.dumps(payload).encode()
    answer = await gateway.dispatch(body, payloads.event_headers(body))
    assert answer.status in (200, 400)


@pytest.mark.parametrize(
    "body",
    [
        payloads.event({"type": "reaction_added", "user": "U1"}),
        payloads.event({"type": "app_home_opened", "user": "U1", "channel": "D1"}),
        payloads.event(payloads.direct_message("x") | {"bot_id": "B1"}),
        payloads.interaction({"type": "view_closed", "user": {"id": "U1"}}),
        payloads.interaction({"type": "shortcut", "callback_id": "x", "user": {"id": "U1"}}),
        payloads.interaction({"type": "block_suggestion", "action_id": "x"}),
        b'{"type": "app_rate_limited", "team_id": "T1"}',
        b"ssl_check=1&token=x",
    ],
    ids=lambda body: repr(body[:60]),
)
async def test_what_is_not_for_us_is_taken_without_effect(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack, body: bytes
) -> None:
    assert (await send(gateway, body)).status == 200
    assert bot.asked == []
    assert slack.calls == []


async def test_slack_checks_the_certificate_without_a_signature(gateway: SlackGateway) -> None:
    assert (await gateway.dispatch(b"ssl_check=1&token=x", {})).status == 200


async def test_the_endpoint_proves_itself(gateway: SlackGateway) -> None:
    body = b'{"type": "url_verification", "challenge": "c", "token": "x"}'
    answer = await send(gateway, body)
    assert (answer.status, json.loads(answer.body)) == (200, {"challenge": "c"})


def _sign(body: bytes) -> dict[str, str]:
    try:
        body.decode()
    except UnicodeDecodeError:
        return {}
    return payloads.event_headers(body) if body[:1] in b"{[" else payloads.signed(body)
