"""``iombot contacts``: the same out that went in, and what is wrong with the directory."""

from tests.cli.conftest import Shell
from tests.cli.directories import GOOD, HEADER, day, exported, imported, row


def test_what_goes_in_comes_out(iombot: Shell) -> None:
    imported(iombot, GOOD)
    first = exported(iombot)
    assert set(first.splitlines()) == set(GOOD.splitlines())
    imported(iombot, first)
    assert exported(iombot) == first


def test_difficult_values_come_back_the_same(iombot: Shell) -> None:
    names = ['"O\'Neil, ""Nan"" Example"', "José Ñandú Éxample", "'=SUM(1) Example", "名前 Example"]
    rows = [row("rts:nairobi", rank, name) for rank, name in enumerate(names, 1)]
    imported(iombot, HEADER + "".join(rows))
    first = exported(iombot)
    imported(iombot, first)
    assert exported(iombot) == first
    assert "José Ñandú Éxample" in first
    assert '"O\'Neil, ""Nan"" Example"' in first


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


def test_a_file_that_cannot_be_written_is_said_in_a_line(iombot: Shell) -> None:
    imported(iombot, GOOD)
    for arguments in (("coverage", "--png", "no/folder.png"), ("export", "--xlsx", "no/folder.x")):
        shown = iombot("contacts", *arguments)
        assert shown.code == 1
        assert "can't be written: No such file or directory" in shown.err


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
