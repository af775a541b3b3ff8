"""What the bot needs from a Bot Framework SDK: another one can take botbuilder's place."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from adapters.teams.message import Message
from adapters.teams.payload import Payload
from adapters.teams.references import Reference

T = TypeVar("T")


class Turn(Protocol):
    """One activity that came in, while it is answered. The methods raise Undelivered."""

    async def reply(self, message: Message) -> str:
        """Post an answer to the activity; the id of the new activity."""

    async def update(self, activity_id: str, message: Message) -> None:
        """Put the message in the place of an earlier one of the same conversation."""


class Sdk(Protocol):
    async def authenticate(self, authorization: str | None, activity: Payload) -> None:
        """Raises Rejected unless the activity comes from Microsoft, for this bot."""

    async def turn(self, activity: Payload, logic: Callable[[Turn], Awaitable[T]]) -> T:
        """Parse an activity and answer it with ``logic``. Raises Rejected where it is malformed."""

    async def send(self, reference: Reference, message: Message) -> str:
        """Post a message that nobody asked for; its id. Raises Undelivered."""

    async def update(self, reference: Reference, activity_id: str, message: Message) -> None:
        """Change a message. Raises Undelivered."""
