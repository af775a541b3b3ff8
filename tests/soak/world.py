"""A simulated day: processes that die and come back, troubled providers, and busy people."""

import asyncio
import contextvars
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.store import open_store
from bot.knowledge import load_content
from routing.notices import Delivery, Route
from tests.soak.people import People
from tests.soak.providers import Provider
from tests.soak.replica import LIVE, Ground, Replica
from tests.soak.town import STEWARDS, settle
from tests.soak.virtual import MORNING, OWNER, VirtualClock, VirtualLoop
from tests.soak.weather import Climate, Weather

RESTART_SECONDS = 5.0
CALM_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long (seconds), how many cases, how rough, on which database, from which seed."""

    url: str
    seed: int
    seconds: float = 86_400
    cases: int = 10_000
    replicas: int = 2
    climate: Climate = Climate()


class World:
    """Everything of one run. ``live`` plays the day and an hour of calm after it."""

    def __init__(self, plan: Plan, loop: VirtualLoop) -> None:
        self.plan = plan
        self.clock = VirtualClock(loop)
        self.town = settle(self._chance("town"), MORNING.date())
        self.weather = Weather(
            self._chance("weather"), self.clock.seconds, plan.climate, sorted(LIVE), plan.seconds
        )
        self.people = People(self.town, self._chance("people"), self._alive)
        self.providers = {route: self._provider(route) for route in sorted(LIVE)}
        self.deaths: list[tuple[str, float]] = []
        self._ground = Ground(
            plan.url, self.clock, load_content(), self.weather, self.providers, STEWARDS
        )
        self._names = itertools.count(1)
        self._replicas: list[Replica] = []

    async def live(self) -> None:
        self._prepare()
        for _ in range(self.plan.replicas):
            self._start()
        reapers = [asyncio.ensure_future(self._reap(slot)) for slot in range(self.plan.replicas)]
        await self.people.raise_cases(self.plan.cases, self.plan.seconds)
        await asyncio.sleep(self.plan.seconds - self.clock.seconds())
        await asyncio.gather(*reapers)
        await asyncio.sleep(CALM_SECONDS)
        for replica in self._replicas:
            replica.kill()
            replica.close()

    def _prepare(self) -> None:
        store = open_store(self.plan.url)
        store.migrate()
        with store.write() as writer:
            writer.replace_contacts(self.town.contacts, self.clock.now())
        store.close()

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self.plan.seed}/{what}")

    def _provider(self, route: Route) -> Provider:
        return Provider(
            name=route,
            weather=self.weather,
            chance=self._chance(route),
            now=self.clock.seconds,
            settles=route == "slack",
            dead=self.town.dead,
            arrived=self._arrived,
        )

    def _arrived(self, delivery: Delivery) -> None:
        """People outlive the process whose message they read."""
        context = contextvars.copy_context()
        context.run(OWNER.set, None)
        context.run(self.people.told, delivery)

    def _alive(self) -> Sequence[Replica]:
        return [replica for replica in self._replicas if replica.alive]

    def _start(self, slot: int | None = None) -> None:
        name = f"process {next(self._names)}"
        replica = Replica(name, self._ground, self._chance(name))
        if slot is None:
            self._replicas.append(replica)
        else:
            self._replicas[slot] = replica
        replica.start()

    async def _reap(self, slot: int) -> None:
        """Kill one process again and again, at any moment; another takes its place."""
        chance = self._chance(f"reaper {slot}")
        while True:
            pause = chance.expovariate(1 / self.plan.climate.kills_every)
            if self.clock.seconds() + pause >= self.plan.seconds:
                return
            await asyncio.sleep(pause)
            victim = self._replicas[slot]
            match chance.randrange(3):
                case 0:
                    victim.kill()
                case 1:
                    victim.doom("before commit")
                case _:
                    victim.doom("after commit")
            await victim.dead.wait()
            self.deaths.append((victim.name, self.clock.seconds()))
            victim.close()
            await asyncio.sleep(RESTART_SECONDS)
            self._start(slot)
