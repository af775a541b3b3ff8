"""``iombot contacts import``: all or nothing, and what was changed by hand stays."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.store import open_store
from tests.cli.conftest import Shell
from tests.cli.directories import GOOD, HEADER, day, exported, imported, row


def test_an_import_replaces_the_directory(iombot: Shell) -> None:
    imported(iombot, GOOD)
    imported(iombot, HEADER + row("rmm"))
    assert exported(iombot) == HEADER + row("rmm")


@pytest.mark.parametrize(
    "content",
    [
        GOOD.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode().rstrip(b"\n"),
        GOOD.encode() + b"\r\n\r\n",
    ],
    ids=["windows", "mark", "no-end", "empty-lines"],
)
def test_files_of_every_system(iombot: Shell, content: bytes) -> None:
    imported(iombot, content)
    assert set(exported(iombot).splitlines()) == set(GOOD.splitlines())


def test_columns_in_any_order_and_only_those_needed(iombot: Shell) -> None:
    imported(iombot, "email,name,rank,post\na@example.org,A Example,1,doe\n")
    assert exported(iombot) == HEADER + "doe,1,A Example,a@example.org,,,,,,\n"


BROKEN = (
    HEADER
    + row("rts:nairobi")
    + row("rts:nowhere")
    + "co:ZZZ,1,A Example,a@example.org,,,,,,\n"
    + "prd,first,,not-a-mail,,,,de,Mars/Base,2026-02-30\n"
    + row("rts:nairobi")
    + "doe,1,A Example,,,,,,,\n"
    + f"rmm,1,A Example,a@example.org,,,,,,{day(-2)}\n"
    + "rmm,2,A Example,a@example.org,,,,,,,surplus\n"
)


def test_every_fault_is_told_with_its_line_and_nothing_changes(iombot: Shell) -> None:
    imported(iombot, GOOD)
    before = exported(iombot)
    shown = iombot("contacts", "import", iombot.file("broken.csv", BROKEN))
    assert shown.code == 1
    assert shown.out == ""
    assert exported(iombot) == before
    faults = shown.err.removeprefix("iombot: ").splitlines()
    told = {number: [f for f in faults if f.startswith(f"line {number}:")] for number in range(10)}
    assert [number for number, found in told.items() if found] == [3, 4, 5, 6, 7, 8, 9]
    for column in ("rank", "name", "email", "language", "timezone", "verified_on"):
        assert any(column in fault for fault in told[5]), column
    assert "line 2" in told[6][0]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "column missing"),
        (b"post,rank\n", "name"),
        (b"post,rank,name,salary\n", "salary"),
        (b"post,rank,name,name\n", "twice"),
        (b'post,rank,name,email\n"doe,1,A,a@example.org\n', "line"),
        (b"post,rank,name,email\ndoe,1,\xff\xfe,a@example.org\n", "UTF-8"),
        (GOOD.encode("utf-16"), "UTF-8"),
        (b"\x00\x01", "line 1"),
    ],
)
def test_a_file_that_is_no_directory(iombot: Shell, content: bytes, named: str) -> None:
    imported(iombot, GOOD)
    before = exported(iombot)
    shown = iombot("contacts", "import", iombot.file("broken.csv", content))
    assert shown.code == 1
    assert shown.out == ""
    assert named in shown.err
    assert "Traceback" not in shown.err
    assert exported(iombot) == before


@pytest.mark.parametrize(
    "arguments", [(), ("--example", "x.csv"), ("missing.csv",), (".",), ("x.csv", "y.csv")]
)
def test_wrong_usage(iombot: Shell, arguments: tuple[str, ...]) -> None:
    iombot.file("x.csv", GOOD)
    shown = iombot("contacts", "import", *arguments)
    assert shown.code == 2
    assert not iombot.database.exists()


def test_a_file_without_contacts_changes_nothing(iombot: Shell) -> None:
    imported(iombot, GOOD)
    before = exported(iombot)
    shown = iombot("contacts", "import", iombot.file("empty.csv", HEADER))
    assert shown.code == 1
    assert "no contacts" in shown.err
    assert exported(iombot) == before


def test_a_dry_run_shows_every_change_and_makes_none(iombot: Shell) -> None:
    imported(iombot, GOOD)
    before = exported(iombot)
    changed = row("doe", name="B Example") + row("rts:nairobi") + row("rmm")
    shown = iombot("contacts", "import", "--dry-run", iombot.file("new.csv", HEADER + changed))
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines() == [
        "~ doe rank 1 B Example: name: A Example -> B Example",
        "+ rmm rank 1 A Example",
        "- rts:nairobi rank 2 A Example",
        "1 added, 1 changed, 1 removed, 1 unchanged",
        "nothing was changed: this was a dry run",
    ]
    assert exported(iombot) == before


def by_hand(iombot: Shell, post: str, name: str) -> None:
    """Somebody gives the first contact of a post another name, as the chat does."""
    store = open_store(f"sqlite:///{iombot.database}")
    with store.write() as writer:
        found = next(c for c in writer.contacts() if c.post == post)
        writer.change_contacts((), [replace(found, name=name)], datetime.now(UTC))
    store.close()


def test_what_was_changed_by_hand_stays(iombot: Shell) -> None:
    imported(iombot, GOOD)
    by_hand(iombot, "doe", "Changed Example")
    shown = iombot("contacts", "import", iombot.file("in.csv", GOOD + row("rmm")))
    assert shown.code == 0
    assert "= doe rank 1 A Example: name: Changed Example -> A Example" in shown.out
    assert "Changed Example" in exported(iombot)
    assert "rmm" in exported(iombot)


def test_a_conflict_refuses_the_import_until_it_is_decided(iombot: Shell) -> None:
    imported(iombot, GOOD)
    by_hand(iombot, "doe", "Hand Example")
    before = exported(iombot)
    file = iombot.file("in.csv", GOOD.replace("doe,1,A", "doe,1,File") + row("rmm"))
    shown = iombot("contacts", "import", file)
    assert shown.code == 1
    assert "! doe rank 1 File Example: name: Hand Example -> File Example" in shown.err
    assert "--prefer" in shown.err
    assert exported(iombot) == before
    assert iombot("contacts", "import", "--prefer", "directory", file).code == 0
    assert "Hand Example" in exported(iombot)
    assert "rmm" in exported(iombot)
    assert iombot("contacts", "import", file).code == 0, "decided: the file says nothing new"
    assert "Hand Example" in exported(iombot)
    changed = iombot.file("in.csv", GOOD.replace("doe,1,A", "doe,1,Other"))
    assert iombot("contacts", "import", "--prefer", "file", changed).code == 0
    assert "Other Example" in exported(iombot)


def test_doubts_are_told_and_refuse_nothing(iombot: Shell) -> None:
    text = HEADER + "doe,1,A Example,a@example.org,+41 1,,,,,\n"
    shown = iombot("contacts", "import", iombot.file("in.csv", text))
    assert shown.code == 0
    assert shown.err.startswith("warning: line 2: phone: ")


def test_the_daily_file_can_be_imported_by_hand(iombot: Shell) -> None:
    assert "isn't set" in iombot("contacts", "sync").err
    iombot.file("daily.csv", GOOD)
    assert iombot("contacts", "sync", "--dry-run", IOM_CONTACTS_SYNC="daily.csv").code == 0
    assert exported(iombot) == HEADER
    assert iombot("contacts", "sync", IOM_CONTACTS_SYNC="daily.csv").code == 0
    assert set(exported(iombot).splitlines()) == set(GOOD.splitlines())
    missing = iombot("contacts", "sync", IOM_CONTACTS_SYNC="missing.csv")
    assert missing.code == 1
    assert "can't be fetched" in missing.err
    insecure = iombot("contacts", "sync", IOM_CONTACTS_SYNC="http://example.org/?token=secret")
    assert insecure.code == 1
    assert "https://" in insecure.err
    assert "secret" not in insecure.err
