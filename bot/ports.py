"""What the bot needs from outside; adapters fill these by shape, without importing them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from routing.audit import Entry
from routing.backlog import Backlog
from routing.cases import Case
from routing.chain import Break, Chain
from routing.contacts import Condition, Contact, Seat
from routing.erasure import Erasure
from routing.notices import Delivery, Notice, NoticeKind, Outcome, Posted, Route
from routing.pacing import Destination, Pace
from routing.people import Account, Person, Profile
from routing.privacy import Showing
from routing.seats import SeatState

Document = Mapping[str, Any]


class Clock(Protocol):
    """Wall-clock time, always aware and in UTC."""

    def now(self) -> datetime: ...


class Reader(Protocol):
    """One read transaction."""

    def directory_version(self) -> int:
        """Grows with every change of the directory."""

    def contacts(self) -> tuple[Contact, ...]: ...

    def imported_contacts(self) -> tuple[Contact, ...]:
        """The directory as the last import had it, whatever was changed by hand since."""

    def seats(self) -> tuple[SeatState, ...]:
        """The state of every seat whose round is known."""

    def seat(self, seat: Seat) -> SeatState | None: ...

    def seats_of(self, whos: Collection[str]) -> tuple[SeatState, ...]:
        """Every seat of these people (``routing/seats.py::who_is``)."""

    def seat_conditions(self) -> Mapping[Seat, Condition]:
        """What is known of seats beside their entries; only where there is something."""

    def next_seat_due(self) -> datetime | None:
        """When (UTC) something is next due for a seat, past or to come."""

    def directory_chain(self) -> Chain:
        """The directory's own trail, whole."""

    def cases_concerning(self, keys: Collection[str]) -> tuple[tuple[int, bool], ...]:
        """Numbers of all cases that concern one of these keys, and whether each is closed."""

    def accounts_of(self, key: str) -> tuple[Person, ...]:
        """A person at each of their accounts, the one used last first."""

    def directory_lines(self, since: datetime) -> tuple[Entry, ...]:
        """What the directory's own trail says since then."""

    def dead_addresses(self, since: datetime) -> tuple[str, ...]:
        """What stewards were told of addresses that refused for good, each once."""

    def showings_of(self, whose: str, limit: int) -> tuple[Showing, ...]:
        """To whom somebody's number (``routing/privacy.py::whose``) was shown, newest first."""

    def showings(self, after: str, limit: int) -> tuple[Showing, ...]:
        """Every showing, by key, behind the one with the key ``after``."""

    def person(self, account: Account) -> Person | None: ...

    def person_and_version(self, account: Account) -> tuple[Person | None, int]:
        """``person`` and ``directory_version`` in one question: every answer needs both."""

    def known_person(self, key: str) -> Person | None:
        """A person by key (mail address in lower case): their account used last."""

    def case(self, number: int) -> Case | None: ...

    def entries(self, number: int) -> tuple[Entry, ...]: ...

    def case_count(self) -> int:
        """How many cases there are, open or not."""

    def chains(self, after: int, limit: int) -> tuple[Chain, ...]:
        """The audit trails of the next cases above number ``after``, each of one moment."""

    def stray_lines(self, limit: int) -> tuple[Break, ...]:
        """Lines of the trail whose case isn't there."""

    def unsealed_cases(self, after: int, limit: int) -> Sequence[int]:
        """Numbers of cases above ``after`` whose trail has lines that nobody has sealed."""

    def notices(self, number: int) -> tuple[Posted, ...]: ...

    def notices_of(self, numbers: Collection[int]) -> Mapping[int, tuple[Posted, ...]]:
        """``notices`` of several cases, by their numbers."""

    def going_out(self, number: int, now: datetime) -> tuple[Posted, ...]:
        """A case's notices that a worker has claimed and may be sending."""

    def similar_cases(self, country: str, topic: str | None, but: int) -> tuple[int, ...]:
        """Numbers of open cases of the same country and topic, newest first, at most 5."""

    def cases_of(self, key: str) -> tuple[Case, ...]:
        """Open cases that the person raised, took or was told of, newest first, at most 20."""

    def dialogue(self, conversation: str, now: datetime) -> Document | None: ...

    def record(self, kind: str, key: str) -> Document | None:
        """A platform's own document (a Teams reference, a Slack installation)."""

    def records(self, kind: str, prefix: str = "") -> tuple[tuple[str, Document], ...]: ...


