"""What is asked of the directory in the database, and written there."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from routing.audit import Entry
from routing.chain import Chain
from routing.contacts import Condition, Contact, Seat
from routing.seats import SeatState


class DirectoryReader(Protocol):
    """The directory: its contacts, what is known of their seats, and its own trail."""

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

    def directory_lines(self, since: datetime) -> tuple[Entry, ...]:
        """What the directory's own trail says since then."""


class DirectoryWriter(Protocol):
    """The directory, changed under its lock."""

    def lock_directory(self) -> None:
        """Nobody else changes the directory until the end."""

    def replace_contacts(self, contacts: Sequence[Contact], at: datetime) -> None:
        """Make this the directory, and what the last import said."""

    def change_contacts(
        self, vacated: Sequence[Seat], saved: Sequence[Contact], at: datetime
    ) -> None:
        """Empty some seats and fill others; the rest of the directory is left alone."""

    def touch_directory(self, at: datetime) -> int:
        """Let everybody read the directory anew; returns its new version."""

    def keep_imported(self, contacts: Sequence[Contact]) -> None:
        """Remember what an import said, for the next one to be compared with."""

    def due_seats(self, now: datetime, limit: int) -> tuple[SeatState, ...]:
        """Seats for which something is due, those due longest first. Lock the directory before."""

    def save_seats(self, states: Sequence[SeatState]) -> None: ...

    def drop_seats(self, found: Sequence[Seat]) -> None: ...

    def add_directory_entries(self, lines: Sequence[Entry]) -> None:
        """Add lines to the directory's own trail; their case is 0."""
