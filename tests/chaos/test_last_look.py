"""The last look before a telling goes out, and what an answer says of one that is gone already."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot import stragglers
from bot.ports import Writer
from bot.postman import Postman
from routing.errors import StoreUnavailable
from routing.notices import Delivery, Outcome
from tests.chaos.replicas import NOW, RaceClock, Replica, two_replicas
from tests.chaos.test_races import DEPUTY, DIRECTORY, FIRST, told
from tests.chaos.wire import Wire


@dataclass
class HeldWire(Wire):
    """Messages that have begun wait for the gate."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, delivery: Delivery) -> Outcome:
        self._note("begun", delivery)
        self.begun.set()
        await self.gate.wait()
        return await super().send(delivery)


class HeldPacing:
    """Every turn waits for the gate."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.asked = asyncio.Event()

    def monotonic(self) -> float:
        return 0.0

    async def rest(self, _: float) -> None:
        self.asked.set()
        await self.gate.wait()


class Waiting(random.Random):
    """Always the first choice: a message waits, and the level's time isn't over."""

    def choice(self, seq: Any) -> Any:
        return seq[0]


@dataclass
class Scene:
    """One case that lies with Nairobi, whose message waits."""

    first: Replica
    second: Replica
    wire: HeldWire
    clock: RaceClock

    async def case(self) -> int:
        return await self.first.database.write(lambda writer: told(writer, Waiting()))

    async def trail(self, number: int) -> list[str]:
        entries = await self.first.database.read(lambda reader: reader.entries(number))
        return [line.what for line in entries]

    async def held_back(self) -> HeldPacing:
        """The first replica's messages wait for their turn."""
        pacing = HeldPacing()
        self.first.postman._pacing = pacing  # type: ignore[assignment]
        await self.first.postman.tick()
        await pacing.asked.wait()
        return pacing

    def arrived(self) -> list[str]:
        return [e.text for e in self.wire.events if e.what == "arrived" and e.is_telling]


@pytest.fixture
async def scene(store_url: str) -> AsyncIterator[Scene]:
    wire, clock = HeldWire(random.Random(1)), RaceClock()
    async with two_replicas(store_url, wire, DIRECTORY, 1, clock) as (first, second):
        yield Scene(first, second, wire, clock)
        wire.gate.set()


@pytest.mark.parametrize("words", ["ack IOM-1", "resolve IOM-1 done", "handover IOM-1 rts:cairo"])
async def test_a_message_that_takes_long_is_named_in_the_answer(
    scene: Scene, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stragglers, "_PATIENCE", 0.1)
    await scene.case()
    await scene.first.postman.tick()
    await scene.wire.begun.wait()
    reply = await scene.second.say(DEPUTY, words)
    assert reply.card.text[-1] == (
        "A message to First Example was already going out and may still arrive."
    )


async def test_an_answer_waits_for_a_message_that_is_going_out(scene: Scene) -> None:
    await scene.case()
    await scene.first.postman.tick()
    await scene.wire.begun.wait()
    answering = asyncio.create_task(scene.second.say(DEPUTY, "ack IOM-1"))
    await asyncio.sleep(0)
    assert not answering.done()
    scene.wire.gate.set()
    reply = await answering
    assert scene.arrived() == [f"IOM-1/1/tell/slack/{FIRST}"]
    assert "is yours" in (reply.card.title or "") + "".join(reply.card.text)
    assert "may still arrive" not in "".join(reply.card.text)


async def test_a_message_that_waits_for_its_turn_never_goes_out_once_it_is_taken(
    scene: Scene,
) -> None:
    number = await scene.case()
    scene.wire.gate.set()
    pacing = await scene.held_back()
    reply = await scene.second.say(DEPUTY, "ack IOM-1")
    assert "may still arrive" not in "".join(reply.card.text)
    pacing.gate.set()
    await scene.first.postman.idle()
    assert scene.arrived() == []
    assert (await scene.trail(number))[-2:] == ["taken", "superseded"]


async def test_a_process_that_slept_past_its_lease_sends_nothing(scene: Scene) -> None:
    number = await scene.case()
    scene.wire.gate.set()
    pacing = await scene.held_back()
    scene.clock.at += timedelta(seconds=31)
    await scene.second.postman.tick()
    await scene.second.postman.idle()
    pacing.gate.set()
    await scene.first.postman.idle()
    assert scene.arrived() == [f"IOM-1/1/tell/slack/{FIRST}"], "the other one's"
    assert (await scene.trail(number)).count("repeated") == 1


async def test_a_lease_that_ran_out_unnoticed_is_given_back(scene: Scene) -> None:
    number = await scene.case()
    scene.wire.gate.set()
    pacing = await scene.held_back()
    scene.clock.at = NOW + timedelta(seconds=31)
    pacing.gate.set()
    await scene.first.postman.idle()
    assert scene.arrived() == []
    assert (await scene.trail(number))[-1] == "delayed"
    scene.clock.at += timedelta(seconds=10)
    await scene.second.work()
    await scene.second.postman.idle()
    assert len(scene.arrived()) == 1


class Failing:
    """Claims fail once in this way, or always for one case."""

    def __init__(self, postman: Postman, fault: Exception, case: int | None = None) -> None:
        self._claim = postman._outbox.claim
        self._fault: Exception | None = fault
        self._case = case

    def __call__(self, writer: Writer, tellings: Any) -> Any:
        fault = self._fault
        if self._case is None:
            self._fault = None
        if fault and (self._case is None or self._case in {p.notice.case for p in tellings}):
            raise fault
        return self._claim(writer, tellings)


async def test_a_database_that_is_away_lets_nothing_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await scene.case()
    scene.wire.gate.set()
    failing = Failing(scene.first.postman, StoreUnavailable("away"))
    monkeypatch.setattr(scene.first.postman._outbox, "claim", failing)
    await scene.first.postman.tick()
    await scene.first.postman.idle()
    assert scene.arrived() == []
    assert (await scene.trail(number))[-1] == "delayed"
    scene.clock.at += timedelta(seconds=10)
    await scene.first.postman.tick()
    await scene.first.postman.idle()
    assert len(scene.arrived()) == 1


async def test_a_claim_that_fails_holds_up_no_other(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        await scene.case()
    scene.wire.gate.set()
    failing = Failing(scene.first.postman, RuntimeError("odd"), case=2)
    monkeypatch.setattr(scene.first.postman._outbox, "claim", failing)
    await scene.first.postman.tick()
    await scene.first.postman.idle()
    assert sorted(key.split("/")[0] for key in scene.arrived()) == ["IOM-1", "IOM-3"]
    assert "RuntimeError: odd" in caplog.text


async def test_without_the_database_the_answer_promises_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.case()

    def away(*_: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(stragglers, "_outdated", away)
    reply = await scene.second.say(DEPUTY, "ack IOM-1")
    assert reply.card.text[-1] == "A message that was already going out may still arrive."
