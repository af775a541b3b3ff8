"""What the database remembers beside the bot's own subjects: replies, dialogues, documents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

Document = Mapping[str, Any]


class MemoryReader(Protocol):
    """Dialogues, and documents by kind and key."""

    def dialogue(self, conversation: str, now: datetime) -> Document | None: ...

    def record(self, kind: str, key: str) -> Document | None:
        """A platform's own document (a Teams reference, a Slack installation)."""

    def records(self, kind: str, prefix: str = "") -> tuple[tuple[str, Document], ...]: ...


class MemoryWriter(Protocol):
    """Replies to deliveries, dialogues, and documents."""

    def remembered(self, key: str) -> str | None:
        """What ``remember`` stored for the same delivery, if it came before."""

    def remember(self, key: str, reply: str, at: datetime) -> None:
        """Store the reply to a delivery.

        Raises:
            AlreadyHandled: it is there already; roll back and answer what is remembered.
        """

    def forget_before(self, at: datetime) -> int:
        """Drop remembered deliveries and dialogues that are older; returns how many."""

    def save_dialogue(self, conversation: str, state: Document, until: datetime) -> None: ...

    def end_dialogue(self, conversation: str) -> None: ...

    def put_record(self, kind: str, key: str, body: Document, at: datetime) -> None: ...

    def delete_record(self, kind: str, key: str) -> None: ...
