"""The directory's CSV: every fault with its line, and back again exactly as it was."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.directory import COLUMNS, read_contacts, write_contacts
from content.files import DATA
from content.structure import load_structure
from content.validation import Fault, faults_of
from routing.contacts import Contact
from routing.language import LANGUAGES
from routing.posts import Post
from tests.builders import TODAY

STRUCTURE = load_structure()
HEADER = ",".join(COLUMNS)
KENYA = "co:KEN,1,Wanjiru Example,wanjiru@example.org,+254 700 1,,,en,Africa/Nairobi,2026-10-05"


def read(text: str) -> tuple[Contact, ...]:
    return read_contacts(text, STRUCTURE, TODAY)


def faults(text: str) -> tuple[Fault, ...]:
    return faults_of(lambda: read(text))


def row(**cells: str) -> str:
    """A file with one good row, some cells changed."""
    usual = dict(zip(COLUMNS, KENYA.split(","), strict=True))
    return f"{HEADER}\n{','.join({**usual, **cells}.values())}\n"


def test_a_row_with_everything() -> None:
    text = (
        f"{HEADER}\nRTS:Nairobi, 2 ,Amina Example,Amina@example.org,+254 (700) 000-010,T1:U1,"
        "0b1c2d3e-aaaa-4bbb-8ccc-1234567890ab,fr,Africa/Nairobi,2026-10-30\n"
    )
    assert read(text) == (
        Contact(
            post=Post("rts:nairobi"),
            rank=2,
            name="Amina Example",
            email="Amina@example.org",
            phone="+254 (700) 000-010",
            slack="T1:U1",
            teams="0b1c2d3e-aaaa-4bbb-8ccc-1234567890ab",
            language="fr",
            timezone="Africa/Nairobi",
            verified_on=date(2026, 10, 30),
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"\ufeff{HEADER}\n{KENYA}\n", id="a byte-order mark"),
        pytest.param(f"{HEADER}\r\n{KENYA}\r\n", id="CR LF"),
        pytest.param(f"{HEADER}\n{KENYA}", id="no line end"),
        pytest.param(f"{HEADER}\n\n{KENYA}\n\n", id="empty lines"),
        pytest.param(f"{HEADER}\n" + KENYA.replace(",", " , "), id="spaces around cells"),
        pytest.param(f"{HEADER}\n" + ",".join(f'"{c}"' for c in KENYA.split(",")), id="quotes"),
    ],
)
def test_what_spreadsheets_do_to_a_file_is_forgiven(text: str) -> None:
    assert read(text) == read(f"{HEADER}\n{KENYA}\n")


def test_columns_may_stand_in_any_order_and_most_may_be_missing() -> None:
    (contact,) = read("phone,name,rank,post\n+254 700 1,Wanjiru Example,1,co:KEN\n")
    assert contact == Contact(Post("co:KEN"), 1, "Wanjiru Example", phone="+254 700 1")


def test_a_header_alone_is_an_empty_directory() -> None:
    assert read(HEADER) == ()


def test_the_example_directory_is_right() -> None:
    text = (DATA / "example" / "contacts.csv").read_text("utf-8")
    contacts = read(text)
    assert len({contact.post for contact in contacts}) > 10
    assert all(contact.email and contact.email.endswith("@example.org") for contact in contacts)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("post", ""),
        ("post", "ceo"),
        ("post", "co:ZZZ"),
        ("post", "rts:atlantis"),
        ("post", "coord:nowhere"),
        ("post", "prd:health"),
        ("rank", ""),
        ("rank", "0"),
        ("rank", "-1"),
        ("rank", "1.5"),
        ("rank", "first"),
        ("rank", "100"),
        ("name", " "),
        ("name", "A\x00B"),
        ("name", "A\x1bB"),
        ("name", "x" * 201),
        ("email", "wanjiru"),
        ("email", "@example.org"),
        ("email", "wanjiru@"),
        ("email", "wanjiru@localhost"),
        ("email", "a@b@example.org"),
        ("email", "wanjiru@example.org;x@example.org"),
        ("email", "Wanjiru <wanjiru@example.org>"),
        ("phone", "call me"),
        ("phone", "12"),
        ("slack", "wanjiru"),
        ("slack", "@U1"),
        ("slack", "C012345"),
        ("slack", "U1:T1"),
        ("teams", "two words"),
        ("teams", "x"),
        ("language", "de"),
        ("language", "EN"),
        ("timezone", "Mars/Olympus"),
        ("timezone", "Africa"),
        ("timezone", "../../etc/passwd"),
        ("timezone", "EAT+3"),
        ("verified_on", "05.10.2026"),
        ("verified_on", "2026-02-30"),
        ("verified_on", "2026-10"),
        ("verified_on", "86400"),
        ("verified_on", "2026-11-24"),
        ("verified_on", "2999-01-01"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line_and_column(column: str, cell: str) -> None:
    (fault,) = faults(row(**{column: cell}))
    assert fault.place == "line 2"
    assert fault.message.startswith(f"{column}: ")


def test_today_is_not_the_future() -> None:
    assert read(row(verified_on=TODAY.isoformat()))[0].verified_on == TODAY


def test_somebody_who_cannot_be_reached_at_all_is_refused() -> None:
    (fault,) = faults(row(email="", phone=""))
    assert fault == Fault(
        "line 2", "no way to reach this contact: give email, slack, teams or phone"
    )


def test_two_in_one_seat_are_refused_at_the_second_line() -> None:
    same = KENYA.replace("co:KEN", "CO:ken").replace("Wanjiru", "Somebody")
    (fault,) = faults(f"{HEADER}\n{KENYA}\n{KENYA.replace(',1,', ',2,', 1)}\n{same}\n")
    assert (fault.place, "line 2" in fault.message) == ("line 4", True)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("post,rank,email", "column missing: name"),
        ("post,rank,name,e-mail", "unknown column: e-mail"),
        ("post;rank;name", "column missing: post, rank, name"),
        ("Post,rank,name", "unknown column: Post"),
        ("post,rank,name,email,email", "a column stands there twice"),
        ("", "column missing: post, rank, name"),
    ],
)
def test_a_wrong_header_is_refused_before_any_row(header: str, message: str) -> None:
    found = faults(f"{header}\nco:ZZZ,nobody,,,\n")
    assert {fault.place for fault in found} == {"line 1"}
    assert message in [fault.message for fault in found]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(f'{HEADER}\n{KENYA}\nco:KEN,2,"cut off', 3, id="an open quote"),
        pytest.param(f'{HEADER}\nco:KEN,1,"A"B,a@example.org', 2, id="text behind a quote"),
        pytest.param(f"{HEADER}\r{KENYA}", 1, id="line ends of old"),
        pytest.param(f"{HEADER}\n{KENYA},more", 2, id="more fields than columns"),
        pytest.param(f"{HEADER}\nco:KEN,1,{'x' * 200_000},a@example.org", 2, id="a huge cell"),
    ],
)
def test_what_is_no_csv_is_refused_at_its_line(text: str, line: int) -> None:
    assert [fault.place for fault in faults(text)] == [f"line {line}"]


def test_every_fault_is_told_in_the_order_of_lines() -> None:
    lines = [
        HEADER,
        "co:ZZZ,1,A,a@example.org",
        "co:KEN,x,,b",
        KENYA,
        KENYA,
        "doe,1,C,,,,,,,2999-01-01",
    ]
    found = faults("\n".join(lines))
    assert [fault.place for fault in found] == [
        "line 2", "line 3", "line 3", "line 3", "line 5", "line 6", "line 6",
    ]  # fmt: skip


def cells(alphabet: str, least: int, most: int) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.text(alphabet, min_size=least, max_size=most))


def _is_name(text: str) -> bool:
    return (
        bool(text) and text == text.strip() and not any(c in text for c in "\x1c\x1d\x1e\x1f\x85")
    )


ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
NAMES = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from(list('",\r\n\t;=+-@|'))
    ),
    min_size=1,
    max_size=60,
).filter(_is_name)
CONTACTS = st.builds(
    Contact,
    post=st.sampled_from(
        [*map(Post, STRUCTURE.offices), *(Post(f"co:{iso3}") for iso3 in STRUCTURE.countries)]
    ),
    rank=st.integers(1, 99),
    name=NAMES,
    email=st.one_of(
        st.just("somebody@example.org"),
        st.from_regex(
            r"[=+'\"]?[A-Za-zé0-9.+'-]{1,20}@[a-z]{1,9}\.example\.org", fullmatch=True
        ).filter(lambda mail: '"' not in mail),
    ),
    phone=cells("0123456789", 3, 20).map(lambda digits: digits and f"+{digits}"),
    slack=cells(ALPHANUMERIC, 1, 9).map(lambda letters: letters and f"T1:U{letters}"),
    teams=cells("0123456789abcdef-", 3, 40),
    language=st.sampled_from([None, *LANGUAGES]),
    timezone=st.sampled_from([None, "Africa/Nairobi", "America/St_Johns"]),
    verified_on=st.one_of(st.none(), st.dates(min_value=date(1000, 1, 1), max_value=TODAY)),
)


@settings(deadline=None)
@given(st.lists(CONTACTS, max_size=6, unique_by=lambda c: (c.post, c.rank)))
@example([Contact(Post("doe"), 1, 'A "B",\r\nC\rD', email="a@example.org")])
@example([Contact(Post("doe"), 1, '=HYPERLINK("http://example.org")', email="=a@example.org")])
def test_what_is_exported_is_imported_again_exactly(contacts: list[Contact]) -> None:
    text = write_contacts(contacts)
    found = read(text)
    assert sorted(found, key=lambda c: (c.post, c.rank)) == sorted(
        contacts, key=lambda c: (c.post, c.rank)
    )
    assert write_contacts(found) == text


def test_an_export_survives_being_a_file(tmp_path: Path) -> None:
    contacts = [Contact(Post("doe"), 1, "Zoë\r\nExample", email="doe@example.org")]
    file = tmp_path / "contacts.csv"
    file.write_bytes(write_contacts(contacts).encode())
    assert list(read(file.read_bytes().decode("utf-8-sig"))) == contacts


def test_an_export_is_in_the_order_of_posts_and_ranks_with_the_imports_header() -> None:
    lines = write_contacts(
        [
            Contact(Post("rmm"), 2, "C", email="c@example.org"),
            Contact(Post("doe"), 1, "A", email="a@example.org"),
            Contact(Post("rmm"), 1, "B", email="b@example.org"),
        ]
    ).splitlines()
    assert lines[0] == "post,rank,name,email,phone,slack,teams,language,timezone,verified_on"
    assert [line[:7] for line in lines[1:]] == ["doe,1,A", "rmm,1,B", "rmm,2,C"]
    assert lines[1] == "doe,1,A,a@example.org,,,,,,"


@pytest.mark.parametrize("cell", ["=1+1", "+254", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_cells_that_look_like_formulas_stay_as_they_are(cell: str) -> None:
    (contact,) = read(row(name=cell))
    assert contact.name == cell
    assert f",{cell}," in write_contacts([contact])
