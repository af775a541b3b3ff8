"""What Slack sends: signed bodies of commands, buttons, menus, forms and events."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

SECRET = "0123456789abcdef0123456789abcdef"
TEAM = "T1"
BOT_USER = "UBOT"

Payload = dict[str, Any]

_COUNTER = itertools.count(1)


def fresh(prefix: str) -> str:
    """An id that wasn't given out before."""
    return f"{prefix}{next(_COUNTER):08d}"


def stamp() -> str:
    """A message's timestamp, larger each time."""
    return f"1700000000.{next(_COUNTER):06d}"


def signed(
    body: bytes,
    *,
    secret: str = SECRET,
    at: float | None = None,
    content_type: str = "application/x-www-form-urlencoded",
) -> dict[str, str]:
    """Headers of a signed request; ``at`` is in seconds since 1970, now unless given."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:%s:%s" % (timestamp.encode(), body), hashlib.sha256)
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


def event_headers(body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    return signed(body, secret=secret, at=at, content_type="application/json")


def command(
    text: str,
    *,
    user: str = "U1",
    team: str = TEAM,
    channel: str = "C1",
    trigger_id: str | None = None,
    response_url: str = "",
    name: str = "/iom",
) -> bytes:
    """A slash command, as Slack writes it: ``&``, ``<`` and ``>`` typed by hand are entities."""
    return urlencode(
        {
            "token": "unused",
            "team_id": team,
            "team_domain": "example",
            "channel_id": channel,
            "channel_name": "general",
            "user_id": user,
            "user_name": user.lower(),
            "command": name,
            "text": text,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": response_url,
            "trigger_id": trigger_id or fresh("trigger."),
        }
    ).encode()


def interaction(payload: Mapping[str, Any]) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def pressed(
    element: Mapping[str, Any],
    *,
    chosen: str | None = None,
    user: str = "U1",
    team: str = TEAM,
    channel: str = "C1",
    message_ts: str = "1700000000.000001",
    thread_ts: str | None = None,
    ephemeral: bool = False,
    trigger_id: str | None = None,
    response_url: str = "",
) -> bytes:
    """A button of a message pressed, or ``chosen`` (a value) of one of its menus."""
    place: Payload = {"message_ts": message_ts, "channel_id": channel, "is_ephemeral": ephemeral}
    if thread_ts:
        place["thread_ts"] = thread_ts
    return interaction(
        {
            "type": "block_actions",
            "team": {"id": team, "domain": "example"},
            "user": {"id": user, "username": user.lower(), "team_id": team},
            "api_app_id": "A1",
            "container": {"type": "message", **place},
            "trigger_id": trigger_id or fresh("trigger."),
            "channel": {"id": channel, "name": "general"},
            "message": {"type": "message", "ts": message_ts},
            "response_url": response_url,
            "actions": [_used(element, chosen)],
        }
    )


def _used(element: Mapping[str, Any], chosen: str | None) -> Payload:
    """What Slack says of the element that was used."""
    used: Payload = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": "b1",
        "action_ts": stamp(),
    }
    if chosen is not None:
        used["selected_option"] = option(element, chosen)
    elif "value" in element:
        used["value"] = element["value"]
    return used


def option(element: Mapping[str, Any], value: str) -> Payload:
    """The option of a menu with that value."""
    groups = element.get("option_groups") or [element]
    found = [each for group in groups for each in group["options"] if each["value"] == value]
    return dict(found[0])


def submitted(
    view: Mapping[str, Any],
    inputs: Mapping[str, str],
    *,
    user: str = "U1",
    team: str = TEAM,
    trigger_id: str | None = None,
) -> bytes:
    """A modal sent, filled in as ``inputs`` says by action_id."""
    values: Payload = {}
    for block in view["blocks"]:
        element = block["element"]
        name = element["action_id"]
        filled: Payload = {"type": element["type"]}
        if element["type"] == "static_select":
            chosen = option(element, inputs[name]) if inputs.get(name) else None
            filled["selected_option"] = chosen
        else:
            filled["value"] = inputs.get(name)
        values[block["block_id"]] = {name: filled}
    return interaction(
        {
            "type": "view_submission",
            "team": {"id": team, "domain": "example"},
            "user": {"id": user, "username": user.lower(), "team_id": team},
            "api_app_id": "A1",
            "trigger_id": trigger_id or fresh("trigger."),
            "view": {**view, "id": fresh("V"), "state": {"values": values}},
        }
    )


def event(
    said: Mapping[str, Any],
    *,
    team: str = TEAM,
    event_id: str | None = None,
    bot_user: str | None = BOT_USER,
) -> bytes:
    """An event; without ``bot_user`` it doesn't say who the bot is."""
    body: Payload = {
        "token": "unused",
        "team_id": team,
        "api_app_id": "A1",
        "type": "event_callback",
        "event_id": event_id or fresh("Ev"),
        "event_time": 1700000000,
        "event": said,
    }
    if bot_user:
        body["authorizations"] = [{"team_id": team, "user_id": bot_user, "is_bot": True}]
    return json.dumps(body).encode()


def direct_message(
    text: str, *, user: str = "U1", channel: str = "D1", thread_ts: str | None = None
) -> Payload:
    said: Payload = {
        "type": "message",
        "channel_type": "im",
        "user": user,
        "channel": channel,
        "text": text,
        "ts": stamp(),
    }
    return said | ({"thread_ts": thread_ts} if thread_ts else {})


def mention(
    text: str, *, user: str = "U1", channel: str = "C1", thread_ts: str | None = None
) -> Payload:
    said: Payload = {
        "type": "app_mention",
        "user": user,
        "channel": channel,
        "text": text,
        "ts": stamp(),
    }
    return said | ({"thread_ts": thread_ts} if thread_ts else {})
