"""Slack's payloads as requests. Pure: what isn't well formed, or isn't for us, gives None.

``delivery`` names one HTTP delivery; it makes the request's key where the payload has no id of its
own. A payload tells a handle, not a name: no profile comes of it. Texts keep Slack's rich forms
(``<http://x|y>``, ``<@U1>``); only ``&amp;``, ``&lt;`` and ``&gt;``, which Slack writes for ``&``,
``<`` and ``>``, are turned back.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from adapters.slack.forms import FormState, filled_in
from adapters.slack.mrkdwn import storable
from adapters.slack.origin import Origin
from routing.exchange import Call, Request, Surface
from routing.people import Account

Payload = Mapping[str, Any]
Kind = Literal["command", "event", "action", "submission", "other"]

_KINDS: Final[dict[str, Kind]] = {
    "event_callback": "event",
    "block_actions": "action",
    "view_submission": "submission",
}
_ORDINARY: Final = frozenset({"", "file_share", "thread_broadcast"})
_MENTION: Final = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_LINK: Final = re.compile(r"<(?P<target>(?:mailto:|tel:|https?://)[^>|]+)(?:\|(?P<label>[^>]*))?>")
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class Inbound:
    """A request, and where its answer goes."""

    request: Request
    origin: Origin


def kind(payload: object) -> Kind | None:
    """What a payload is; None where it isn't one of Slack's at all."""
    if not isinstance(payload, dict):
        return None
    if "command" in payload:
        return "command" if _word(payload, "command") and "type" not in payload else None
    found = _KINDS.get(_word(payload, "type"), "other")
    return found if _is_whole(payload, found) else None


def command(payload: Payload, delivery: str) -> Inbound | None:
    """A slash command; the text is what was typed behind the command's name."""
    origin = _origin(
        payload,
        user=_word(payload, "user_id"),
        team=_word(payload, "team_id"),
        channel=_word(payload, "channel_id"),
    )
    key = f"slack:command:{origin.trigger_id or delivery}"
    return _spoken(key, origin, "command", _word(payload, "text"))


def action(payload: Payload, delivery: str) -> Inbound | None:
    """A button or menu; its verb is what stands before the colon in the action_id."""
    pressed = _first(payload, "actions")
    message = _dict(payload, "message")
    container = _dict(payload, "container")
    user = _dict(payload, "user")
    stamp = _word(container, "message_ts") or _word(message, "ts")
    thread = _word(container, "thread_ts") or _word(message, "thread_ts")
    origin = _origin(
        payload,
        user=_word(user, "id"),
        team=_word(_dict(payload, "team"), "id") or _word(user, "team_id"),
        channel=_word(_dict(payload, "channel"), "id") or _word(container, "channel_id"),
        thread="" if thread == stamp else thread,
        message=stamp,
        ephemeral=container.get("is_ephemeral") is True,
    )
    once = f"{origin.channel}:{stamp}:{_word(pressed, 'action_ts')}" if stamp else delivery
    call = Call(_word(pressed, "action_id").partition(":")[0], _chosen(pressed))
    return _called(f"slack:action:{origin.trigger_id or once}", origin, call)


def submission(payload: Payload, delivery: str) -> Inbound | None:
    """A form of ours that was sent."""
    user, view = _dict(payload, "user"), _dict(payload, "view")
    here = _origin(
        payload,
        user=_word(user, "id"),
        team=_word(_dict(payload, "team"), "id") or _word(user, "team_id"),
    )
    state = FormState.decode(_word(view, "private_metadata"), here)
    if state is None:
        return None
    call = Call(state.verb, state.value, filled_in(view))
    key = f"slack:form:{here.trigger_id or delivery}"
    return _called(key, state.origin, call)


def event(payload: Payload, delivery: str, bot_user: str | None) -> Inbound | None:
    """A direct message, or a mention in a channel; None for every other event.

    ``bot_user`` is our own user id: its mention is left out of the text. Where it isn't known, the
    first mention of an app_mention is taken for it.
    """
    said = _dict(payload, "event")
    user, channel = _word(said, "user"), _word(said, "channel")
    direct = _word(said, "channel_type") == "im" or channel.startswith("D")
    wanted = "message" if direct else "app_mention"
    if _word(said, "type") != wanted or _word(said, "subtype") not in _ORDINARY:
        return None
    if said.get("bot_id") or user in ("USLACKBOT", bot_user):
        return None
    thread = _word(said, "thread_ts")
    origin = _origin(
        payload,
        user=user,
        team=event_team(payload),
        channel=channel,
        thread=thread if direct else thread or _word(said, "ts"),
        message=_word(said, "ts"),
    )
    text = _without_ourselves(_word(said, "text"), bot_user, first=not direct)
    key = f"slack:event:{_word(payload, 'event_id') or delivery}"
    return _spoken(key, origin, "message", text, private=direct)


