"""From an activity of Teams to a request of the bot's. Pure.

The shapes are those of
https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability and
https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model.
"""

import hashlib
import html
import re
from collections.abc import Mapping
from typing import Final

from adapters.teams.controls import MENU, PICKED, field_name
from adapters.teams.errors import Rejected
from adapters.teams.payload import (
    Payload,
    at,
    dump,
    is_personal,
    storable,
    tenant_of,
    text_at,
    user_of,
)
from routing.exchange import Call, Request, Surface
from routing.people import Account, Profile

CARD_ACTION: Final = "adaptiveCard/action"
NO_INPUT: Final = frozenset({"verb", "value", "msteams", PICKED})

_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_SPACES = re.compile(r"[^\S\n]+")
_COMMAND = re.compile(r"\s*(/?)iom(?:\s+|$)", re.IGNORECASE)


def read(activity: Payload) -> Request | None:
    """What somebody said or pressed; None where there is nothing to answer.

    Raises Rejected(400) for a card action without a verb, an invoke that isn't a card action,
    and where nobody is named as the sender.
    """
    kind = text_at(activity, "type")
    if kind == "invoke":
        return _pressed(activity, _invoked(activity))
    if kind == "message":
        call = _submitted(activity)
        return _pressed(activity, call) if call else _said(activity)
    if kind == "installationUpdate":
        return _installed(activity)
    return None


def is_removal(activity: Payload) -> bool:
    """Was the app just removed from a personal chat?"""
    is_update = text_at(activity, "type") == "installationUpdate"
    return is_update and text_at(activity, "action") == "remove" and is_personal(activity)


def is_from_somebody(activity: Payload) -> bool:
    """Does it come from a person, and not from the bot itself?"""
    sender = text_at(activity, "from", "id")
    return bool(sender) and sender != text_at(activity, "recipient", "id")


def _said(activity: Payload) -> Request | None:
    if not is_personal(activity) and not _own_mentions(activity):
        return None
    text, mentions = _spoken(activity)
    command = _COMMAND.match(text)
    surface: Surface = "message"
    if command:
        text = text[command.end() :]
        surface = "command" if command.group(1) else "message"
    return _request(activity, surface, text=text.strip(), mentions=mentions)


def _installed(activity: Payload) -> Request | None:
    if text_at(activity, "action") != "add" or not is_personal(activity):
        return None
    return _request(activity, "command", text="help")


def _pressed(activity: Payload, call: Call) -> Request:
    return _request(activity, "action", call=call)


def _invoked(activity: Payload) -> Call:
    if text_at(activity, "name") != CARD_ACTION:
        raise Rejected(400, "unknown_invoke")
    data = at(activity, "value", "action", "data")
    fields = data if isinstance(data, Mapping) else {}
    verb = text_at(activity, "value", "action", "verb") or text_at(fields, "verb")
    if not verb:
        raise Rejected(400, "no_verb")
    return _call(verb, fields)


def _submitted(activity: Payload) -> Call | None:
    value = at(activity, "value")
    if not isinstance(value, Mapping) or not text_at(value, "verb"):
        return None
    return _call(text_at(value, "verb"), value)


def _call(verb: str, data: Payload) -> Call:
    picked = text_at(data, PICKED)
    value = text_at(data, picked) if picked else text_at(data, "value")
    inputs = {
        field_name(storable(key)): storable(given)
        for key, given in data.items()
        if key not in NO_INPUT and field_name(key) != MENU and isinstance(given, str)
    }
    return Call(verb, value, inputs)


def _request(
    activity: Payload,
    surface: Surface,
    text: str = "",
    call: Call | None = None,
    mentions: Mapping[str, str] | None = None,
) -> Request:
    tenant, user = tenant_of(activity), user_of(activity)
    if not user:
        raise Rejected(400, "no_sender")
    conversation = text_at(activity, "conversation", "id")
    name = text_at(activity, "from", "name") or None
    return Request(
        key=f"teams:{tenant}:{conversation}:{_delivery(activity)}",
        account=Account("teams", tenant, user),
        conversation=f"teams:{tenant}:{conversation}:{user}",
        surface=surface,
        text=text,
        call=call,
        profile=Profile(name=name, locale=text_at(activity, "locale") or _client_locale(activity)),
        mentions=mentions or {},
        private=is_personal(activity),
    )


def _delivery(activity: Payload) -> str:
    """The same for repeated deliveries: Teams repeats the activity with its id."""
    told = text_at(activity, "id")
    return told or hashlib.sha256(dump(activity)).hexdigest()


def _client_locale(activity: Payload) -> str | None:
    for entity in _entities(activity):
        if text_at(entity, "type") == "clientInfo":
            return text_at(entity, "locale") or None
    return None


def _entities(activity: Payload) -> list[Payload]:
    entities = at(activity, "entities")
    if not isinstance(entities, list):
        return []
    return [entity for entity in entities if isinstance(entity, Mapping)]


def _mentions(activity: Payload) -> list[Payload]:
    return [each for each in _entities(activity) if text_at(each, "type").lower() == "mention"]


def _own_mentions(activity: Payload) -> list[Payload]:
    own = text_at(activity, "recipient", "id")
    return [each for each in _mentions(activity) if own and text_at(each, "mentioned", "id") == own]


def _spoken(activity: Payload) -> tuple[str, dict[str, str]]:
    """The text without markup and without our own mention, and who else is mentioned."""
    text = text_at(activity, "text")
    own = text_at(activity, "recipient", "id")
    read_to, parts, mentions = 0, [], {}
    for entity in _mentions(activity):
        name, who = text_at(entity, "mentioned", "name"), text_at(entity, "mentioned", "id")
        mark = text_at(entity, "text") or f"<at>{name}</at>"
        start = text.find(mark, read_to)
        if start < 0:
            continue
        parts.append(_plain(text[read_to:start]))
        read_to = start + len(mark)
        if who != own:
            shown = _plain(mark).strip()
            parts.append(shown)
            mentions[shown] = text_at(entity, "mentioned", "aadObjectId").lower() or who
    parts.append(_plain(text[read_to:]))
    return _SPACES.sub(" ", "".join(parts)).strip(), mentions


def _plain(text: str) -> str:
    return storable(html.unescape(_TAG.sub("", _BREAK.sub("\n", text))))
