"""Excel workbooks: cells as the texts that the directory's CSV would have, and back.

Excel keeps some characters as ``_x000D_`` (ECMA-376 part 1, 22.9.2.19); openpyxl leaves them as
they are, so they are made and read here.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from content.contact_rows import COLUMNS
from content.validation import Faults
from routing.contacts import Contact

_LARGEST_UNPACKED: Final = 200_000_000
_MOST_ROWS: Final = 100_000
_MOST_COLUMNS: Final = 64
_TEXT: Final = "@"
_DAY: Final = "yyyy-mm-dd"
# Excel counts 1900 as a leap year: from here on its days are the calendar's.
_FIRST_DAY: Final = date(1900, 3, 1)
_HIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0d-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SHOWN: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def workbook_rows(data: bytes, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet from 1, each cell as text; empty ones are empty.

    Adds a fault, and stops, where the file is no workbook; a fault for each formula.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _LARGEST_UNPACKED:
                faults.add("the file", "unpacks to far more than a directory can be")
                return
        book = load_workbook(io.BytesIO(data), read_only=True)
        yield from _rows(book.worksheets[0], faults)
    except Exception as fault:
        # openpyxl raises whatever the XML that it meets makes it stumble on.
        faults.add("the file", f"not readable as an Excel workbook ({type(fault).__name__})")


def _rows(sheet: Any, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1):
        if number > _MOST_ROWS:
            faults.add(f"row {number}", f"more than {_MOST_ROWS} rows")
            return
        yield number, [_text(cell, number, faults) for cell in cells]


def _text(cell: Any, row: int, faults: Faults) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        what = "is a formula" if cell.data_type == "f" else "is an error"
        column = get_column_letter(cell.column)
        faults.add(f"row {row}", f"column {column}: {what}: put its value there ({value!r})")
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.min.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _SHOWN.sub(lambda found: chr(int(found[1], 16)), str(value))


def write_workbook(contacts: Iterable[Contact]) -> bytes:
    """The directory as a workbook, by post and rank: days as days, everything else as text.

    A text that looks like a formula stays a text, and so do a number's zeros and its plus sign.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("contacts")
    sheet.freeze_panes = "A2"
    for index, column in enumerate(COLUMNS, 1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = 24
        dimension.number_format = _DAY if column == "verified_on" else _TEXT
    sheet.append([_cell(sheet, column) for column in COLUMNS])
    for contact in sorted(contacts, key=lambda c: (c.post, c.rank)):
        sheet.append([_cell(sheet, getattr(contact, column)) for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: object) -> Any:
    if value is None:
        return None
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    if isinstance(value, date) and value >= _FIRST_DAY:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _DAY
        return cell
    cell = WriteOnlyCell(sheet, _HIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", str(value)))
    # Otherwise openpyxl takes what begins with = for a formula, and #N/A for an error.
    cell.data_type = "s"
    cell.number_format = _TEXT
    return cell
