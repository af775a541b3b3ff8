"""Slack, Teams and mail as small providers that remember every message, and every call."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from routing.notices import Delivery, Later, Outcome, Refused, Route, Sent, Unknown
from tests.soak.weather import Trouble, Weather

TIMEOUT = 10.0


@dataclass(slots=True)
class Attempt:
    """A call to send a message: when it began and ended (seconds), and what came of it.

    ``outcome`` is None where the caller died before it had the answer.
    """

    key: str
    address: str
    process: str
    repeat: bool
    begun: float
    ended: float | None = None
    recorded: bool = False
    outcome: Outcome | None = None


@dataclass(slots=True)
class Provider:
    """One provider for all processes. ``arrived`` hears of the first copy of each message.

    ``dead`` are addresses that it refuses for good; ``settles`` says whether it can be asked what
    it has. ``hasty`` counts calls to an address before its Retry-After was over.
    """

    name: Route
    weather: Weather
    chance: random.Random
    now: Callable[[], float]
    settles: bool
    dead: frozenset[str]
    arrived: Callable[[Delivery], None]
    attempts: dict[str, list[Attempt]] = field(default_factory=lambda: defaultdict(list))
    limited: dict[str, float] = field(default_factory=dict)
    hasty: int = 0
    updates: int = 0

    async def send(self, delivery: Delivery, process: str) -> Outcome:
        attempt = Attempt(
            delivery.key, delivery.to.address, process, delivery.repeat, begun=self.now()
        )
        self.attempts[delivery.key].append(attempt)
        attempt.outcome = await self._call(delivery, attempt)
        attempt.ended = self.now()
        return attempt.outcome

    async def _call(self, delivery: Delivery, attempt: Attempt) -> Outcome:
        address = delivery.to.address
        until = self.limited.get(address, 0.0)
        if self.now() < until:
            self.hasty += 1
            return Later("ratelimited", retry_after=until - self.now())
        storm = self.weather.storm(self.name)
        if storm is not None:
            return await self._in_storm(storm, delivery, attempt)
        await asyncio.sleep(self.chance.uniform(0.02, 0.3))
        if address in self.dead:
            return Refused("channel_not_found")
        trouble = self.weather.trouble()
        if trouble is not None:
            return await self._troubled(trouble, delivery, attempt)
        return await self._accept(delivery, attempt)

    async def _accept(self, delivery: Delivery, attempt: Attempt) -> Outcome:
        self._record(delivery, attempt)
        await asyncio.sleep(self.chance.uniform(0.02, 0.3))
        return Sent(f"{delivery.to.address}:{delivery.key}")

    def _record(self, delivery: Delivery, attempt: Attempt) -> None:
        first = not any(earlier.recorded for earlier in self.attempts[delivery.key])
        attempt.recorded = True
        if first:
            self.arrived(delivery)

    async def _in_storm(self, storm: str, delivery: Delivery, attempt: Attempt) -> Outcome:
        if storm == "refusing":
            return Later("unreachable")
        if storm == "failing":
            return Unknown("http_503")
        if self.chance.random() < 0.3:
            self._record(delivery, attempt)
        await asyncio.sleep(TIMEOUT)
        return Unknown("timeout")

    async def _troubled(self, trouble: Trouble, delivery: Delivery, attempt: Attempt) -> Outcome:
        if trouble == "limited":
            pause = self.chance.randint(1, 30)
            self.limited[delivery.to.address] = self.now() + pause
            return Later("ratelimited", retry_after=pause)
        if trouble.endswith("_recorded"):
            self._record(delivery, attempt)
        if trouble.startswith("timeout"):
            await asyncio.sleep(TIMEOUT)
            return Unknown("timeout")
        return Unknown("disconnected" if trouble.startswith("cut") else "http_500")

    async def settle(self, delivery: Delivery) -> Outcome | None:
        if not self.settles:
            return None
        await asyncio.sleep(self.chance.uniform(0.05, 0.5))
        if self.weather.storm(self.name) is not None:
            return Unknown("unreachable")
        if any(attempt.recorded for attempt in self.attempts[delivery.key]):
            return Sent(f"{delivery.to.address}:{delivery.key}")
        return Later("not_recorded")

    async def update(self, _: Delivery) -> Outcome:
        await asyncio.sleep(self.chance.uniform(0.02, 0.3))
        if self.weather.storm(self.name) is not None:
            return Later("unreachable")
        self.updates += 1
        return Sent("changed")


@dataclass(frozen=True, slots=True)
class Line:
    """A process's way to a provider: the ``Channel`` that the bot sees."""

    provider: Provider
    process: str

    async def send(self, delivery: Delivery) -> Outcome:
        return await self.provider.send(delivery, self.process)

    async def settle(self, delivery: Delivery) -> Outcome | None:
        return await self.provider.settle(delivery)

    async def update(self, delivery: Delivery) -> Outcome:
        return await self.provider.update(delivery)
