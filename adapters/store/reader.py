"""Everything that can be asked of the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from adapters.store import (
    cases,
    chains,
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
from routing.audit import Entry
from routing.cases import Case
from routing.chain import Break, Chain
from routing.contacts import Condition, Contact, Seat
from routing.notices import Posted
from routing.people import Account, Person
from routing.privacy import Showing
from routing.seats import SeatState


class SqlReader:
    """One view of the database. Every method may raise StoreUnavailable.

    On SQLite all answers are of one moment; on PostgreSQL each is of the moment of its question.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def directory_version(self) -> int:
        """Grows with every change; ask before ``contacts``, so that a cache is never too new."""
        return directory.version(self._connection)

    def contacts(self) -> tuple[Contact, ...]:
        """By post, and in it by rank."""
        return directory.fetch(self._connection)

    def seats(self) -> tuple[SeatState, ...]:
        """The state of every seat whose round is known."""
        return seats.fetch(self._connection)

    def seat(self, seat: Seat) -> SeatState | None:
        return seats.one(self._connection, seat)

    def seats_of(self, whos: Collection[str]) -> tuple[SeatState, ...]:
        """Every seat of these people (``routing/seats.py::who_is``)."""
        return seats.of(self._connection, whos)

    def seat_conditions(self) -> Mapping[Seat, Condition]:
        """What is known of seats beside their entries; only where there is something."""
        return seats.conditions(self._connection)

    def next_seat_due(self) -> datetime | None:
        """When (UTC) something is next due for a seat, past or to come."""
        return seats.next_due(self._connection)

    def directory_chain(self) -> Chain:
        """The directory's own trail, whole."""
        return directory_trail.fetch(self._connection)

    def imported_contacts(self) -> tuple[Contact, ...]:
        """The directory as the last import had it, whatever was changed by hand since."""
        return directory.fetch_imported(self._connection)

    def cases_concerning(self, keys: Collection[str]) -> tuple[tuple[int, bool], ...]:
        """Numbers of all cases that concern one of these keys, and whether each is closed."""
        return erasing.cases_of(self._connection, keys)

    def accounts_of(self, key: str) -> tuple[Person, ...]:
        """A person at each of their accounts, the one used last first."""
        return people.fetch_accounts(self._connection, key)

    def directory_lines(self, since: datetime) -> tuple[Entry, ...]:
        """What the directory's own trail says since then."""
        return directory_trail.since(self._connection, since)

    def dead_addresses(self, since: datetime) -> tuple[str, ...]:
        """What stewards were told of addresses that refused for good, each once."""
        return outbox.dead_addresses(self._connection, since)

    def showings_of(self, whose: str, limit: int) -> tuple[Showing, ...]:
        """To whom somebody's number (``routing/privacy.py::whose``) was shown, newest first."""
        return showings.of_person(self._connection, whose, limit)

    def showings(self, after: str, limit: int) -> tuple[Showing, ...]:
        """Every showing, by key, behind the one with the key ``after``."""
        return showings.fetch(self._connection, after, limit)

    def person(self, account: Account) -> Person | None:
        return people.fetch(self._connection, account)

    def person_and_version(self, account: Account) -> tuple[Person | None, int]:
        """``person`` and ``directory_version`` in one question."""
        return people.fetch_with_version(self._connection, account)

    def known_person(self, key: str) -> Person | None:
        """A person by ``Person.key``, at the account that was seen last."""
        return people.fetch_known(self._connection, key)

    def case(self, number: int) -> Case | None:
        return cases.fetch(self._connection, number)

    def entries(self, number: int) -> tuple[Entry, ...]:
        """A case's audit trail in the order of its writing."""
        return trail.fetch(self._connection, number)

    def unsealed_cases(self, after: int, limit: int) -> Sequence[int]:
        """Numbers of cases above ``after`` whose trail has lines that nobody has sealed."""
        return trail.unsealed_cases(self._connection, after, limit)

    def chains(self, after: int, limit: int) -> tuple[Chain, ...]:
        """The trails of the next cases above number ``after``, each of one moment."""
        return chains.fetch(self._connection, after, limit)

    def stray_lines(self, limit: int) -> tuple[Break, ...]:
        """Lines of the trail whose case isn't there."""
        return chains.strays(self._connection, limit)

    def case_count(self) -> int:
        """How many cases there are, open or not."""
        return cases.count(self._connection)

    def notices(self, number: int) -> tuple[Posted, ...]:
        """Every notice of a case in the order of their writing."""
        return self.notices_of((number,))[number]

    def notices_of(self, numbers: Collection[int]) -> Mapping[int, tuple[Posted, ...]]:
        """``notices`` of several cases, by their numbers."""
        return outbox.of_cases(self._connection, numbers)

    def going_out(self, number: int, now: datetime) -> tuple[Posted, ...]:
        """A case's notices that a worker has claimed and may be sending."""
        return leases.going_out(self._connection, number, now)

    def similar_cases(self, country: str, topic: str | None, but: int) -> tuple[int, ...]:
        """Open cases of the same country and topic, newest first, at most 5."""
        return cases.similar(self._connection, country, topic, but)

    def cases_of(self, key: str) -> tuple[Case, ...]:
        """Open cases that the person raised, took or was told of, newest first, at most 20."""
        return cases.of_person(self._connection, key)

    def dialogue(self, conversation: str, now: datetime) -> Mapping[str, Any] | None:
        """The state of a dialogue, None once its time is over."""
        return inbox.dialogue(self._connection, conversation, now)

    def record(self, kind: str, key: str) -> Mapping[str, Any] | None:
        return records.fetch(self._connection, kind, key)

    def records(self, kind: str, prefix: str = "") -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """The documents of a kind whose keys begin with the prefix, by key."""
        return records.fetch_all(self._connection, kind, prefix)
