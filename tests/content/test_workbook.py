"""Excel: what a spreadsheet does to cells does nothing to the directory."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from content.directory import COLUMNS, read_contacts, read_file, write_contacts
from content.structure import load_structure
from content.validation import Fault, faults_of
from content.workbook import write_workbook
from routing.contacts import Contact
from routing.language import LANGUAGES
from routing.posts import Post
from tests.builders import TODAY

STRUCTURE = load_structure()
POSTS = ("co:KEN", "rts:nairobi", "prd:wash", "doe", "steward:nairobi")
NASTY = (
    "=SUM(A1)", "+SUM(1)", "@x", "#N/A", "TRUE", "1e5", "007", "_x000D_", "a\r\nb", "a\rb",
    "\ufffe",
    "１２３", "José Ñandú", "名前 🙂", "2026-01-01", "'=1", "_x005F_x000D_",
)  # fmt: skip
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(
    str.strip
).filter(bool) | st.sampled_from(NASTY)
phones = st.from_regex(r"\A\+?0{0,3}[0-9][0-9 ()./-]{3,15}[0-9]\Z")
contacts = st.builds(
    Contact,
    post=st.sampled_from(POSTS).map(Post),
    rank=st.integers(1, 99),
    name=names,
    email=st.sampled_from(["a@example.org", "=b@example.org", "Ü@example.org"]),
    phone=st.none() | phones,
    slack=st.none() | st.just("T1:U1"),
    teams=st.none() | st.sampled_from(["0000", "1.50", "1e10"]),
    language=st.none() | st.sampled_from(LANGUAGES),
    timezone=st.none() | st.just("Africa/Nairobi"),
    verified_on=st.none() | st.dates(max_value=TODAY),
)
directories = st.lists(contacts, max_size=5, unique_by=lambda c: (c.post, c.rank)).map(
    lambda found: tuple(sorted(found, key=lambda c: (c.post, c.rank)))
)


def book(*rows: tuple[Any, ...], prepare: Callable[[Any], None] = lambda _: None) -> bytes:
    made = Workbook()
    sheet = made.active
    for row in (COLUMNS, *rows):
        sheet.append(row)
    prepare(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data: bytes) -> tuple[Contact, ...]:
    return read_file(data, STRUCTURE, TODAY).contacts


def faults(data: bytes) -> tuple[Fault, ...]:
    return faults_of(lambda: read(data))


@settings(max_examples=60, deadline=None)
@given(directories)
@example(tuple(Contact(Post("doe"), n, name, "a@example.org") for n, name in enumerate(NASTY, 1)))
def test_both_formats_come_back_exactly(directory: tuple[Contact, ...]) -> None:
    through_excel = read(write_workbook(directory))
    assert through_excel == directory
    assert read(write_contacts(directory).encode()) == directory
    assert write_workbook(through_excel)[:2] == b"PK"


def test_cells_are_what_people_expect_in_a_spreadsheet() -> None:
    there = Contact(Post("doe"), 1, "=1+1", "a@example.org", "+41 0", verified_on=date(2026, 5, 1))
    sheet = load_workbook(io.BytesIO(write_workbook((there,)))).worksheets[0]
    cells = {c: sheet.cell(2, i) for i, c in enumerate(COLUMNS, 1)}
    assert (cells["name"].data_type, cells["phone"].data_type) == ("s", "s")
    assert cells["phone"].number_format == "@"
    assert cells["verified_on"].value == datetime.fromisoformat("2026-05-01")
    assert cells["rank"].value == 1
    assert cells["slack"].value is None


def test_what_spreadsheets_make_of_cells_is_understood() -> None:
    typed = (
        "doe",
        1.0,
        "A",
        "a@example.org",
        41761234567,
        None,
        None,
        "en",
        None,
        date(2026, 5, 1),
    )
    found = read_file(book(typed, (), (None, " ")), STRUCTURE, TODAY)
    (contact,) = found.contacts
    assert (contact.rank, contact.phone) == (1, "41761234567")
    assert contact.verified_on == date(2026, 5, 1)
    assert [str(doubt) for doubt in found.doubts] == [
        "row 2: phone: doesn't begin with + and the country's code: it can't be dialled from abroad"
        " ('41761234567')"
    ]


def test_every_fault_has_its_row_and_column() -> None:
    def formula(sheet: Any) -> None:
        sheet["C3"] = "=A2"

    data = book(
        ("doe", 1, "A", "no mail", *[None] * 5, "31.12.2026"),
        ("doe", 2, "B", "b@example.org"),
        ("doe", 1.5, "C", "c@example.org", *[None] * 6, "surplus"),
        (
            "doe",
            3,
            "D",
            "d@example.org",
            *[None] * 4,
            "Mars/Base",
            datetime.fromisoformat("2026-05-01T12:00"),
        ),
        prepare=formula,
    )
    told = [str(fault) for fault in faults(data)]
    assert [line.split(":")[0] for line in told] == [
        "row 2", "row 2", "row 3", "row 3", "row 4", "row 5", "row 5",
    ]  # fmt: skip
    wanted = ("email", "verified_on", "column C: is a formula", "name: is missing", "more fields",
              "timezone", "verified_on")  # fmt: skip
    for line, part in zip(told, wanted, strict=True):
        assert part in line


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500], ids=["cut", "zeros"])
def test_what_is_no_workbook_is_told(data: bytes) -> None:
    assert "not readable as an Excel workbook" in str(faults(data)[0])


def test_a_wrong_header_is_one_fault() -> None:
    made = Workbook()
    made.active.append(("post", "rank", "salary"))
    out = io.BytesIO()
    made.save(out)
    assert [f.place for f in faults(out.getvalue())] == ["row 1", "row 1"]


def test_a_number_that_cannot_be_is_a_doubt_and_no_fault() -> None:
    text = "post,rank,name,phone\ndoe,1,A,+41 1\nsteward:atlantis,1,B,+41 76 000 00 20\n"
    assert len(read_contacts(text, STRUCTURE, TODAY)) == 2
    doubts = read_file(text.encode(), STRUCTURE, TODAY).doubts
    assert [doubt.place for doubt in doubts] == ["line 2", "line 3"]


def test_an_address_that_takes_no_mail_is_a_doubt_and_another_alphabets_domain_is_none() -> None:
    text = "post,rank,name,email\ndoe,1,A,josé@example.org\ndoe,2,B,b@bücher.example\n"
    assert [str(doubt) for doubt in read_file(text.encode(), STRUCTURE, TODAY).doubts] == [
        "line 2: email: no mail can be sent there ('josé@example.org')"
    ]
