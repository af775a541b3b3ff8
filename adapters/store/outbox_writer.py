"""What can be changed of notices, their leases, and the pace of their destinations."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from adapters.store import destinations, erasing, leases, outbox
from adapters.store.reader import SqlReader
from routing.notices import Notice, NoticeKind, Posted, Route
from routing.pacing import Destination, Pace


class OutboxWriter(SqlReader):
    """The outbox's part of a write transaction."""

    def add_notices(self, notices: Sequence[Notice]) -> int:
        """Store notices; one whose key is there already is left out. Returns how many are new."""
        return outbox.add(self._connection, notices)

    def lease_notices(self, now: datetime, until: datetime, limit: int) -> tuple[Posted, ...]:
        """Take pending notices that are due, urgent and old ones first, until ``until``.

        A notice waits while an earlier one to the same recipient about the same case is pending.
        ``attempts`` counts this attempt. One whose earlier lease ran out comes back ``uncertain``.
        """
        return self.take_notices(self.sendable_notices(now, limit, horizon=now, lapsed=now), until)

    def sendable_notices(
        self,
        now: datetime,
        limit: int,
        *,
        horizon: datetime,
        lapsed: datetime,
        full: Collection[Route] = (),
    ) -> tuple[Posted, ...]:
        """What ``lease_notices`` would take, locked until the end and not taken yet.

        Only those whose destination is free until ``horizon``, on routes that aren't ``full``. A
        lease counts as run out where that was before ``lapsed``.
        """
        return leases.sendable(
            self._connection, now, limit, horizon=horizon, lapsed=lapsed, full=full
        )

    def take_notices(self, found: Sequence[Posted], until: datetime) -> tuple[Posted, ...]:
        """Lease what was just found until ``until``; each with the number of its attempt."""
        return leases.lease(self._connection, found, until)

    def notices_behind_closed(
        self, now: datetime, until: datetime, kinds: Sequence[NoticeKind], limit: int
    ) -> tuple[Posted, ...]:
        """Due notices of these kinds whose destination is closed for longer than ``until``."""
        return leases.behind_closed(self._connection, now, until, kinds, limit)

    def paces(self, places: Collection[Destination], now: datetime) -> Mapping[Destination, Pace]:
        """How each destination is used, locked until the end; one never used is free ``now``."""
        return destinations.lock(self._connection, places, now)

    def save_paces(self, paces: Mapping[Destination, Pace]) -> None:
        destinations.save(self._connection, paces)

    def pause(self, pauses: Mapping[Destination, datetime], now: datetime) -> None:
        """Nothing more goes to these destinations before the given times."""
        destinations.pause(self._connection, pauses, now)

    def hold_notices(self, found: Sequence[Posted], now: datetime) -> frozenset[int]:
        """The ids of those whose lease is in force; nobody else can take them until the end."""
        return leases.hold(self._connection, found, now)

    def claim_notices(self, ids: Collection[int], now: datetime) -> None:
        """Note that these, which must be held, may be going out from now on."""
        leases.claim(self._connection, ids, now)

    def posted(self, notice_id: int) -> Posted | None:
        return outbox.fetch(self._connection, notice_id)

    def finish_notice(self, posted: Posted, now: datetime, due_at: datetime | None = None) -> None:
        """Write what became of a leased notice; with ``due_at`` it stays pending until then.

        Without effect where the lease ran out and somebody else took the notice since
        (``attempts`` tells), or where this attempt's end was written before.

        Raises:
            ValueError: its state is pending and there is no ``due_at``.
        """
        self.finish_notices([(posted, due_at)], now)

    def finish_notices(
        self, found: Sequence[tuple[Posted, datetime | None]], now: datetime
    ) -> frozenset[int]:
        """``finish_notice`` for several, each with its own ``due_at``; the ids of those written."""
        return leases.finish(self._connection, found, now)

    def supersede(
        self, numbers: Collection[int], kinds: Sequence[NoticeKind], now: datetime
    ) -> int:
        """Drop pending notices of these cases and kinds that no worker holds; returns how many."""
        return outbox.drop(self._connection, numbers, kinds, now) if numbers else 0

    def drop_caseless_notices(self, before: datetime, limit: int) -> int:
        """Let messages of no case go that were done with before then; returns how many."""
        return erasing.drop_caseless(self._connection, before, limit)
