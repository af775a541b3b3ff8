"""Everything that can be changed in the database."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from adapters.store import (
    cases,
    destinations,
    directory,
    directory_trail,
    erasing,
    inbox,
    leases,
    outbox,
    people,
    records,
    seats,
    showings,
    trail,
)
from adapters.store.case_rows import involved
from adapters.store.reader import SqlReader
from adapters.store.trail import Head
from routing.audit import Entry
from routing.cases import Case
from routing.contacts import Contact, Seat
from routing.erasure import Erasure
from routing.notices import Notice, NoticeKind, Posted, Route
from routing.pacing import Destination, Pace
from routing.people import Person
from routing.privacy import Showing
from routing.seats import SeatState


class SqlWriter(SqlReader):
    """One write transaction: all of it is kept or nothing. Every method may raise StoreUnavailable.

    The rows that ``case`` and ``due_cases`` return stay locked until its end. ``flush`` is called
    before it: a case's row is written once for all lines of its trail.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._involved: dict[int, frozenset[str]] = {}
        self._heads: dict[int, Head] = {}
        self._unwritten: set[int] = set()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is written inside is kept, or undone by an exception, apart from the rest."""
        before = self._involved.copy(), self._heads.copy(), self._unwritten.copy()
        try:
            with self._connection.begin_nested():
                yield
        except BaseException:
            self._involved, self._heads, self._unwritten = before
            raise

    def flush(self) -> None:
        """Write what is still to be written of the trails' heads."""
        unwritten = {number: self._heads[number] for number in self._unwritten}
        trail.save_heads(self._connection, unwritten)
        self._unwritten.clear()

    def remembered(self, key: str) -> str | None:
        """The reply that ``remember`` stored for the same delivery."""
        return inbox.remembered(self._connection, key)

    def remember(self, key: str, reply: str, at: datetime) -> None:
        """Store the reply to a delivery.

        Raises:
            AlreadyHandled: it is there already. A transaction elsewhere that is just storing it
                is waited for first.
        """
        inbox.remember(self._connection, key, reply, at)

    def forget_before(self, at: datetime) -> int:
        """Drop remembered deliveries and dialogues that are older; returns how many.

        At most 5,000 of each at a time: call again, now or at the next tick, until it is 0.
        """
        return inbox.forget_before(self._connection, at)

    def save_person(self, person: Person, at: datetime) -> None:
        """Store a person as seen at an account; language, office and phone belong to all of theirs.

        None erases nothing. Where the account has just learned its mail address, its person and
        cases join those of that address; what was fixed there stays.
        """
        people.save(self._connection, person, at)

    def replace_contacts(self, contacts: Sequence[Contact], at: datetime) -> None:
        """Put these in the place of the whole directory, under a new version."""
        directory.replace_all(self._connection, contacts, at)

    def add_showings(self, found: Sequence[Showing]) -> None:
        """Note who was shown whose number; what is noted already is left out."""
        showings.add(self._connection, found)

    def lock_directory(self) -> None:
        """Nobody else changes the directory until the end."""
        directory.lock(self._connection)

    def change_contacts(
        self, vacated: Sequence[Seat], saved: Sequence[Contact], at: datetime
    ) -> None:
        """Empty some seats and fill others; the rest of the directory is left alone."""
        directory.change(self._connection, vacated, saved, at)

    def touch_directory(self, at: datetime) -> int:
        """Let everybody read the directory anew; returns its new version."""
        return directory.touch(self._connection, at)

    def due_seats(self, now: datetime, limit: int) -> tuple[SeatState, ...]:
        """Seats for which something is due, those due longest first. Lock the directory before."""
        return seats.due(self._connection, now, limit)

    def save_seats(self, states: Sequence[SeatState]) -> None:
        seats.save(self._connection, states)

    def drop_seats(self, found: Sequence[Seat]) -> None:
        seats.drop(self._connection, found)

    def add_directory_entries(self, lines: Sequence[Entry]) -> None:
        """Add lines to the directory's own trail; their case is 0."""
        directory_trail.add(self._connection, lines)

    def keep_imported(self, contacts: Sequence[Contact]) -> None:
        """Remember what an import said, for the next one to be compared with."""
        directory.keep_imported(self._connection, contacts)

    def case(self, number: int) -> Case | None:
        return next(iter(self.cases((number,))), None)

    def cases(self, numbers: Collection[int]) -> tuple[Case, ...]:
        """Those of the cases that there are, by number."""
        return tuple(self._locked(*c) for c in cases.lock_many(self._connection, numbers))

    def glimpse(self, number: int) -> Case | None:
        """A case as it stands, without locking it."""
        return super().case(number)

    def glimpses(self, numbers: Collection[int]) -> tuple[Case, ...]:
        """Those of the cases that there are, without locking them."""
        return cases.fetch_many(self._connection, numbers)

    def due_cases(self, now: datetime, limit: int) -> tuple[Case, ...]:
        """Cases whose ``due_at`` has come, oldest first, without those locked elsewhere."""
        return tuple(self._locked(*c) for c in cases.lock_due(self._connection, now, limit))

    def held_cases(self, after: int, limit: int) -> tuple[Case, ...]:
        """Cases above number ``after`` that lie with a level or that somebody has, by number.

        Those that are locked are waited for.
        """
        return tuple(self._locked(*c) for c in cases.lock_held(self._connection, after, limit))

    def next_due(self) -> datetime | None:
        """The earliest ``due_at`` of all cases, past or to come."""
        return cases.next_due(self._connection)

    def open_case(self, case: Case) -> Case:
        """Store a new case; returns it with its number (from 1 on, never used twice)."""
        opened = cases.insert(self._connection, case)
        return self._locked(opened, Head(opened.opened_at))

    def save_case(self, case: Case) -> None:
        """Raises LookupError where there is no such case."""
        self.save_cases((case,))

    def save_cases(self, changed: Sequence[Case]) -> None:
        """Raises LookupError where one of them isn't there."""
        heads = {number: self._heads[number] for number in self._unwritten}
        cases.save(self._connection, changed, heads)
        self._unwritten.difference_update(case.number for case in changed)
        new = [
            (case.number, key)
            for case in changed
            for key in involved(case) - self._involved.get(case.number, frozenset())
        ]
        cases.add_people(self._connection, new)
        for case in changed:
            self._seen(case)

    def _locked(self, case: Case, head: Head) -> Case:
        # What this transaction has added to the trail may not be in the row yet.
        self._heads.setdefault(case.number, head)
        return self._seen(case)

    def _seen(self, case: Case) -> Case:
        self._involved[case.number] = involved(case)
        return case

    def add_entries(self, entries: Sequence[Entry]) -> None:
        """Add lines to the trails of their cases, which this locks.

        Raises LookupError where there is no such case.
        """
        self._lock_heads({line.case for line in entries})
        self._advance(trail.add(self._connection, self._heads, entries))

    def seal_late(self, number: int) -> int:
        """Seal a case's lines that nobody has sealed; returns how many."""
        self._lock_heads({number})
        before = self._heads[number]
        head = trail.seal_late(self._connection, number, before)
        self._advance({number: head})
        return head.count - before.count

    def drop_closed_cases(self, before: datetime, now: datetime, limit: int) -> int:
        """Let cases that were closed before then go, with all that belongs to them.

        What remains of each is its number, its times, and the count and hash of its trail.
        Returns how many; call again until it is 0.
        """
        return erasing.drop_closed(self._connection, before, now, limit)

    def drop_caseless_notices(self, before: datetime, limit: int) -> int:
        """Let messages of no case go that were done with before then; returns how many."""
        return erasing.drop_caseless(self._connection, before, limit)

    def drop_showings(self, before: datetime, limit: int) -> int:
        """Let older showings go; returns how many. Call again until it is 0."""
        return erasing.drop_showings(self._connection, before, limit)

    def forget_person(self, keys: Collection[str], pseudonym: str) -> None:
        """Drop the accounts of these keys, and name the person by a pseudonym in showings."""
        erasing.forget_person(self._connection, keys)
        erasing.rename_showings(self._connection, keys, pseudonym)
        erasing.forget_in_caseless(self._connection, keys)

    def rewrite_closed_case(self, case: Case, lines: Sequence[Entry], out: Erasure) -> None:
        """Put a closed, locked case and its trail, sealed anew, in the place of the present ones.

        Raises ValueError where there are more or fewer lines than there were.
        """
        number = case.number
        self._lock_heads({number})
        head = erasing.rewrite(self._connection, number, self._heads[number], lines)
        self._advance({number: head})
        self.save_case(case)
        erasing.remove_from_case(self._connection, number, out.keys, out.pseudonym)
        erasing.rename_in_notices(self._connection, number, out.keys, out.pseudonym)

    def _lock_heads(self, numbers: Collection[int]) -> None:
        unknown = [number for number in numbers if number not in self._heads]
        self._heads |= trail.lock_heads(self._connection, unknown)

    def _advance(self, heads: Mapping[int, Head]) -> None:
        self._heads |= heads
        self._unwritten |= heads.keys()

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

    def save_dialogue(self, conversation: str, state: Mapping[str, Any], until: datetime) -> None:
        inbox.save_dialogue(self._connection, conversation, state, until)

    def end_dialogue(self, conversation: str) -> None:
        inbox.end_dialogue(self._connection, conversation)

    def put_record(self, kind: str, key: str, body: Mapping[str, Any], at: datetime) -> None:
        records.put(self._connection, kind, key, body, at)

    def delete_record(self, kind: str, key: str) -> None:
        records.delete(self._connection, kind, key)
