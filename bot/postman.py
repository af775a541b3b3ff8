"""Delivery: calls the channels outside any transaction, and marks each message by itself."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import replace

from bot.database import Database
from bot.outbox import Errand, Outbox
from bot.pacing import Pacing
from bot.ports import Channel, Writer
from routing.errors import StoreUnavailable
from routing.notices import Later, Outcome, Posted, Refused, Sent, Unknown

logger = logging.getLogger(__name__)

AT_ONCE = 64


class Postman:
    """Leases as many notices as there are hands free, and never waits for the slow ones."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        pacing: Pacing,
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._channels = channels
        self._pacing = pacing
        self._under_way: set[asyncio.Task[None]] = set()

    async def tick(self) -> int:
        """Set off everything that is due and for which there is a hand free; returns how many.

        Raises StoreUnavailable.
        """
        started = 0
        while (free := AT_ONCE - len(self._under_way)) > 0:
            leased = await self._database.write(lambda writer: self._outbox.lease(writer, free))
            for errand in leased:
                task = asyncio.create_task(self._run(errand))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            started += len(leased)
            if len(leased) < free:
                break
        return started

    async def idle(self) -> None:
        """Wait until everything under way has ended."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _run(self, errand: Errand) -> None:
        posted, outcome = await self._attempt(errand)

        def mark(writer: Writer) -> None:
            if outcome is None:
                self._outbox.drop(writer, posted)
            else:
                self._outbox.finish(writer, posted, outcome)

        try:
            await self._database.write(mark)
        except StoreUnavailable:
            # The lease runs out by itself, and the attempt comes back as uncertain.
            logger.warning("notice %d: its outcome could not be stored", posted.id)

    async def _attempt(self, errand: Errand) -> tuple[Posted, Outcome | None]:
        """What became of it; None where it wasn't needed any more."""
        posted, delivery = errand.posted, errand.delivery
        channel = self._channels.get(delivery.to.route)
        if channel is None:
            return posted, Refused("not_configured")
        if delivery.replaces is not None:
            return posted, await _shielded(channel.update(delivery))
        if posted.uncertain:
            settled = await channel.settle(delivery)
            if isinstance(settled, Sent):
                return posted, settled
            if errand.overtaken:
                return posted, None
            if settled is None:
                posted = replace(posted, repeated=True)
                delivery = errand.repeat
        if not await self._pacing.turn(delivery.to):
            return posted, Later("paced", retry_after=self._pacing.wait(delivery.to))
        return posted, await _shielded(channel.send(delivery))


async def _shielded(call: Awaitable[Outcome]) -> Outcome:
    """A channel's own fault is an attempt without the provider's word, never a lost notice."""
    try:
        return await call
    except Exception:
        logger.exception("a channel failed")
        return Unknown("fault")
