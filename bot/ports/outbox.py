"""What is asked of the outbox in the database, and written there."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from routing.notices import Notice, NoticeKind, Posted, Route
from routing.pacing import Destination, Pace


class OutboxReader(Protocol):
    """Notices, and what became of them."""

    def notices(self, number: int) -> tuple[Posted, ...]: ...

    def notices_of(self, numbers: Collection[int]) -> Mapping[int, tuple[Posted, ...]]:
        """``notices`` of several cases, by their numbers."""

    def going_out(self, number: int, now: datetime) -> tuple[Posted, ...]:
        """A case's notices that a worker has claimed and may be sending."""

    def dead_addresses(self, since: datetime) -> tuple[str, ...]:
        """What stewards were told of addresses that refused for good, each once."""


class OutboxWriter(Protocol):
    """Notices, owed, leased and finished; how fast they go to each destination."""

    def add_notices(self, notices: Sequence[Notice]) -> int:
        """Store notices; one whose key is there already is left out. Returns how many are new."""

    def lease_notices(self, now: datetime, until: datetime, limit: int) -> tuple[Posted, ...]:
        """Take pending notices that are due, urgent and old ones first, until ``until``.

        A notice whose earlier lease ran out without a result comes back ``uncertain``.
        """

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

    def take_notices(self, found: Sequence[Posted], until: datetime) -> tuple[Posted, ...]:
        """Lease what was just found until ``until``; each with the number of its attempt."""

    def notices_behind_closed(
        self, now: datetime, until: datetime, kinds: Sequence[NoticeKind], limit: int
    ) -> tuple[Posted, ...]:
        """Due notices of these kinds whose destination is closed for longer than ``until``."""

    def paces(self, places: Collection[Destination], now: datetime) -> Mapping[Destination, Pace]:
        """How each destination is used, locked until the end; one never used is free ``now``."""

    def save_paces(self, paces: Mapping[Destination, Pace]) -> None: ...

    def pause(self, pauses: Mapping[Destination, datetime], now: datetime) -> None:
        """Nothing more goes to these destinations before the given times."""

    def hold_notices(self, found: Sequence[Posted], now: datetime) -> frozenset[int]:
        """The ids of those whose lease is in force; nobody else can take them until the end."""

    def claim_notices(self, ids: Collection[int], now: datetime) -> None:
        """Note that these, which must be held, may be going out from now on."""

    def posted(self, notice_id: int) -> Posted | None: ...

    def finish_notice(self, posted: Posted, now: datetime, due_at: datetime | None = None) -> None:
        """Write what became of a notice; with ``due_at`` it stays pending until then."""

    def finish_notices(
        self, found: Sequence[tuple[Posted, datetime | None]], now: datetime
    ) -> frozenset[int]:
        """``finish_notice`` for several; the ids of those whose lease was still theirs."""

    def supersede(
        self, numbers: Collection[int], kinds: Sequence[NoticeKind], now: datetime
    ) -> int:
        """Drop pending notices of these cases and kinds that no worker holds; returns how many."""

    def drop_caseless_notices(self, before: datetime, limit: int) -> int:
        """Let messages of no case go that were done with before then; returns how many."""
