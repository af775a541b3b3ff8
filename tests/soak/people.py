"""What people do all day: ask for help, take cases, pass them on, resolve them; and try again."""

import asyncio
import itertools
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from content.messages import load_words
from routing.exchange import Reply, Request
from routing.notices import Delivery
from routing.people import Profile
from tests.soak.replica import Replica
from tests.soak.town import COUNTRIES, SEVERITIES, TOPICS, Resident, Town

_NOT_STORED = load_words("en")("answer.not_stored")
_ANSWERED_AFTER = 900.0
_RESOLVED_AFTER = 1800.0
_TRIES_AGAIN_AFTER = 30.0
_REDELIVERED_AFTER = 3.0


@dataclass
class People:
    """Everybody in the town. ``processes`` are those that could answer now.

    ``opened`` are the numbers of the cases that somebody was told of as opened; ``stored`` and
    ``refused`` count what was answered, ``unheard`` requests that had to be sent again.
    """

    town: Town
    chance: random.Random
    processes: Callable[[], Sequence[Replica]]
    opened: list[int] = field(default_factory=list)
    not_stored: int = 0
    unheard: int = 0
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _busy: set[asyncio.Task[object]] = field(default_factory=set)

    async def raise_cases(self, count: int, seconds: float) -> None:
        """So many cases, at random times of the day."""
        times = sorted(self.chance.uniform(0, seconds) for _ in range(count))
        now = 0.0
        for at in times:
            await asyncio.sleep(at - now)
            now = at
            self._begin(self._raise())

    async def rest(self) -> None:
        """Wait until everybody has done what they set out to do."""
        while self._busy:
            await asyncio.wait(self._busy)

    def told(self, delivery: Delivery) -> None:
        """A message has arrived: whoever reads it may do something about the case."""
        kind, reference = delivery.key.split("/")[2], delivery.thread
        reader = self.town.at.get(delivery.to.address)
        if kind in ("tell", "remind") and reader is not None and reference is not None:
            drawn = self.chance.random()
            if drawn < 0.55:
                self._begin(self._take(reader, reference))
            elif drawn < 0.62:
                self._begin(self._act(reader, f"next {reference}", _ANSWERED_AFTER))
            elif drawn < 0.66:
                self._begin(self._act(reader, f"handover {reference} doe", _ANSWERED_AFTER))

    async def _raise(self) -> None:
        asker = self.chance.choice(self.town.askers)
        words = [self.chance.choice(group) for group in (TOPICS, COUNTRIES, SEVERITIES)]
        reply = await self._say(asker, f"escalate {' '.join(words)} -- roofs torn off")
        if reply.card.reference is None:
            raise AssertionError(f"{words} opened nothing: {reply.card.title}")
        self.opened.append(int(reply.card.reference.removeprefix("IOM-")))
        if self.chance.random() < 0.03:
            await self._act(asker, f"cancel {reply.card.reference}", _ANSWERED_AFTER)

    async def _take(self, reader: Resident, reference: str) -> None:
        await self._act(reader, f"ack {reference}", _ANSWERED_AFTER)
        if self.chance.random() < 0.7:
            await self._act(reader, f"resolve {reference} -- done", _RESOLVED_AFTER)

    async def _act(self, who: Resident, text: str, after: float) -> None:
        await asyncio.sleep(self.chance.expovariate(1 / after))
        await self._say(who, text)

    async def _say(self, who: Resident, text: str) -> Reply:
        """Say it until somebody has stored it."""
        while True:
            reply = await self._send(who, text)
            if reply.card.title != _NOT_STORED:
                return reply
            self.not_stored += 1
            await asyncio.sleep(_TRIES_AGAIN_AFTER)

    async def _send(self, who: Resident, text: str) -> Reply:
        """One message, delivered again under the same key until it is answered, as Slack does."""
        request = Request(
            key=f"said:{next(self._numbers)}",
            account=who.account,
            conversation=who.account.key,
            surface="command",
            text=text,
            profile=Profile(who.name, who.email, "en-GB"),
        )
        while True:
            alive = self.processes()
            reply = await self.chance.choice(alive).ask(request) if alive else None
            if reply is not None:
                return reply
            self.unheard += 1
            await asyncio.sleep(_REDELIVERED_AFTER)

    def _begin(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.ensure_future(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
