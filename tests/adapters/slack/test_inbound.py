"""Slack's payloads as requests."""

import json
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest
from hypothesis import given

from adapters.slack import inbound
from adapters.slack.inbound import Inbound
from routing.people import Account
from tests.adapters.slack.odd import ODD
from tests.fakes import slack_payloads as payloads

BUTTON = {"type": "button", "action_id": "ack:0", "value": "IOM-7"}
MENU = {
    "type": "static_select",
    "action_id": "choose:1",
    "options": [{"text": {"type": "plain_text", "text": "WASH"}, "value": "wash"}],
}


def command(text: str, **given: Any) -> Inbound:
    body = dict(parse_qsl(payloads.command(text, **given).decode()))
    found = inbound.command(body, "delivery")
    assert found is not None
    return found


def interaction(body: bytes) -> Any:
    return json.loads(parse_qs(body.decode())["payload"][0])


def pressed(element: Any, **given: Any) -> Inbound:
    found = inbound.action(interaction(payloads.pressed(element, **given)), "delivery")
    assert found is not None
    return found


def said(event: Any, **given: Any) -> Inbound | None:
    body = json.loads(payloads.event(event, **given))
    return inbound.event(body, "delivery", inbound.bot_user_of(body))


def test_a_command() -> None:
    request = command("escalate shelter kenya", trigger_id="13.37").request
    assert request.key.rpartition(":")[0] == "slack:command:13.37"
    assert request.account == Account("slack", "T1", "U1")
    assert request.conversation == "slack:T1:C1::U1"
    assert (request.surface, request.text) == ("command", "escalate shelter kenya")


def test_a_command_without_a_trigger_is_known_by_its_delivery() -> None:
    body = dict(parse_qsl(payloads.command("who").decode())) | {"trigger_id": ""}
    found = inbound.command(body, "v0=abc")
    assert found is not None
    assert found.request.key.rpartition(":")[0] == "slack:command:v0=abc"


def test_people_mentioned_are_kept_and_typed_angle_brackets_are_not_people() -> None:
    request = command(
        "handover IOM-7 <@U22|ada> &lt;@U33&gt; a &amp;lt; b <http://x.org|x>"
    ).request
    assert request.text == "handover IOM-7 <@U22|ada> <@U33> a &lt; b x (http://x.org)"
    assert request.mentions == {"<@U22|ada>": "U22"}


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("to <mailto:a@example.org|a@example.org>, please", "to a@example.org, please"),
        ("<mailto:a@example.org>", "a@example.org"),
        ("<mailto:a@example.org|our desk>", "a@example.org"),
        ("<tel:+254700000001|+254 700 000001>", "+254 700 000001"),
        ("<http://example.org/|example.org> <https://example.org/a?b=c&amp;d=e>",
         "example.org https://example.org/a?b=c&d=e"),
        ("&lt;mailto:a@example.org|x&gt;", "<mailto:a@example.org|x>"),
        ("<mailto:|x> <javascript:x|y> <tel:", "<mailto:|x> <javascript:x|y> <tel:"),
    ],
)  # fmt: skip
def test_what_slack_made_a_link_of_is_what_was_typed(sent: str, typed: str) -> None:
    assert command(sent).request.text == typed


def test_a_button() -> None:
    request = pressed(BUTTON, trigger_id="13.38", response_url="https://hooks.slack.com/a").request
    assert request.key.rpartition(":")[0] == "slack:action:13.38"
    assert request.surface == "action"
    assert request.call is not None
    assert (request.call.verb, request.call.value) == ("ack", "IOM-7")


def test_a_menu_gives_what_was_chosen() -> None:
    call = pressed(MENU, chosen="wash").request.call
    assert call is not None
    assert (call.verb, call.value) == ("choose", "wash")


def test_a_button_without_a_trigger_is_known_by_message_and_time() -> None:
    body = interaction(payloads.pressed(BUTTON, message_ts="1.2")) | {"trigger_id": ""}
    found = inbound.action(body, "delivery")
    assert found is not None
    stamp = body["actions"][0]["action_ts"]
    assert found.request.key.rpartition(":")[0] == f"slack:action:C1:1.2:{stamp}"


