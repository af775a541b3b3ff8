"""Teams as a way to reach people who haven't asked anything."""

from typing import Final

from adapters.teams.app import TeamsApp
from adapters.teams.errors import Undelivered
from adapters.teams.message import Message
from adapters.teams.references import Reference
from adapters.timely import only
from routing.errors import StoreUnavailable
from routing.notices import Delivery, Later, Outcome, Refused, Sent, Unknown

SEPARATOR: Final = "|"
"""Between conversation and activity in a message's reference; neither id has one."""
NOT_INSTALLED: Final = Refused("app_not_installed")


class TeamsChannel:
    """Sends to people by Entra object id (or Teams id) in the app's tenant."""

    def __init__(self, app: TeamsApp) -> None:
        self._app = app

    async def send(self, delivery: Delivery) -> Outcome:
        """Post a card or a picture in the personal chat with somebody, opening it if need be."""
        try:
            reference = await self._personal(delivery)
            if reference is None:
                return NOT_INSTALLED
            message = _message(delivery)
            with only(delivery.in_time):
                activity_id = await self._app.sdk.send(reference, message)
        except Undelivered as error:
            return error.outcome
        except StoreUnavailable:
            return Later("store_unavailable")
        return Sent(f"{reference.conversation}{SEPARATOR}{activity_id}")

    async def settle(self, delivery: Delivery) -> Outcome | None:  # noqa: ARG002
        """Always None: Teams can't be asked whether it has a message."""
        return None

    async def update(self, delivery: Delivery) -> Outcome:
        """Put the card in the place of the one that ``delivery.replaces`` names."""
        conversation, _, activity_id = (delivery.replaces or "").rpartition(SEPARATOR)
        if not conversation or not activity_id:
            return Refused("no_message_to_change")
        try:
            service = await self._app.references.service(self._tenant(delivery))
            if service is None:
                return NOT_INSTALLED
            reference = Reference(service.tenant, service.service_url, service.bot, conversation)
            message = Message.of(delivery.card, delivery.to.language)
            with only(delivery.in_time):
                await self._app.sdk.update(reference, activity_id, message)
        except Undelivered as error:
            return error.outcome
        except StoreUnavailable:
            return Later("store_unavailable")
        return Sent(f"{conversation}{SEPARATOR}{activity_id}")

    async def _personal(self, delivery: Delivery) -> Reference | None:
        tenant, user = self._tenant(delivery), delivery.to.address
        known = await self._app.references.personal(tenant, user)
        if known is not None:
            return known
        service = await self._app.references.service(tenant)
        return None if service is None else await self._open(service, user)

    async def _open(self, service: Reference, user: str) -> Reference:
        parameters = {
            "bot": {"id": service.bot},
            "isGroup": False,
            "members": [{"id": user}],
            "tenantId": service.tenant,
            "channelData": {"tenant": {"id": service.tenant}},
        }
        try:
            conversation = await self._app.connector.open(service.service_url, parameters)
        except Undelivered as error:
            # Opening the same chat twice finds it: nothing was said, so nothing is uncertain.
            if isinstance(error.outcome, Unknown):
                raise Undelivered(Later(error.outcome.code)) from error
            raise
        is_teams_id = ":" in user
        reference = Reference(
            service.tenant,
            service.service_url,
            service.bot,
            conversation,
            user=user if is_teams_id else "",
            object_id="" if is_teams_id else user.lower(),
        )
        await self._app.references.keep(reference, user)
        return reference

    def _tenant(self, delivery: Delivery) -> str:
        return (delivery.to.tenant or self._app.tenant).lower()


def _message(delivery: Delivery) -> Message:
    if delivery.picture is not None:
        return Message.showing(delivery.picture, delivery.card, alert=True)
    return Message.of(delivery.card, delivery.to.language, alert=True)
