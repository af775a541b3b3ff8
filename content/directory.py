"""The directory's file, CSV or Excel: read whole, checked whole, written so that it reads back."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from content.contact_rows import (
    COLUMNS,
    Placed,
    check_header,
    check_together,
    doubts,
    read_row,
)
from content.validation import Fault, Faults, InvalidContent
from routing.contacts import Contact
from routing.structure import Structure

__all__ = ["COLUMNS", "FileRead", "read_contacts", "read_file", "write_contacts"]

_ZIPPED: Final = b"PK\x03\x04"
"""How every .xlsx begins, as it is a zip file."""

Raw = tuple[str, Mapping[str, str | None]]
"""A row as a file has it: its place, and its cells by column."""

_SEEN_EVERY: Final = 500
LARGEST: Final = 20_000_000
"""Bytes: a directory of every office with ten deputies each is a hundredth of that."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that can be used; ``doubts`` are what is odd about it all the same."""

    contacts: tuple[Contact, ...]
    doubts: tuple[Fault, ...]


def read_file(
    data: bytes, structure: Structure, today: date, seen: Callable[[int], None] | None = None
) -> FileRead:
    """Read a CSV file (UTF-8) or an Excel workbook (its first sheet), whichever it is.

    ``seen`` hears now and then how many rows are read. Raises InvalidContent with every fault
    and its row: nothing of such a file may be used.
    """
    if len(data) > LARGEST:
        raise InvalidContent([Fault("the file", f"is larger than {LARGEST // 1_000_000} MB")])
    if data.startswith(_ZIPPED):
        faults = Faults()
        rows = _counted(_of_workbook(data, faults), seen)
        return _checked(_placed(rows, faults), structure, today, faults)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidContent([Fault(f"byte {error.start}", "the file is not UTF-8")]) from None
    return _read_text(text, structure, today, seen)


def read_contacts(text: str, structure: Structure, today: date) -> tuple[Contact, ...]:
    """Read a CSV file's text (a byte-order mark is forgiven). Raises InvalidContent."""
    return _read_text(text, structure, today).contacts


def _read_text(
    text: str, structure: Structure, today: date, seen: Callable[[int], None] | None = None
) -> FileRead:
    faults = Faults()
    rows = _counted(_of_text(text, faults), seen)
    return _checked(_placed(rows, faults), structure, today, faults)


def _counted(rows: Iterator[Raw], seen: Callable[[int], None] | None) -> Iterator[Raw]:
    for count, row in enumerate(rows, 1):
        if seen is not None and count % _SEEN_EVERY == 0:
            seen(count)
        yield row


def _placed(rows: Iterable[Raw], faults: Faults) -> list[Placed]:
    found = (read_row(place, raw, faults) for place, raw in rows)
    return [row for row in found if row is not None]


def _checked(rows: list[Placed], structure: Structure, today: date, faults: Faults) -> FileRead:
    check_together(rows, structure, today, faults)
    if faults.found:
        raise InvalidContent(sorted(faults.found, key=_row_number))
    return FileRead(tuple(row.contact for row in rows), doubts(rows, structure))


def _of_text(text: str, faults: Faults) -> Iterator[Raw]:
    lines: csv.DictReader[str] = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True)
    try:
        if not check_header("line 1", lines.fieldnames, faults):
            return
        for raw in lines:
            place = f"line {lines.line_num}"
            if _fits(raw, place, faults):
                yield place, raw
    except csv.Error as error:
        faults.add(f"line {lines.line_num + 1}", f"not readable as CSV: {error}")


def _of_workbook(data: bytes, faults: Faults) -> Iterator[Raw]:
    # Reading workbooks loads NumPy, where it is there: a third of a second for each start.
    from content.workbook import workbook_rows

    rows = workbook_rows(data, faults)
    _, header = next(rows, (1, []))
    while header and not header[-1]:
        header.pop()
    if not check_header("row 1", header, faults):
        return
    for number, cells in rows:
        place = f"row {number}"
        if any(cells[len(header) :]):
            faults.add(place, "has more fields than the header")
        elif any(cell.strip() for cell in cells):
            yield place, dict(zip(header, cells, strict=False))


def _fits(raw: Mapping[Any, Any], place: str, faults: Faults) -> bool:
    if None in raw:
        faults.add(place, "has more fields than the header")
        return False
    return True


def write_contacts(contacts: Iterable[Contact]) -> str:
    """The same directory as CSV, by post and rank; empty fields are empty."""
    lines = [_line(COLUMNS)]
    for contact in sorted(contacts, key=lambda c: (c.post, c.rank)):
        values = [getattr(contact, column) for column in COLUMNS]
        lines.append(_line(["" if value is None else str(value) for value in values]))
    return "".join(lines)


def _line(cells: Iterable[str]) -> str:
    # With the terminator CR LF the writer quotes either of them inside a cell; alone, only its own.
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + "\n"


def _row_number(fault: Fault) -> int:
    number = fault.place.rpartition(" ")[2]
    return int(number) if number.isdecimal() else 0
