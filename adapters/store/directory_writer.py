"""What can be changed of the directory, its seats and its trail."""

from collections.abc import Sequence
from datetime import datetime

from adapters.store import directory, directory_trail, seats
from adapters.store.reader import SqlReader
from routing.audit import Entry
from routing.contacts import Contact, Seat
from routing.seats import SeatState


class DirectoryWriter(SqlReader):
    """The directory's part of a write transaction."""

    def lock_directory(self) -> None:
        """Nobody else changes the directory until the end."""
        directory.lock(self._connection)

    def replace_contacts(self, contacts: Sequence[Contact], at: datetime) -> None:
        """Put these in the place of the whole directory, under a new version."""
        directory.replace_all(self._connection, contacts, at)

    def change_contacts(
        self, vacated: Sequence[Seat], saved: Sequence[Contact], at: datetime
    ) -> None:
        """Empty some seats and fill others; the rest of the directory is left alone."""
        directory.change(self._connection, vacated, saved, at)

    def touch_directory(self, at: datetime) -> int:
        """Let everybody read the directory anew; returns its new version."""
        return directory.touch(self._connection, at)

    def keep_imported(self, contacts: Sequence[Contact]) -> None:
        """Remember what an import said, for the next one to be compared with."""
        directory.keep_imported(self._connection, contacts)

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