class Writer(Reader, Protocol):
    """One write transaction; ``case`` locks the row that it returns until the end."""

    def cases(self, numbers: Collection[int]) -> tuple[Case, ...]:
        """``case`` for several: those that there are."""

    def glimpse(self, number: int) -> Case | None:
        """A case as it stands, without locking it."""

    def glimpses(self, numbers: Collection[int]) -> tuple[Case, ...]:
        """``glimpse`` for several: those that there are."""

    def remembered(self, key: str) -> str | None:
        """What ``remember`` stored for the same delivery, if it came before."""

    def remember(self, key: str, reply: str, at: datetime) -> None:
        """Store the reply to a delivery.

        Raises:
            AlreadyHandled: it is there already; roll back and answer what is remembered.
        """

    def forget_before(self, at: datetime) -> int:
        """Drop remembered deliveries and dialogues that are older; returns how many."""

    def save_person(self, person: Person, at: datetime) -> None: ...

    def replace_contacts(self, contacts: Sequence[Contact], at: datetime) -> None:
        """Make this the directory, and what the last import said."""

    def add_showings(self, found: Sequence[Showing]) -> None:
        """Note who was shown whose number; what is noted already is left out."""

    def lock_directory(self) -> None:
        """Nobody else changes the directory until the end."""

    def change_contacts(
        self, vacated: Sequence[Seat], saved: Sequence[Contact], at: datetime
    ) -> None:
        """Empty some seats and fill others; the rest of the directory is left alone."""

    def touch_directory(self, at: datetime) -> int:
        """Let everybody read the directory anew; returns its new version."""

    def due_seats(self, now: datetime, limit: int) -> tuple[SeatState, ...]:
        """Seats for which something is due, those due longest first. Lock the directory before."""

    def save_seats(self, states: Sequence[SeatState]) -> None: ...

    def drop_seats(self, found: Sequence[Seat]) -> None: ...

    def add_directory_entries(self, lines: Sequence[Entry]) -> None:
        """Add lines to the directory's own trail; their case is 0."""

    def keep_imported(self, contacts: Sequence[Contact]) -> None:
        """Remember what an import said, for the next one to be compared with."""

    def open_case(self, case: Case) -> Case:
        """Store a new case; returns it with its number."""

    def save_case(self, case: Case) -> None: ...

    def save_cases(self, changed: Sequence[Case]) -> None: ...

    def due_cases(self, now: datetime, limit: int) -> tuple[Case, ...]:
        """Lock and return cases whose ``due_at`` has come, oldest first; others skip them."""

    def held_cases(self, after: int, limit: int) -> tuple[Case, ...]:
        """Lock and return cases above ``after`` that lie with a level or a person, by number."""

    def next_due(self) -> datetime | None:
        """The earliest ``due_at`` of all cases, past or to come."""

    def add_entries(self, entries: Sequence[Entry]) -> None:
        """Add lines to the trails of their cases, which this locks."""

    def seal_late(self, number: int) -> int:
        """Seal a case's lines that nobody has sealed; returns how many."""

    def drop_closed_cases(self, before: datetime, now: datetime, limit: int) -> int:
        """Let cases that were closed before then go, with all that belongs to them.

        What remains of each is its number, its times, and the count and hash of its trail.
        Returns how many; call again until it is 0.
        """

    def drop_caseless_notices(self, before: datetime, limit: int) -> int:
        """Let messages of no case go that were done with before then; returns how many."""

    def drop_showings(self, before: datetime, limit: int) -> int:
        """Let older showings go; returns how many. Call again until it is 0."""

    def forget_person(self, keys: Collection[str], pseudonym: str) -> None:
        """Drop the accounts of these keys, and name the person by a pseudonym in showings."""

    def rewrite_closed_case(self, case: Case, lines: Sequence[Entry], out: Erasure) -> None:
        """Put a closed, locked case and its trail, sealed anew, in the place of the present ones.

        Raises ValueError where there are more or fewer lines than there were.
        """

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

    def save_dialogue(self, conversation: str, state: Document, until: datetime) -> None: ...

    def end_dialogue(self, conversation: str) -> None: ...

    def put_record(self, kind: str, key: str, body: Document, at: datetime) -> None: ...

    def delete_record(self, kind: str, key: str) -> None: ...


class Store(Protocol):
    """The database. Every method may raise StoreUnavailable (``routing.errors``)."""

    def read(self) -> AbstractContextManager[Reader]: ...

    def write(self) -> AbstractContextManager[Writer]: ...

    def backlog(self, now: datetime) -> Backlog: ...

    def time(self) -> datetime | None:
        """The database's own clock (UTC), which all processes share; None where it has none."""

    def stamp(self) -> object | None:
        """Another value after every commit of anybody; None where only a question would tell."""

    def ready(self) -> bool:
        """Is the database there and at the current schema?"""

    def migrate(self) -> None:
        """Bring the database to the current schema; safe when several start at once."""

    def close(self) -> None: ...


class Channel(Protocol):
    """A way to reach people. None of these raise: what went wrong is in the outcome."""

    async def send(self, delivery: Delivery) -> Outcome: ...

    async def settle(self, delivery: Delivery) -> Outcome | None:
        """What became of an uncertain attempt at this delivery: Sent, or NOT_RECORDED.

        None if the provider can't say; any other outcome if it can't say now.
        """

    async def update(self, delivery: Delivery) -> Outcome:
        """Change the message that ``delivery.replaces`` names."""


class Watch(Protocol):
    """Somebody elsewhere who notices silence."""

    async def tell(self) -> str | None:
        """Say that all is well. Never raises; returns what went wrong, None where it was heard."""


class Profiles(Protocol):
    """Asks a platform who an account is; None where it doesn't say (in time)."""

    async def profile(self, account: Account) -> Profile | None: ...


class Records(Protocol):
    """The store's documents for a platform adapter, off the event loop."""

    async def get(self, kind: str, key: str) -> Document | None: ...

    async def put(self, kind: str, key: str, body: Document) -> None: ...

    async def delete(self, kind: str, key: str) -> None: ...

    async def find(self, kind: str, prefix: str = "") -> Sequence[tuple[str, Document]]: ...


Calendar = Callable[[str, str | None], Any]
