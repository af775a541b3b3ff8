"""A row of the directory's file: what each column may hold, and what rows must be together."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from content.mail_address import can_be_mailed
from content.telephone import doubt
from content.validation import Fault, Faults
from routing.contacts import Contact
from routing.errors import InvalidPost
from routing.language import Language
from routing.posts import Post, kind_of, parse_post, place_of
from routing.stewards import offices_with_stewards
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


@dataclass(frozen=True, slots=True)
class Placed:
    """A contact as a file has it, and where: ``line 3`` of a CSV, ``row 3`` of a workbook."""

    place: str
    contact: Contact


def check_zone(name: str | None) -> str | None:
    """An IANA time zone's name as it is. Raises ValueError."""
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


_MAIL: Final = re.compile(
    r"[^@\s,;<>\"]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"
)
_MAIL_AT_MOST: Final = 254


def _mail(text: str) -> str:
    """An address that only looks odd stays, with a warning (``doubts``)."""
    looks_so = _MAIL.fullmatch(text) and len(text) <= _MAIL_AT_MOST
    if not looks_so and not can_be_mailed(text):
        raise ValueError("can't be a mail address")
    return text


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    post: Annotated[str, BeforeValidator(_post)]
    rank: Annotated[int, Field(ge=1, le=99)]
    name: Annotated[str, AfterValidator(_name), Field(min_length=1, max_length=200)]
    email: Annotated[str, AfterValidator(_mail)] | None = None
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ()./-]{3,40}$")] | None = None
    slack: Annotated[str, Field(pattern=r"^(?:[TE][A-Z0-9]+:)?[UW][A-Z0-9]+$")] | None = None
    teams: Annotated[str, Field(pattern=r"^[0-9A-Za-z:._-]{3,200}$")] | None = None
    language: Language | None = None
    timezone: Annotated[str | None, BeforeValidator(check_zone)] = None
    verified_on: Annotated[date | None, BeforeValidator(_day)] = None


def check_header(place: str, names: Iterable[str] | None, faults: Faults) -> bool:
    found = list(names or ())
    missing = [column for column in ("post", "rank", "name") if column not in found]
    unknown = [name for name in found if name not in COLUMNS]
    if missing:
        faults.add(place, f"column missing: {', '.join(missing)}")
    if unknown:
        faults.add(place, f"unknown column: {', '.join(map(str, unknown))}")
    if len(set(found)) != len(found):
        faults.add(place, "a column stands there twice")
    return not faults.found


def read_row(place: str, raw: Mapping[str, str | None], faults: Faults) -> Placed | None:
    """The contact of a row; None, and every fault with its column, where it isn't one."""
    filled = {key: value.strip() for key, value in raw.items() if value and value.strip()}
    try:
        row = _Row.model_validate(filled)
    except ValidationError as invalid:
        for error in invalid.errors():
            column = ".".join(str(part) for part in error["loc"])
            value = filled.get(column)
            said = error["msg"].removeprefix("Value error, ")
            message = "is missing" if error["type"] == "missing" else f"{said} ({value!r})"
            faults.add(place, f"{column}: {message}")
        return None
    return Placed(place, Contact(**{**row.model_dump(), "post": Post(row.post)}))


def check_together(
    rows: Sequence[Placed], structure: Structure, today: date, faults: Faults
) -> None:
    seats: dict[tuple[Post, int], str] = {}
    for row in rows:
        contact, place = row.contact, row.place
        first = seats.setdefault((contact.post, contact.rank), place)
        if first != place:
            faults.add(place, f"{contact.post} rank {contact.rank} stands in {first} already")
        if not contact.addresses() and not contact.phone:
            faults.add(place, "no way to reach this contact: give email, slack, teams or phone")
        if contact.verified_on is not None and contact.verified_on > today:
            faults.add(place, f"verified_on: {contact.verified_on} lies in the future")
        if not _exists(contact.post, structure):
            faults.add(place, f"post: no such office or country: {contact.post}")


def doubts(rows: Iterable[Placed], structure: Structure) -> tuple[Fault, ...]:
    """What is odd about a file and refuses nothing: numbers, addresses, stewards of no office."""
    offices = offices_with_stewards(structure)
    found = []
    for row in rows:
        contact = row.contact
        about_number = doubt(contact.phone) if contact.phone else None
        if about_number:
            found.append(Fault(row.place, f"phone: {about_number} ({contact.phone!r})"))
        if contact.email is not None and not can_be_mailed(contact.email):
            found.append(Fault(row.place, f"email: no mail can be sent there ({contact.email!r})"))
        if kind_of(contact.post) == "steward" and place_of(contact.post) not in offices:
            found.append(Fault(row.place, f"post: no office for {contact.post} to look after"))
    return tuple(found)


def _exists(post: Post, structure: Structure) -> bool:
    if kind_of(post) == "co":
        return place_of(post) in structure.countries
    if kind_of(post) == "steward":
        return True
    return post in structure.offices
