"""Bringing a file into the directory: all of it or nothing, sparing what was changed by hand."""

from collections.abc import Sequence
from datetime import datetime

from bot.ports import Reader, Writer
from routing.contacts import Contact
from routing.merging import Merge, Side, merge


def preview(reader: Reader, file: Sequence[Contact], prefer: Side | None = None) -> Merge:
    """What ``bring_in`` would do. Raises StoreUnavailable."""
    return merge(reader.imported_contacts(), reader.contacts(), file, prefer)


def bring_in(
    writer: Writer, file: Sequence[Contact], now: datetime, prefer: Side | None = None
) -> Merge:
    """Do what the file says, unless there are conflicts: then nothing is changed.

    Raises StoreUnavailable.
    """
    writer.lock_directory()
    found = preview(writer, file, prefer)
    if not found.conflicts:
        writer.change_contacts(found.vacated, found.saved, now)
        writer.keep_imported(file)
    return found
