"""Slack's requests over a WebSocket."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest

from adapters.slack.app import SlackGateway
from adapters.slack.web import SlackWeb
from routing.card import Card
from routing.exchange import Reply, Request
from tests.fakes import slack_payloads as payloads
from tests.fakes.slack import APP_TOKEN, FakeSlack

BUTTON = {"type": "button", "action_id": "ack:0", "value": "IOM-7"}


@pytest.fixture
def asked() -> list[Request]:
    return []


@pytest.fixture
async def gateway(web: SlackWeb, asked: list[Request]) -> AsyncIterator[SlackGateway]:
    async def handle(request: Request) -> Reply:
        asked.append(request)
        return Reply(Card(title="ok"))

    made = SlackGateway(web, signing_secret="x", handler=handle, apology=str, app_token=APP_TOKEN)
    await made.start()
    yield made
    await made.close()


async def said(slack: FakeSlack, kind: str, payload: Any) -> Any:
    """Send an envelope through the first connection; the acknowledgement of it."""
    socket = await asyncio.wait_for(slack.sockets.get(), 10)
    slack.sockets.put_nowait(socket)
    envelope = payloads.fresh("envelope")
    await socket.send_str(json.dumps({"type": kind, "envelope_id": envelope, "payload": payload}))
    acknowledged = await asyncio.wait_for(slack.acknowledged.get(), 10)
    assert acknowledged["envelope_id"] == envelope
    return acknowledged


async def test_a_command_is_answered_in_its_acknowledgement(
    slack: FakeSlack, gateway: SlackGateway, asked: list[Request]
) -> None:
    command = dict(parse_qsl(payloads.command("who kenya").decode()))
    acknowledged = await said(slack, "slash_commands", command)
    assert acknowledged["payload"]["text"] == "ok"
    assert [request.text for request in asked] == ["who kenya"]


async def test_buttons_and_messages_come_the_same_way(
    slack: FakeSlack, gateway: SlackGateway, asked: list[Request]
) -> None:
    pressed = payloads.pressed(BUTTON, response_url=slack.response_url())
    await said(slack, "interactive", json.loads(parse_qs(pressed.decode())["payload"][0]))
    await said(
        slack,
        "events_api",
        json.loads(payloads.event(payloads.direct_message("who", channel="D1"))),
    )
    await gateway.finish()
    assert [request.surface for request in asked] == ["action", "message"]
    assert [response["text"] for response in slack.responses] == ["ok"]
    assert [message.text for message in slack.messages] == ["ok"]


async def test_what_is_not_for_us_is_acknowledged(
    slack: FakeSlack, gateway: SlackGateway, asked: list[Request]
) -> None:
    await said(slack, "events_api", json.loads(payloads.event({"type": "reaction_added"})))
    await said(slack, "interactive", {"type": "shortcut", "callback_id": "x"})
    assert asked == []


async def test_a_new_connection_takes_the_place_of_one_that_slack_ends(
    slack: FakeSlack, gateway: SlackGateway, asked: list[Request]
) -> None:
    first = await asyncio.wait_for(slack.sockets.get(), 10)
    await first.send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
    await said(slack, "slash_commands", dict(parse_qsl(payloads.command("who").decode())))
    assert len(asked) == 1
    assert len(slack.called("apps.connections.open")) == 2