def event_team(payload: Payload) -> str:
    """The workspace whose installation the event is for."""
    return (
        _word(_first(payload, "authorizations"), "team_id")
        or _word(payload, "team_id")
        or _word(_dict(payload, "event"), "team")
    )


def lost_its_token(payload: Payload) -> bool:
    """Was the app removed from the workspace, or the bot's token revoked?"""
    told = _dict(payload, "event")
    if _word(told, "type") == "tokens_revoked":
        return bool(_dict(told, "tokens").get("bot"))
    return _word(told, "type") == "app_uninstalled"


def bot_user_of(payload: Payload) -> str | None:
    """Our own user id, where the event names it."""
    authorization = _first(payload, "authorizations")
    if authorization.get("is_bot") is not True:
        return None
    return _word(authorization, "user_id") or None


def _is_whole(payload: Payload, found: Kind) -> bool:
    """Does it have what bolt takes for granted?"""
    match found:
        case "event":
            return bool(_word(_dict(payload, "event"), "type"))
        case "submission":
            view = _dict(payload, "view")
            return _word(view, "type") == "modal" and bool(_word(view, "callback_id"))
        case "action":
            return bool(_word(_first(payload, "actions"), "action_id"))
        case _:
            return bool(_word(payload, "type")) or "ssl_check" in payload


def _spoken(
    key: str, origin: Origin, surface: Surface, text: str, *, private: bool = True
) -> Inbound | None:
    if not (origin.user and origin.team):
        return None
    request = Request(
        key=f"{key}:{_digest(origin.user, text)}",
        account=_account(origin),
        conversation=origin.conversation,
        surface=surface,
        text=_unescaped(text),
        mentions={found.group(): found.group(1) for found in _MENTION.finditer(text)},
        private=private,
    )
    return Inbound(request, origin)


def _called(key: str, origin: Origin, call: Call) -> Inbound | None:
    if not (origin.user and origin.team and call.verb):
        return None
    said = (f"{name}={text}" for name, text in sorted(call.inputs.items()))
    request = Request(
        key=f"{key}:{_digest(origin.user, call.verb, call.value, *said)}",
        account=_account(origin),
        conversation=origin.conversation,
        surface="action",
        call=call,
        private=origin.ephemeral or origin.channel[:1] in ("", "D"),
    )
    return Inbound(request, origin)


def _digest(*parts: str) -> str:
    """Tells apart what different people said or pressed, whatever ids a client gives them."""
    whole = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:16]


def _account(origin: Origin) -> Account:
    return Account("slack", origin.team, origin.user)


def _origin(
    payload: Payload,
    *,
    user: str,
    team: str,
    channel: str = "",
    thread: str = "",
    message: str = "",
    ephemeral: bool = False,
) -> Origin:
    return Origin(
        team=team,
        user=user,
        channel=channel,
        thread=thread,
        message=message,
        enterprise=_enterprise(payload),
        response_url=_word(payload, "response_url"),
        trigger_id=_word(payload, "trigger_id"),
        ephemeral=ephemeral,
    )


def _enterprise(payload: Payload) -> str:
    return (
        _word(_first(payload, "authorizations"), "enterprise_id")
        or _word(payload, "enterprise_id")
        or _word(_dict(payload, "enterprise"), "id")
    )


def _chosen(pressed: Payload) -> str:
    return _word(_dict(pressed, "selected_option"), "value") or _word(pressed, "value")


def _without_ourselves(text: str, bot_user: str | None, *, first: bool) -> str:
    if bot_user:
        ours = re.compile(rf"\s*<@{re.escape(bot_user)}(?:\|[^>]*)?>")
        return ours.sub("", text).strip()
    return _MENTION.sub("", text, count=1).strip() if first else text


def _unescaped(text: str) -> str:
    """As it was typed: Slack makes links of addresses, and entities of three characters."""
    text = _LINK.sub(_typed, text)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def _typed(link: re.Match[str]) -> str:
    """What somebody typed that Slack made a link of; with the target where that isn't the same."""
    target, label = link["target"], link["label"] or ""
    bare = target.removeprefix("mailto:").removeprefix("tel:")
    if bare != target:
        return bare if "@" in bare or not label else label
    if not label or label == target:
        return target
    return label if label == target.partition("://")[2].rstrip("/") else f"{label} ({target})"


def _word(payload: Payload, name: str) -> str:
    found = payload.get(name)
    return storable(found) if isinstance(found, str) else ""


def _dict(payload: Payload, name: str) -> Payload:
    found = payload.get(name)
    return found if isinstance(found, dict) else {}


def _first(payload: Payload, name: str) -> Payload:
    found = payload.get(name)
    first = found[0] if isinstance(found, list) and found else None
    return first if isinstance(first, dict) else {}
