"""The world beside the database: time, ways to reach people, and who they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.ports.memory import Document
from routing.notices import Delivery, Outcome
from routing.people import Account, Profile


class Clock(Protocol):
    """Wall-clock time, always aware and in UTC."""

    def now(self) -> datetime: ...


class Channel(Protocol):
    """A way to reach people. None of these raise: what went wrong is in the outcome."""

    async def send(self, delivery: Delivery) -> Outcome:
        """Send it, unless ``delivery.in_time`` says no in the moment in which it leaves."""

    async def settle(self, delivery: Delivery) -> Outcome | None:
        """What became of an uncertain attempt at this delivery: Sent, or NOT_RECORDED.

        None if the provider can't say; any other outcome if it can't say now.
        """

    async def update(self, delivery: Delivery) -> Outcome:
        """Change the message that ``delivery.replaces`` names."""


class Watch(Protocol):
    """Somebody elsewhere who notices silence."""

    async def tell(self) -> str | None:
        """Say that all is well. Never raises; returns what went wrong, None where it was heard."""


class Profiles(Protocol):
    """Asks a platform who an account is; None where it doesn't say (in time)."""

    async def profile(self, account: Account) -> Profile | None: ...


class Records(Protocol):
    """The store's documents for a platform adapter, off the event loop."""

    async def get(self, kind: str, key: str) -> Document | None: ...

    async def put(self, kind: str, key: str, body: Document) -> None: ...

    async def delete(self, kind: str, key: str) -> None: ...

    async def find(self, kind: str, prefix: str = "") -> Sequence[tuple[str, Document]]: ...