@pytest.mark.parametrize(
    ("message_ts", "thread_ts", "thread"),
    [("1.2", None, ""), ("1.2", "1.1", "1.1"), ("1.2", "1.2", "")],
)
def test_a_button_belongs_to_the_thread_of_its_message(
    message_ts: str, thread_ts: str | None, thread: str
) -> None:
    request = pressed(BUTTON, message_ts=message_ts, thread_ts=thread_ts).request
    assert request.conversation == f"slack:T1:C1:{thread}:U1"


def test_a_direct_message() -> None:
    found = said(payloads.direct_message("who kenya"), event_id="Ev7")
    assert found is not None
    assert found.request.key.rpartition(":")[0] == "slack:event:Ev7"
    assert found.request.conversation == "slack:T1:D1::U1"
    assert (found.request.surface, found.request.text) == ("message", "who kenya")


def test_a_mention_loses_our_name_and_keeps_the_others() -> None:
    found = said(payloads.mention("<@UBOT> is <@U22> the right RTS, <@UBOT|iom>?"))
    assert found is not None
    assert found.request.text == "is <@U22> the right RTS,?"
    assert found.request.mentions == {"<@U22>": "U22"}


def test_a_mention_opens_a_thread_and_stays_in_it() -> None:
    first = payloads.mention("<@UBOT> who kenya")
    found, next_one = said(first), said(payloads.mention("<@UBOT> wash", thread_ts=first["ts"]))
    assert found is not None
    assert next_one is not None
    assert found.request.conversation == next_one.request.conversation
    assert found.origin.thread == first["ts"]


def test_where_we_do_not_know_ourselves_the_first_mention_is_us() -> None:
    found = said(payloads.mention("<@UBOT> ask <@U22>"), bot_user=None)
    assert found is not None
    assert found.request.text == "ask <@U22>"


def test_a_message_with_a_file_is_a_message() -> None:
    assert said(payloads.direct_message("see map") | {"subtype": "file_share"}) is not None


@pytest.mark.parametrize(
    "event",
    [
        payloads.direct_message("x") | {"subtype": "message_changed"},
        payloads.direct_message("x") | {"subtype": "bot_message", "bot_id": "B1"},
        payloads.direct_message("x") | {"bot_id": "B2"},
        payloads.direct_message("x", user="UBOT"),
        payloads.direct_message("x", user="USLACKBOT"),
        payloads.mention("<@UBOT> x", channel="D1"),
        payloads.mention("<@UBOT> x") | {"bot_id": "B2"},
        payloads.direct_message("x", channel="C1") | {"channel_type": "channel"},
        {"type": "message", "subtype": "channel_join", "user": "U1", "channel": "C1", "text": "x"},
        {"type": "reaction_added", "user": "U1", "item": {"channel": "C1"}},
        {"type": "app_mention", "channel": "C1", "text": "nobody"},
    ],
    ids=str,
)
def test_not_for_us(event: Any) -> None:
    assert said(event) is None


def test_text_is_what_a_database_can_keep() -> None:
    assert command("a\x00b").request.text == "ab"
    assert said(payloads.direct_message("\ud83d")).request.text == "\ufffd"  # type: ignore[union-attr]


@given(ODD)
def test_no_payload_can_break_anything(payload: Any) -> None:
    inbound.kind(payload)
    if not isinstance(payload, dict):
        return
    for found in (
        inbound.command(payload, "d"),
        inbound.action(payload, "d"),
        inbound.submission(payload, "d"),
        inbound.event(payload, "d", inbound.bot_user_of(payload)),
    ):
        assert found is None or found.request.account.user


def test_two_people_with_one_trigger_are_two_deliveries() -> None:
    asked = (("U1", "who wash kenya"), ("U2", "who wash kenya"), ("U1", "who"))
    keys = {command(text, user=user, trigger_id="13.37").request.key for user, text in asked}
    assert len(keys) == 3
