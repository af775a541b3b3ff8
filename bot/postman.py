"""Delivery: calls the channels outside any transaction, and marks each message by itself."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from functools import partial

from bot.claiming import Claiming
from bot.database import Database
from bot.marking import Marking
from bot.outbox import Claim, Errand, Outbox
from bot.outcomes import Ended
from bot.pacing import Pacing
from bot.ports import Channel
from routing.errors import StoreUnavailable
from routing.notices import Delivery, Later, Outcome, Refused, Sent, Unknown
from routing.retry import HELD_UP, PACED

logger = logging.getLogger(__name__)

AT_ONCE = 96
_WORTH_A_LEASE = 32


class Postman:
    """Leases as many notices as there are hands free, and never waits for the slow ones.

    While there is more to do than hands to do it, hands that get free set off the next without
    waiting for a tick.
    """

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        pacing: Pacing,
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._marking = Marking(database, outbox)
        self._claiming = Claiming(database, outbox)
        self._channels = channels
        self._pacing = pacing
        self._under_way: set[asyncio.Task[None]] = set()
        self._leasing = asyncio.Lock()
        self._going_on: asyncio.Task[None] | None = None
        self._more = False
        self._ending = False

    async def tick(self) -> int:
        """Set off everything that is due and for which there is a hand free; returns how many.

        Raises StoreUnavailable.
        """
        await self._marking.catch_up()
        return await self._set_off()

    async def idle(self) -> None:
        """Wait until everything under way has ended."""
        while self._under_way or self._is_going_on:
            running = (self._going_on,) if self._going_on is not None else ()
            await asyncio.wait({*self._under_way, *running})

    async def end(self) -> None:
        """Set off nothing more, and wait until everything under way has ended."""
        self._ending = True
        await self.idle()

    async def _set_off(self) -> int:
        started = 0
        async with self._leasing:
            while not self._ending and (free := AT_ONCE - len(self._under_way)) > 0:
                self._more = False
                leased = await self._database.write(partial(self._outbox.lease, limit=free))
                for errand in leased:
                    task = asyncio.create_task(self._run(errand))
                    self._under_way.add(task)
                    task.add_done_callback(self._hand_is_free)
                started += len(leased)
                if len(leased) < free:
                    break
                self._more = True
        return started

    def _hand_is_free(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if self._is_worth_a_lease and not self._is_going_on:
            self._going_on = asyncio.create_task(self._go_on())

    @property
    def _is_worth_a_lease(self) -> bool:
        free = AT_ONCE - len(self._under_way)
        return self._more and not self._ending and free >= min(_WORTH_A_LEASE, AT_ONCE)

    @property
    def _is_going_on(self) -> bool:
        return self._going_on is not None and not self._going_on.done()

    async def _go_on(self) -> None:
        try:
            while self._is_worth_a_lease:
                await self._set_off()
        except StoreUnavailable:
            logger.warning("the database is away; deliveries go on at the next tick")
        except Exception:
            logger.exception("deliveries stopped; they go on at the next tick")

    async def _run(self, errand: Errand) -> None:
        ended = await self._attempt(errand)
        try:
            self._more |= await self._marking.mark(ended)
        except StoreUnavailable:
            # Kept until the database is back. If this process ends before, the lease runs out by
            # itself, and the attempt comes back as uncertain.
            logger.warning("notice %d: its outcome could not be stored yet", ended.posted.id)

    async def _attempt(self, errand: Errand) -> Ended:
        posted, delivery = errand.posted, errand.delivery
        channel = self._channels.get(delivery.to.route)
        if channel is None:
            return Ended(posted, Refused("not_configured"))
        if delivery.replaces is not None:
            return Ended(posted, await _shielded(channel.update(delivery)))
        if posted.uncertain:
            settled = await channel.settle(delivery)
            if isinstance(settled, Sent):
                return Ended(posted, settled)
            if errand.overtaken:
                return Ended(posted, None)
            if settled is None:
                posted = replace(posted, repeated=True)
                delivery = self._outbox.repeated(errand)
        return Ended(posted, await self._send(channel, errand, delivery))

    async def _send(self, channel: Channel, errand: Errand, delivery: Delivery) -> Outcome | None:
        if not await self._pacing.turn(delivery.to):
            return Later(PACED, retry_after=self._pacing.wait(delivery.to))
        claim = await self._claim(errand)
        if claim == "needless":
            return None
        # A process that was asleep may find that its lease has run out.
        if claim == "over" or self._outbox.is_over(errand):
            return Later(HELD_UP)
        return await _shielded(channel.send(delivery))

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


async def _shielded(call: Awaitable[Outcome]) -> Outcome:
    """A channel's own fault is an attempt without the provider's word, never a lost notice."""
    try:
        return await call
    except Exception:
        logger.exception("a channel failed")
        return Unknown("fault")
