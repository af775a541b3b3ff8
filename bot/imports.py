"""Bringing a file into the directory: all of it or nothing, sparing what was changed by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.ports import Reader, Writer
from routing.audit import ENGINE, Entry
from routing.contacts import Contact
from routing.merging import Kind, Merge, Side, merge

_COUNTED: Final[tuple[Kind, ...]] = ("added", "changed", "removed")


def preview(reader: Reader, file: Sequence[Contact], prefer: Side | None = None) -> Merge:
    """What ``bring_in`` would do. Raises StoreUnavailable."""
    return merge(reader.imported_contacts(), reader.contacts(), file, prefer)


def bring_in(
    writer: Writer, file: Sequence[Contact], now: datetime, prefer: Side | None = None
) -> Merge:
    """Do what the file says, unless there are conflicts: then nothing is changed.

    Everybody who changes an entry waits for the lock: it is compared before, and anew only where
    the directory has changed meanwhile. Raises StoreUnavailable.
    """
    version = writer.directory_version()
    found = preview(writer, file, prefer)
    writer.lock_directory()
    if writer.directory_version() != version:
        found = preview(writer, file, prefer)
    if not found.conflicts:
        writer.change_contacts(found.vacated, found.saved, now)
        if not found.saved and not found.vacated and set(file) != set(writer.imported_contacts()):
            # Whoever has compared with what was imported has to do it again.
            writer.touch_directory(now)
        writer.keep_imported(file)
        counts: dict[str, str] = {kind: str(len(found.of(kind))) for kind in _COUNTED}
        if any(count != "0" for count in counts.values()):
            said = Entry(0, now, ENGINE, ENGINE, ENGINE, "imported", counts)
            writer.add_directory_entries([said])
    return found
