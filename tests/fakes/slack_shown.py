"""Who has an account in the small Slack, and what is shown in its conversations."""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack_files import File

Arguments = dict[str, Any]


@dataclass
class User:
    id: str
    email: str | None
    name: str
    locale: str = "en-US"
    phone: str = ""


class Users(dict[str, User]):
    def add(
        self, user: str, email: str | None, name: str, locale: str = "en-US", phone: str = ""
    ) -> User:
        self[user] = User(user, email, name, locale, phone)
        return self[user]


@dataclass
class Message:
    """What is shown in a conversation. ``only_for`` is set where one person sees it."""

    channel: str
    ts: str
    text: str
    blocks: list[Arguments] = field(default_factory=list)
    metadata: Arguments | None = None
    thread_ts: str | None = None
    only_for: str | None = None
    edited: int = 0
    files: list[File] = field(default_factory=list)

    def element(self, verb: str) -> Arguments:
        """The button or menu whose action_id begins with the verb."""
        elements = [e for block in self.blocks for e in block.get("elements", ())]
        found = [e for e in elements if e.get("action_id", "").partition(":")[0] == verb]
        return dict(found[0])
