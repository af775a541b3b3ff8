"""Where a request came from, and so where its answer goes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Slack's own addresses of a request; empty where the payload names none.

    ``thread`` is the timestamp of the thread's first message, ``message`` that of the message with
    the button. ``response_url`` takes 5 answers within 30 minutes, ``trigger_id`` one modal within
    3 seconds.
    """

    team: str
    user: str
    channel: str = ""
    thread: str = ""
    message: str = ""
    enterprise: str = ""
    response_url: str = ""
    trigger_id: str = ""
    ephemeral: bool = False

    @property
    def conversation(self) -> str:
        return f"slack:{self.team}:{self.channel}:{self.thread}:{self.user}"
