"""What is asked of cases in the database, and written there."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from routing.audit import Entry
from routing.cases import Case
from routing.chain import Break, Chain
from routing.erasure import Erasure


class CaseReader(Protocol):
    """Cases and their trails."""

    def case(self, number: int) -> Case | None: ...

    def case_count(self) -> int:
        """How many cases there are, open or not."""

    def cases_of(self, key: str) -> tuple[Case, ...]:
        """Open cases that the person raised, took or was told of, newest first, at most 20."""

    def cases_concerning(self, keys: Collection[str]) -> tuple[tuple[int, bool], ...]:
        """Numbers of all cases that concern one of these keys, and whether each is closed."""

    def similar_cases(self, country: str, topic: str | None, but: int) -> tuple[int, ...]:
        """Numbers of open cases of the same country and topic, newest first, at most 5."""

    def entries(self, number: int) -> tuple[Entry, ...]: ...

    def chains(self, after: int, limit: int) -> tuple[Chain, ...]:
        """The audit trails of the next cases above number ``after``, each of one moment."""

    def stray_lines(self, limit: int) -> tuple[Break, ...]:
        """Lines of the trail whose case isn't there."""

    def unsealed_cases(self, after: int, limit: int) -> Sequence[int]:
        """Numbers of cases above ``after`` whose trail has lines that nobody has sealed."""


class CaseWriter(Protocol):
    """Cases, locked and changed, with their trails."""

    def cases(self, numbers: Collection[int]) -> tuple[Case, ...]:
        """``case`` for several: those that there are."""

    def glimpse(self, number: int) -> Case | None:
        """A case as it stands, without locking it."""

    def glimpses(self, numbers: Collection[int]) -> tuple[Case, ...]:
        """``glimpse`` for several: those that there are."""

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

    def rewrite_closed_case(self, case: Case, lines: Sequence[Entry], out: Erasure) -> None:
        """Put a closed, locked case and its trail, sealed anew, in the place of the present ones.

        Raises ValueError where there are more or fewer lines than there were.
        """
