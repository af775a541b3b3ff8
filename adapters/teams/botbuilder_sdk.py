"""The SDK of ``adapters.teams.sdk``, on botbuilder-core.

botbuilder parses activities, addresses answers and runs turns. Its own REST client isn't used:
it is synchronous under an ``async`` face, fetches tokens and keys without a time-out while the
event loop waits, and spends most of a call in its retry policy. Its authentication isn't used
either: it accepts tokens without ``exp`` and turns itself off where no app id is set.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.core.conversation_reference_extension import get_continuation_activity
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    Attachment,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
    ResourceResponse,
)

from adapters.teams.connector import Connector
from adapters.teams.errors import Rejected
from adapters.teams.message import Message
from adapters.teams.payload import Payload, text_at
from adapters.teams.references import Reference
from adapters.teams.sdk import Turn
from adapters.teams.tokens import CHANNEL, InboundTokens

T = TypeVar("T")


class BotbuilderSdk:
    def __init__(self, tokens: InboundTokens, connector: Connector) -> None:
        self._tokens = tokens
        self._adapter = _Adapter(connector)

    async def authenticate(self, authorization: str | None, activity: Payload) -> None:
        await self._tokens.verify(authorization, activity)

    async def turn(self, activity: Payload, logic: Callable[[Turn], Awaitable[T]]) -> T:
        results: list[T] = []

        async def answer(context: TurnContext) -> None:
            results.append(await logic(_Turn(context)))

        await self._adapter.run_pipeline(TurnContext(self._adapter, _parse(activity)), answer)
        return results[0]

    async def send(self, reference: Reference, message: Message) -> str:
        sent: list[str] = []

        async def post(context: TurnContext) -> None:
            sent.append(await _Turn(context).reply(message))

        await self._adapter.run_pipeline(self._continuation(reference), post)
        return sent[0]

    async def update(self, reference: Reference, activity_id: str, message: Message) -> None:
        async def put(context: TurnContext) -> None:
            await _Turn(context).update(activity_id, message)

        await self._adapter.run_pipeline(self._continuation(reference), put)

    def _continuation(self, reference: Reference) -> TurnContext:
        activity = get_continuation_activity(_conversation(reference))
        # botbuilder makes up an id, and would send a reply to an activity that doesn't exist.
        activity.id = None
        activity.channel_data = {"tenant": {"id": reference.tenant}}
        return TurnContext(self._adapter, activity)


class _Turn:
    def __init__(self, context: TurnContext) -> None:
        self._context = context

    async def reply(self, message: Message) -> str:
        response = await self._context.send_activity(self._outgoing(message))
        return str(response.id)

    async def update(self, activity_id: str, message: Message) -> None:
        activity = self._outgoing(message)
        activity.id = activity_id
        await self._context.update_activity(activity)

    def _outgoing(self, message: Message) -> Activity:
        tenant = text_at(self._context.activity.channel_data, "tenant", "id")
        channel_data: dict[str, Any] = {"tenant": {"id": tenant}}
        if message.alert:
            channel_data["notification"] = {"alert": True}
        return Activity(
            type=ActivityTypes.message,
            summary=message.summary,
            text=message.text or None,
            attachments=[Attachment(content=_Content(message.attachment))],
            channel_data=channel_data,
        )


class _Adapter(BotAdapter):  # type: ignore[misc] # botbuilder has no types
    """Carries what a turn sends to the connector service."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self._connector = connector

    async def send_activities(
        self,
        context: TurnContext,  # noqa: ARG002 - botbuilder's signature
        activities: list[Activity],
    ) -> list[ResourceResponse]:
        return [await self._send(activity) for activity in activities]

    async def _send(self, activity: Activity) -> ResourceResponse:
        new_id = await self._connector.create(
            activity.service_url,
            activity.conversation.id,
            _written(activity),
            activity.reply_to_id,
        )
        return ResourceResponse(id=new_id)

    async def update_activity(
        self,
        context: TurnContext,  # noqa: ARG002 - botbuilder's signature
        activity: Activity,
    ) -> ResourceResponse:
        await self._connector.update(
            activity.service_url, activity.conversation.id, activity.id, _written(activity)
        )
        return ResourceResponse(id=activity.id)

    async def delete_activity(
        self,
        context: TurnContext,  # noqa: ARG002 - botbuilder's signature
        reference: ConversationReference,
    ) -> None:
        await self._connector.delete(
            reference.service_url, reference.conversation.id, reference.activity_id
        )


def _parse(activity: Payload) -> Activity:
    # With "expectReplies" botbuilder keeps answers back for the response; Teams never asks so.
    payload = {key: value for key, value in activity.items() if key != "deliveryMode"}
    try:
        return Activity.deserialize(payload)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # msrest's DeserializationError is a ValueError.
        raise Rejected(400, "malformed_activity") from error


def _conversation(reference: Reference) -> ConversationReference:
    return ConversationReference(
        channel_id=CHANNEL,
        service_url=reference.service_url,
        bot=ChannelAccount(id=reference.bot),
        user=ChannelAccount(id=reference.user, aad_object_id=reference.object_id or None),
        conversation=ConversationAccount(
            id=reference.conversation, conversation_type="personal", is_group=False
        ),
    )


class _Content:
    """An attachment on its way through botbuilder, which would copy it value by value."""

    def __init__(self, attachment: Mapping[str, Any]) -> None:
        self.attachment = attachment

    def __deepcopy__(self, _memo: dict[int, Any]) -> "_Content":
        return self


def _written(activity: Activity) -> dict[str, Any]:
    """The activity as JSON.

    msrest's serializer is left out: it takes a third of a turn, and writes ``tenantID``, which
    Teams doesn't read.
    """
    written = {
        "type": activity.type,
        "id": activity.id,
        "channelId": activity.channel_id,
        "serviceUrl": activity.service_url,
        "replyToId": activity.reply_to_id,
        "locale": activity.locale,
        "from": _account(activity.from_property),
        "recipient": _account(activity.recipient),
        "conversation": {
            "id": activity.conversation.id,
            "conversationType": activity.conversation.conversation_type,
            "isGroup": bool(activity.conversation.is_group),
            "tenantId": text_at(activity.channel_data, "tenant", "id"),
        },
        "channelData": activity.channel_data,
        "inputHint": activity.input_hint,
        "summary": activity.summary,
        "text": activity.text,
        "textFormat": "markdown" if activity.text else None,
        "attachments": [dict(each.content.attachment) for each in activity.attachments],
    }
    return {key: value for key, value in written.items() if value is not None}


def _account(account: ChannelAccount | None) -> dict[str, str] | None:
    if account is None:
        return None
    known = {
        "id": account.id,
        "name": account.name,
        "aadObjectId": account.aad_object_id,
    }
    return {key: value for key, value in known.items() if value}
