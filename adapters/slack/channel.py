"""Notices out to people in Slack, as direct messages."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from adapters.slack.blocks import fallback, message
from adapters.slack.outcomes import blocks_refused, outcome_of
from adapters.slack.uploads import is_picture_of, shared, stage
from adapters.slack.web import SlackWeb
from adapters.timely import only
from routing.notices import (
    NOT_RECORDED,
    Delivery,
    Later,
    Outcome,
    Picture,
    Recipient,
    Refused,
    Sent,
    Unknown,
)

EVENT_TYPE: Final = "iom_notice"

_LOG: Final = logging.getLogger(__name__)
_PAGE: Final = 100
_PAGES: Final = 3


class SlackChannel:
    """A ``Channel``: one direct message for each delivery, marked with its key in the metadata.

    A picture is marked in its file's name instead: uploads have no metadata.

    An address is a user id (``U1``, or ``T1:U1`` where there are several workspaces) or the id of
    a conversation (``C…``, ``D…``, ``G…``). A message's reference is ``channel:ts``. Nothing is
    raised.
    """

    def __init__(self, web: SlackWeb) -> None:
        self._web = web
        self._direct: dict[tuple[str, str], str] = {}

    async def send(self, delivery: Delivery) -> Outcome:
        """Send a message. Opening the conversation posts nothing, so its failure is ``Later``."""
        team, _ = _address(delivery.to)
        try:
            channel = await self._conversation(delivery.to)
        except Exception as error:  # translated, never raised
            return _repeatable(self._failed(error))
        if delivery.picture is not None:
            return await self._share(delivery, delivery.picture, channel, team)
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key}}
        content = {"channel": channel, "metadata": metadata, "unfurl_links": False}
        return await self._post("chat.postMessage", content, delivery, team)

    async def settle(self, delivery: Delivery) -> Outcome | None:
        """Look for the delivery's key among the conversation's newest messages.

        Sent where it is there; NOT_RECORDED where Slack showed the whole of the recent
        conversation and it isn't; None where Slack refuses to be asked, or there is more of the
        conversation than was read; Later where Slack can't say just now.
        """
        team, _ = _address(delivery.to)
        try:
            channel = await self._conversation(delivery.to)
            cursor = ""
            for _page in range(_PAGES):
                page = await self._history(channel, cursor, team)
                found = _find(page, delivery.key)
                if found:
                    return Sent(f"{channel}:{found}")
                cursor = _next_cursor(page)
                if not cursor:
                    return NOT_RECORDED
        except Exception as error:  # translated, never raised
            outcome = _repeatable(self._failed(error))
            return outcome if isinstance(outcome, Later) else None
        return None

    async def update(self, delivery: Delivery) -> Outcome:
        """Change the message that ``delivery.replaces`` names.

        Changing it twice does no harm, so what is in doubt is ``Later``.
        """
        channel, _, stamp = (delivery.replaces or "").rpartition(":")
        if not channel or not stamp:
            return Refused("message_not_found")
        team, _ = _address(delivery.to)
        content = {"channel": channel, "ts": stamp}
        return _repeatable(await self._post("chat.update", content, delivery, team))

    async def _post(
        self, method: str, content: Mapping[str, Any], delivery: Delivery, team: str
    ) -> Outcome:
        whole = {**content, **message(delivery.card)}
        plain = {**content, "text": fallback(delivery.card), "blocks": []}
        try:
            with only(delivery.in_time):
                try:
                    answer = await self._web.call(method, whole, team=team)
                except Exception as error:
                    if not blocks_refused(error):
                        raise
                    answer = await self._web.call(method, plain, team=team)
        except Exception as error:  # translated, never raised
            return self._failed(error)
        if not answer.get("channel") or not answer.get("ts"):
            return Unknown("no_reference")
        return Sent(f"{answer['channel']}:{answer['ts']}")

    async def _share(
        self, delivery: Delivery, picture: Picture, channel: str, team: str
    ) -> Outcome:
        """Upload a picture and show it; until the last step nothing is seen, so it is ``Later``."""
        try:
            file = await stage(self._web, picture, team)
        except Exception as error:  # translated, never raised
            return _repeatable(self._failed(error))
        content = shared(file, channel, delivery)
        try:
            with only(delivery.in_time):
                await self._web.call("files.completeUploadExternal", content, team=team)
        except Exception as error:  # translated, never raised
            return self._failed(error)
        return Sent(f"{channel}:{file}")

    async def _conversation(self, to: Recipient) -> str:
        team, user = _address(to)
        if user[:1] not in ("U", "W"):
            return user
        if (team, user) not in self._direct:
            opened = await self._web.call("conversations.open", {"users": user}, team=team)
            self._direct[team, user] = str(opened["channel"]["id"])
        return self._direct[team, user]

    async def _history(self, channel: str, cursor: str, team: str) -> Mapping[str, Any]:
        asked = {"channel": channel, "include_all_metadata": "true", "limit": str(_PAGE)}
        if cursor:
            asked["cursor"] = cursor
        return await self._web.call("conversations.history", asked, team=team, form=True)

    def _failed(self, error: Exception) -> Refused | Later | Unknown:
        outcome = outcome_of(error)
        level = logging.ERROR if outcome == Unknown("fault") else logging.INFO
        fault = error if level == logging.ERROR else None
        _LOG.log(level, "Slack: %s %s", type(outcome).__name__, outcome.code, exc_info=fault)
        return outcome


def _address(to: Recipient) -> tuple[str, str]:
    team, _, user = to.address.rpartition(":")
    return team or to.tenant, user


def _repeatable(outcome: Outcome) -> Outcome:
    return Later(outcome.code) if isinstance(outcome, Unknown) else outcome


def _find(page: Mapping[str, Any], key: str) -> str | None:
    for each in page.get("messages") or ():
        metadata = each.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if is_picture_of(each, key):
            return str(each["ts"])
        if metadata.get("event_type") == EVENT_TYPE and payload.get("key") == key:
            return str(each["ts"])
    return None


def _next_cursor(page: Mapping[str, Any]) -> str:
    return str((page.get("response_metadata") or {}).get("next_cursor") or "")
