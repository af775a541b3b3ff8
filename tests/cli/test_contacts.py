"""``iombot contacts``: all or nothing in, the same out, and what is wrong with the directory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.store import open_store
from tests.cli.conftest import Shell

HEADER = "post,rank,name,email,phone,slack,teams,language,timezone,verified_on\n"


def day(ago: int) -> str:
    return (datetime.now(UTC).date() - timedelta(days=ago)).isoformat()


def row(post: str, rank: int = 1, name: str = "A Example", ago: int = 1) -> str:
    mail = f"{post.replace(':', '-').lower()}-{rank}@example.org"
    return f"{post},{rank},{name},{mail},,,,en,Africa/Nairobi,{day(ago)}\n"


GOOD = HEADER + row("rts:nairobi") + row("rts:nairobi", 2) + row("doe")


def exported(iombot: Shell) -> str:
    shown = iombot("contacts", "export")
    assert (shown.code, shown.err) == (0, "")
    return shown.out


def imported(iombot: Shell, content: str | bytes) -> None:
    shown = iombot("contacts", "import", iombot.file("in.csv", content))
    assert (shown.code, shown.err) == (0, "")


def test_what_goes_in_comes_out(iombot: Shell) -> None:
    imported(iombot, GOOD)
    first = exported(iombot)
    assert set(first.splitlines()) == set(GOOD.splitlines())
    imported(iombot, first)
    assert exported(iombot) == first


def test_an_import_replaces_the_directory(iombot: Shell) -> None:
    imported(iombot, GOOD)
    imported(iombot, HEADER + row("rmm"))
    assert exported(iombot) == HEADER + row("rmm")


def test_difficult_values_come_back_the_same(iombot: Shell) -> None:
    names = ['"O\'Neil, ""Nan"" Example"', "José Ñandú Éxample", "'=SUM(1) Example", "名前 Example"]
    rows = [row("rts:nairobi", rank, name) for rank, name in enumerate(names, 1)]
    imported(iombot, HEADER + "".join(rows))
    first = exported(iombot)
    imported(iombot, first)
    assert exported(iombot) == first
    assert "José Ñandú Éxample" in first
    assert '"O\'Neil, ""Nan"" Example"' in first


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


def test_the_example_reads_back_and_names_nobody_real(with_example: Shell) -> None:
    first = exported(with_example)
    assert "rts:nairobi" in first
    mails = [line.split(",")[3] for line in first.splitlines()[1:]]
    assert mails
    assert all(mail.endswith("@example.org") for mail in mails)
    imported(with_example, first)
    assert exported(with_example) == first


def test_an_empty_directory_is_a_header(iombot: Shell) -> None:
    assert exported(iombot) == HEADER


def test_stale_contacts_are_listed_with_why(iombot: Shell) -> None:
    """Confirmed every 90 days; 14 days without an answer make a contact stale."""
    rows = row("rts:nairobi", 1, "Fresh", 10) + row("rts:nairobi", 2, "Stale", 200)
    imported(iombot, HEADER + rows + row("doe", 1, "Never").replace(day(1), ""))
    found = {entry["name"]: entry for entry in iombot("contacts", "stale", "--json").json}
    assert "Fresh" not in found
    assert found["Stale"]["freshness"] == "stale"
    assert found["Stale"]["verified_on"] == day(200)
    assert (found["Stale"]["post"], found["Stale"]["rank"]) == ("rts:nairobi", 2)
    assert found["Never"]["freshness"] == "unconfirmed"
    shown = iombot("contacts", "stale")
    assert shown.code == 0
    assert "Stale" in shown.out
    assert "Fresh" not in shown.out


def test_stale_follows_the_policy(iombot: Shell) -> None:
    imported(iombot, HEADER + row("doe", 1, "Somebody", 10))
    iombot.file("policy.yaml", "contacts: {confirm_every_days: 5, stale_after_days: 1}")
    names = [
        e["name"] for e in iombot("contacts", "stale", "--json", IOM_POLICY="policy.yaml").json
    ]
    assert "Somebody" in names


def test_coverage_shows_what_finds_nobody(iombot: Shell) -> None:
    imported(iombot, GOOD)
    mail = "smtp://127.0.0.1:9"
    monday = ("contacts", "coverage", "--json", "--at", "2026-11-23T09:00")
    gaps = iombot(*monday, SMTP_URL=mail).json
    assert {gap["reason"] for gap in gaps} == {"vacant"}
    assert {(gap["critical_seconds"], gap["normal_in_time"]) for gap in gaps} == {(0, True)}
    posts = {gap["post"] for gap in gaps}
    assert "rts:dakar" in posts
    assert not posts & {"rts:nairobi", "doe"}
    shown = iombot("contacts", "coverage", SMTP_URL=mail)
    assert shown.code == 0
    assert "rts:dakar" in shown.out

    christmas = ("contacts", "coverage", "--json", "--at", "2026-12-25T09:00")
    late = [gap for gap in iombot(*christmas, SMTP_URL=mail).json if gap["country"] == "KEN"]
    assert {("rts:nairobi", "holiday", False)} == {
        (gap["post"], gap["reason"], gap["normal_in_time"])
        for gap in late
        if gap["topic"] == "wash" and gap["post"] != "prd:wash"
    }

    without = iombot("contacts", "coverage", "--json").json
    assert {gap["reason"] for gap in without if gap["post"] == "rts:nairobi"} == {"no_channel"}
    assert {gap["country"] for gap in without} > {"KEN", "PER"}


def test_coverage_as_a_table_and_as_a_picture(iombot: Shell) -> None:
    imported(iombot, GOOD)
    arguments = ("contacts", "coverage", "--csv", "--png", "coverage.png", "--language", "es")
    shown = iombot(*arguments, SMTP_URL="smtp://127.0.0.1:9")
    assert shown.code == 0, shown.err
    head, *lines = shown.out.splitlines()
    assert head.startswith("country,regional_office,topic,verdict,level,post,reason,")
    assert any(line.startswith("TCD,dakar,wash,gap,2,rts:dakar,vacant,0,yes,") for line in lines)
    assert (iombot.folder / "coverage.png").read_bytes().startswith(b"\x89PNG")


def test_a_file_without_contacts_changes_nothing(iombot: Shell) -> None:
    imported(iombot, GOOD)
    before = exported(iombot)
    shown = iombot("contacts", "import", iombot.file("empty.csv", HEADER))
    assert shown.code == 1
    assert "no contacts" in shown.err
    assert exported(iombot) == before


def test_the_example_never_goes_stale(iombot: Shell) -> None:
    assert iombot("contacts", "import", "--example").code == 0
    named = iombot("contacts", "stale").out
    assert "Amina Example" not in named


def test_a_workbook_goes_in_and_out(iombot: Shell) -> None:
    imported(iombot, GOOD)
    before = exported(iombot)
    shown = iombot("contacts", "export", "--xlsx", "out.xlsx")
    assert (shown.code, shown.out) == (0, "3 contacts written to out.xlsx\n")
    imported(iombot, HEADER + row("rmm"))
    assert iombot("contacts", "import", "out.xlsx").code == 0
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
