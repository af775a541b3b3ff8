"""The directory's CSV: read whole, checked whole, and written so that it reads back the same."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from content.validation import Fault, Faults, InvalidContent
from routing.contacts import Contact
from routing.errors import InvalidPost
from routing.language import Language
from routing.posts import Post, kind_of, parse_post, place_of
from routing.structure import Structure

COLUMNS: Final = (
    "post",
    "rank",
    "name",
    "email",
    "phone",
    "slack",
    "teams",
    "language",
    "timezone",
    "verified_on",
)


def _zone(name: str | None) -> str | None:
    if name is not None:
        try:
            ZoneInfo(name)
        except (OSError, ValueError, ZoneInfoNotFoundError):
            raise ValueError(
                f"no such time zone: {name!r} (write it like Africa/Nairobi)"
            ) from None
    return name


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise ValueError("write a day like 2026-01-31") from None


def _name(text: str) -> str:
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r" for letter in text):
        raise ValueError("has a control character")
    return text


def _post(text: str) -> str:
    try:
        return parse_post(text)
    except InvalidPost as invalid:
        raise ValueError(str(invalid)) from None


_MAIL = r"^[^@\s,;<>\"]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+$"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    post: Annotated[str, BeforeValidator(_post)]
    rank: Annotated[int, Field(ge=1, le=99)]
    name: Annotated[str, AfterValidator(_name), Field(min_length=1, max_length=200)]
    email: Annotated[str, Field(pattern=_MAIL, max_length=254)] | None = None
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ()./-]{3,40}$")] | None = None
    slack: Annotated[str, Field(pattern=r"^(?:[TE][A-Z0-9]+:)?[UW][A-Z0-9]+$")] | None = None
    teams: Annotated[str, Field(pattern=r"^[0-9A-Za-z:._-]{3,200}$")] | None = None
    language: Language | None = None
    timezone: Annotated[str | None, BeforeValidator(_zone)] = None
    verified_on: Annotated[date | None, BeforeValidator(_day)] = None


def read_contacts(text: str, structure: Structure, today: date) -> tuple[Contact, ...]:
    """Read a CSV file's text (a byte-order mark is forgiven).

    Raises InvalidContent with every fault and its line: nothing of such a file may be used.
    """
    faults = Faults()
    lines = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True)
    rows: list[tuple[int, Contact]] = []
    try:
        if _check_header(lines.fieldnames, faults):
            for raw in lines:
                contact = _contact(raw, lines.line_num, faults)
                if contact is not None:
                    rows.append((lines.line_num, contact))
    except csv.Error as error:
        faults.add(f"line {lines.line_num + 1}", f"not readable as CSV: {error}")
    _check_together(rows, structure, today, faults)
    if faults.found:
        raise InvalidContent(sorted(faults.found, key=_line_number))
    return tuple(contact for _, contact in rows)


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


def _check_header(names: Iterable[str] | None, faults: Faults) -> bool:
    found = list(names or ())
    missing = [column for column in ("post", "rank", "name") if column not in found]
    unknown = [name for name in found if name not in COLUMNS]
    if missing:
        faults.add("line 1", f"column missing: {', '.join(missing)}")
    if unknown:
        faults.add("line 1", f"unknown column: {', '.join(map(str, unknown))}")
    if len(set(found)) != len(found):
        faults.add("line 1", "a column stands there twice")
    return not faults.found


def _contact(raw: Mapping[str | Any, Any], line: int, faults: Faults) -> Contact | None:
    place = f"line {line}"
    if None in raw:
        faults.add(place, "has more fields than the header")
        return None
    filled = {key: value.strip() for key, value in raw.items() if value and value.strip()}
    try:
        row = _Row.model_validate(filled)
    except ValidationError as invalid:
        for error in invalid.errors():
            column = ".".join(str(part) for part in error["loc"])
            value = filled.get(column)
            message = "is missing" if error["type"] == "missing" else f"{error['msg']} ({value!r})"
            faults.add(place, f"{column}: {message}")
        return None
    return Contact(**{**row.model_dump(), "post": Post(row.post)})


def _check_together(
    rows: list[tuple[int, Contact]], structure: Structure, today: date, faults: Faults
) -> None:
    seats: dict[tuple[Post, int], int] = {}
    for line, contact in rows:
        place = f"line {line}"
        first = seats.setdefault((contact.post, contact.rank), line)
        if first != line:
            faults.add(place, f"{contact.post} rank {contact.rank} stands in line {first} already")
        if not contact.addresses() and not contact.phone:
            faults.add(place, "no way to reach this contact: give email, slack, teams or phone")
        if contact.verified_on is not None and contact.verified_on > today:
            faults.add(place, f"verified_on: {contact.verified_on} lies in the future")
        if not _exists(contact.post, structure):
            faults.add(place, f"post: no such office or country: {contact.post}")


def _exists(post: Post, structure: Structure) -> bool:
    if kind_of(post) == "co":
        return place_of(post) in structure.countries
    if kind_of(post) == "steward":
        return True
    return post in structure.offices


def _line_number(fault: Fault) -> int:
    return int(fault.place.removeprefix("line ").split()[0])
