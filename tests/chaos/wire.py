"""What happened, in the order in which it did: messages on their way, and answers to people.

The whole of a race runs in one event loop, so that the order of this list is the order of things.
"""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Literal

from routing.notices import Delivery, Outcome, Sent, Unknown

# Seconds; most calls are much shorter.
LONGEST_CALL = 0.15

What = Literal["begun", "arrived", "answered"]


@dataclass(frozen=True, slots=True)
class Event:
    """``text`` is the key of a message (which says case, round, kind and address) or the answer."""

    what: What
    case: str
    who: str
    text: str

    @property
    def is_telling(self) -> bool:
        return self.what != "answered" and self.text.split("/")[2] in ("tell", "remind")

    @property
    def round(self) -> int:
        return int(self.text.split("/")[1])


@dataclass
class Wire:
    """A provider that takes its time, and now and then keeps its answer to itself."""

    chance: random.Random
    events: list[Event] = field(default_factory=list)
    silence: float = 0.0

    async def send(self, delivery: Delivery) -> Outcome:
        self._note("begun", delivery)
        await asyncio.sleep(self.chance.random() ** 3 * LONGEST_CALL)
        self._note("arrived", delivery)
        await asyncio.sleep(self.chance.random() ** 3 * LONGEST_CALL)
        if self.chance.random() < self.silence:
            return Unknown("timeout")
        return Sent(f"message:{delivery.key}")

    async def settle(self, delivery: Delivery) -> Outcome | None:
        arrived = [e for e in self.events if e.what == "arrived" and e.text == delivery.key]
        return Sent(f"message:{delivery.key}") if arrived else None

    async def update(self, delivery: Delivery) -> Outcome:
        await asyncio.sleep(0)
        return Sent(delivery.replaces or "")

    def answered(self, case: str, who: str, text: str) -> None:
        self.events.append(Event("answered", case, who, text))

    def of(self, case: str) -> list[Event]:
        return [event for event in self.events if event.case == case]

    def _note(self, what: What, delivery: Delivery) -> None:
        self.events.append(Event(what, delivery.key.split("/")[0], delivery.to.name, delivery.key))
