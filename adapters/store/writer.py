"""Everything that can be changed in the database."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from adapters.store import cases, erasing, inbox, people, records, showings, trail
from adapters.store.case_rows import involved
from adapters.store.directory_writer import DirectoryWriter
from adapters.store.outbox_writer import OutboxWriter
from adapters.store.trail import Head
from routing.audit import Entry
from routing.cases import Case
from routing.erasure import Erasure
from routing.people import Person
from routing.privacy import Showing


class SqlWriter(DirectoryWriter, OutboxWriter):
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

    def add_showings(self, found: Sequence[Showing]) -> None:
        """Note who was shown whose number; what is noted already is left out."""
        showings.add(self._connection, found)

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

    def save_dialogue(self, conversation: str, state: Mapping[str, Any], until: datetime) -> None:
        inbox.save_dialogue(self._connection, conversation, state, until)

    def end_dialogue(self, conversation: str) -> None:
        inbox.end_dialogue(self._connection, conversation)

    def put_record(self, kind: str, key: str, body: Mapping[str, Any], at: datetime) -> None:
        records.put(self._connection, kind, key, body, at)

    def delete_record(self, kind: str, key: str) -> None:
        records.delete(self._connection, kind, key)
