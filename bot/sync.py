"""The directory's file, fetched once a day and brought in like any import.

Rows are the truth: ``sync/last`` in the records says of which day the last one was, and a claim of
a quarter of an hour keeps replicas from fetching at once. A day that was missed is made up for at
the next start. A file that is faulty or in conflict changes nothing; stewards are told once.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Final

from adapters.source import NoSource, fetch
from bot.database import Database
from bot.imports import bring_in
from bot.knowledge import Knowledge
from bot.pauses import Seldom
from bot.ports import Clock, Writer
from content.directory import read_file
from content.validation import InvalidContent
from routing.contacts import Contact, Seat
from routing.errors import AlreadyHandled

logger = logging.getLogger(__name__)

_KIND: Final = "sync"
_LAST: Final = "last"
_LOOK_EVERY: Final = 20.0
_CLAIM_SECONDS: Final = 900
_PATIENCE: Final = 4
"""How many quarters of an hour a source may be out of reach before stewards are told."""

Tell = Callable[[Writer, datetime, tuple[str, ...]], None]


class Sync(Seldom):
    """``source`` is a path or an https address, ``at`` the time of day (UTC); ``tell`` owes the
    stewards a message about what is wrong with the file.
    """

    def __init__(
        self,
        database: Database,
        knowledge: Knowledge,
        clock: Clock,
        source: str,
        at: time,
        tell: Tell,
    ) -> None:
        super().__init__(_LOOK_EVERY)
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._source = source
        self._at = at
        self._tell = tell

    async def work(self) -> int:
        """Fetch and bring in today's file, if it is due and nobody has; returns 1 if done."""
        now = self._clock.now()
        due = datetime.combine(now.date(), self._at, now.tzinfo)
        if now < due:
            return 0
        attempt = int((now - due).total_seconds() // _CLAIM_SECONDS)
        if not await self._claimed(now, attempt):
            return 0
        try:
            data = await asyncio.to_thread(fetch, self._source)
        except NoSource as fault:
            logger.warning("the directory's file can't be fetched: %s", fault)
            if attempt < _PATIENCE:
                return 0
            return await self._settle((), (f"the file can't be fetched: {fault}",))
        return await self._bring_in(data, now)

    async def _claimed(self, now: datetime, attempt: int) -> bool:
        key = f"sync/{now.date().isoformat()}/{attempt}"

        def claim(writer: Writer) -> bool:
            if self._is_done(writer, now.date()):
                return False
            writer.remember(key, "claimed", now)
            return True

        try:
            return await self._database.write(claim)
        except AlreadyHandled:
            return False

    async def _bring_in(self, data: bytes, now: datetime) -> int:
        structure = self._knowledge.content.structure
        try:
            found = await asyncio.to_thread(read_file, data, structure, now.date())
        except InvalidContent as invalid:
            return await self._settle((), tuple(map(str, invalid.faults)))
        if not found.contacts:
            return await self._settle((), ("the file has no contacts",))
        return await self._settle(found.contacts)

    async def _settle(self, contacts: tuple[Contact, ...], faults: tuple[str, ...] = ()) -> int:
        """Write what came of it, in one transaction with what it changes; 1 unless it is done."""
        now = self._clock.now()

        def write(writer: Writer) -> int:
            if self._is_done(writer, now.date()):
                return 0
            merged = bring_in(writer, contacts, now) if contacts else None
            conflicts = merged.conflicts if merged else ()
            self._note(writer, now, faults or tuple(_conflict(c.seat) for c in conflicts))
            return 1

        return await self._database.write(write)

    def _note(self, writer: Writer, now: datetime, faults: tuple[str, ...]) -> None:
        """The day is done; the same faults as the day before are told nobody again."""
        last = writer.record(_KIND, _LAST) or {}
        told = hashlib.sha256("\n".join(faults).encode()).hexdigest() if faults else ""
        body = {"day": now.date().isoformat(), "told": told}
        writer.put_record(_KIND, _LAST, body, now)
        if faults and told != last.get("told"):
            self._tell(writer, now, faults)

    def _is_done(self, writer: Writer, day: date) -> bool:
        last = writer.record(_KIND, _LAST)
        return last is not None and last["day"] == day.isoformat()


def _conflict(seat: Seat) -> str:
    post, rank = seat
    return f"{post} rank {rank}: changed by hand and in the file"
