"""A bot behind the gateway, and a signed way to it."""

from collections.abc import Awaitable, Callable
from typing import Any

from adapters.slack.app import Answer, SlackGateway
from routing.card import Action, Card
from routing.exchange import Reply, Request
from tests.fakes import slack_payloads as payloads

CARD = Card(
    title="IOM-7: shelter in Kenya",
    actions=(Action("ack", "I take it", "IOM-7"),),
    reference="IOM-7",
)
BUTTON = {"type": "button", "action_id": "ack:0", "value": "IOM-7"}

Reaction = Reply | Exception


class Bot:
    """Answers with what it was given, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.replies: list[Reaction] = []
        self.before: Callable[[], Awaitable[None]] | None = None

    async def handle(self, request: Request) -> Reply:
        if self.before is not None:
            await self.before()
        self.asked.append(request)
        reaction = self.replies.pop(0) if self.replies else Reply(CARD)
        if isinstance(reaction, Exception):
            raise reaction
        return reaction


class Watch:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def send(gateway: SlackGateway, body: bytes, **signing: Any) -> Answer:
    headers = payloads.event_headers if body.startswith(b"{") else payloads.signed
    answer = await gateway.dispatch(body, headers(body, **signing))
    await gateway.finish()
    return answer
