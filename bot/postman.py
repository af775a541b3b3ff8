"""Delivery: calls the channels outside any transaction, and marks each message by itself."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

from bot.claiming import Claiming
from bot.database import Database
from bot.errands import SENDING, SETTLING, Errand
from bot.figures import Figures
from bot.marking import Marking
from bot.outbox import Claim, Outbox
from bot.outcomes import Ended, Settled
from bot.pacing import Pacing
from bot.pictures import Pictures
from bot.ports import Channel
from routing.errors import StoreUnavailable
from routing.notices import NOT_RECORDED, ROUTES, Delivery, Outcome, Refused, Route, Sent, Unknown
from routing.retry import HELD_UP

logger = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE: Final = 96
HANDS: Final[Mapping[Route, int]] = {
    "slack": AT_ONCE,
    "teams": AT_ONCE,
    "mail": 8,  # each is a thread of its own, and a connection at the mail server
    "terminal": 1,
}
"""How many calls run at once by each route: a platform that is slow holds up no other."""
_WORTH_A_LEASE = 32
_RESTING_AT_MOST = 500
_PATIENCE = 3.0
_LEFT_FOR_SENDING = SENDING.total_seconds() + 3.0


class Postman:
    """Leases as many notices as there are hands free, and never waits for the slow ones.

    While there is more to do than hands to do it, hands that get free set off the next without
    waiting for a tick. A message that waits for its turn needs no hand until then.
    """

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        pacing: Pacing,
        figures: Figures | None = None,
        pictures: Pictures | None = None,
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._marking = Marking(database, outbox)
        self._claiming = Claiming(database, outbox)
        self._channels = channels
        self._pacing = pacing
        self._figures = figures or Figures()
        self._pictures = pictures
        self._under_way: dict[asyncio.Task[None], Route] = {}
        self._resting: set[asyncio.Task[None] | None] = set()
        self._leasing = asyncio.Lock()
        self._going_on: asyncio.Task[None] | None = None
        self._full: frozenset[Route] = frozenset()
        self._owed = False
        self._ending = False
        self._patient_until = float("-inf")

    async def tick(self) -> int:
        """Set off everything that is due and for which there is a hand free; returns how many.

        Raises StoreUnavailable.
        """
        try:
            await self._marking.catch_up()
            return await self._set_off()
        except StoreUnavailable:
            # Others were cut off too: each may first say what became of its own attempts.
            self._patient_until = self._pacing.monotonic() + _PATIENCE
            raise

    async def idle(self) -> None:
        """Wait until everything under way has ended."""
        while self._under_way or self._is_going_on:
            running = (self._going_on,) if self._going_on is not None else ()
            await asyncio.wait({*self._under_way, *running})

    async def end(self) -> None:
        """Set off nothing more, and wait until everything under way has ended."""
        self._ending = True
        await self.idle()

    async def _set_off(self, routes: Collection[Route] = ROUTES) -> int:
        started = 0
        async with self._leasing:
            while not self._ending and len(self._resting) < _RESTING_AT_MOST:
                self._owed = False
                patient = self._pacing.monotonic() < self._patient_until
                room = {route: hands for route, hands in self._room().items() if route in routes}
                lease = partial(self._outbox.lease, room=room, patient=patient)
                leased = await self._database.write(lease)
                for errand in leased.errands:
                    self._start(errand)
                started += len(leased.errands)
                # As it was when the lease was made: hands may have got free while it was stored.
                self._full = leased.full
                if not leased.more:
                    break
        return started

    def _start(self, errand: Errand) -> None:
        task = asyncio.create_task(self._run(errand))
        self._under_way[task] = errand.delivery.to.route
        pause = self._outbox.seconds_until(errand.at)
        if pause > 0:
            self._resting.add(task)
            # Others may wait for the turns after this one.
            self._database.bell.ring(pause)
        task.add_done_callback(self._hand_is_free)

    def _room(self) -> dict[Route, int]:
        """How many hands are free for each route."""
        calling = Counter(r for task, r in self._under_way.items() if task not in self._resting)
        return {route: hands - calling[route] for route, hands in HANDS.items()}

    def _hand_is_free(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        if self._is_worth_a_lease and not self._is_going_on:
            self._going_on = asyncio.create_task(self._go_on())

    @property
    def _is_worth_a_lease(self) -> bool:
        if self._ending or not (self._full or self._owed):
            return False
        calling = len(self._under_way) - len(self._resting)
        if self._owed and calling <= AT_ONCE - _WORTH_A_LEASE:
            return True
        room = self._room()
        return any(room[route] >= HANDS[route] / 3 for route in self._full)

    @property
    def _is_going_on(self) -> bool:
        return self._going_on is not None and not self._going_on.done()

    async def _go_on(self) -> None:
        try:
            while self._is_worth_a_lease:
                await self._set_off(self._full or ROUTES)
        except StoreUnavailable:
            logger.warning("the database is away; deliveries go on at the next tick")
        except Exception:
            logger.exception("deliveries stopped; they go on at the next tick")

    async def _run(self, errand: Errand) -> None:
        try:
            await self._pacing.rest(self._outbox.seconds_until(errand.at))
        finally:
            self._resting.discard(asyncio.current_task())
        ended = await self._attempt(errand)
        self._figures.ended(ended)
        try:
            self._owed |= await self._marking.mark(ended)
        except StoreUnavailable:
            # Kept until the database is back. If this process ends before, the lease runs out by
            # itself, and the attempt comes back as uncertain.
            logger.warning("notice %d: its outcome could not be stored yet", ended.posted.id)

    async def _attempt(self, errand: Errand) -> Ended:
        posted, delivery = errand.posted, errand.delivery
        channel = self._channels.get(delivery.to.route)
        if channel is None:
            return Ended(posted, Refused("not_configured"))
        if posted.uncertain and delivery.replaces is None:
            return await self._again(errand, channel)
        return Ended(posted, await self._send(channel, errand, delivery))

    async def _again(self, errand: Errand, channel: Channel) -> Ended:
        """Another attempt after one in doubt, if that didn't arrive."""
        posted, delivery = errand.posted, errand.delivery
        if self._outbox.is_too_late(errand):
            return Ended(posted, HELD_UP)
        found = await _called(channel.settle(delivery), SETTLING)
        settled: Settled
        if found is not None and not isinstance(found, Sent) and found != NOT_RECORDED:
            return Ended(posted, found)
        if isinstance(found, Sent):
            return Ended(posted, found, "settled_sent")
        if found is None:
            settled, posted = "settled_unknown", replace(posted, repeated=True)
            delivery = self._outbox.repeated(errand)
        else:
            settled, posted = "settled_not_sent", replace(posted, uncertain=False)
        if errand.overtaken:
            return Ended(errand.posted, None, settled)
        outcome = await self._send(channel, errand, delivery)
        if outcome == HELD_UP:
            return Ended(errand.posted, outcome)
        return Ended(posted, outcome, settled)

    async def _send(self, channel: Channel, errand: Errand, delivery: Delivery) -> Outcome | None:
        claim = await self._claim(errand)
        if claim == "needless":
            return None
        if self._pictures is not None:
            patience = self._outbox.seconds_until(errand.until) - _LEFT_FOR_SENDING
            put = await self._pictures.put(errand.posted, delivery, max(patience, 0.0))
            if not isinstance(put, Delivery):
                return put
            delivery = put
        # A process that was asleep may find that its lease has run out.
        if claim == "over" or self._outbox.is_too_late(errand):
            return HELD_UP
        timely = replace(delivery, in_time=lambda: not self._outbox.is_too_late(errand))
        send = channel.send if delivery.replaces is None else channel.update
        return await _called(send(timely), SENDING)

    async def _claim(self, errand: Errand) -> Claim:
        if not errand.needs_claim:
            return "granted"
        try:
            return await self._claiming.claim(errand.posted)
        except StoreUnavailable:
            return "over"
        except Exception:
            logger.exception("notice %d can't be claimed", errand.posted.id)
            return "over"


async def _called(call: Awaitable[T], limit: timedelta) -> T | Outcome:
    """A channel's own fault is an attempt without the provider's word, never a lost notice."""
    try:
        async with asyncio.timeout(limit.total_seconds()):
            return await call
    except TimeoutError:
        return Unknown("timeout")
    except Exception:
        logger.exception("a channel failed")
        return Unknown("fault")
