"""``iombot drill``: begun and read from the command line."""

from tests.cli.conftest import Shell

MAIL = "smtp://127.0.0.1:9"


def test_begun_and_read(with_example: Shell) -> None:
    begun = with_example("drill", "start", "nairobi", "--yes", SMTP_URL=MAIL)
    assert (begun.code, begun.out[:8]) == (0, "DRILL-1:")
    found = with_example("drill", "results", "DRILL-1", "--json", "--png", "drill.png").json
    assert found["reference"] == "DRILL-1"
    assert found["told"] == sum(result["told"] for result in found["results"]) > 0
    assert found["acknowledged"] == 0
    assert (with_example.folder / "drill.png").read_bytes().startswith(b"\x89PNG")
    assert "DRILL-1: drill for" in with_example("drill", "results").out
    again = with_example("drill", "start", "all", "--yes", SMTP_URL=MAIL)
    assert again.code == 1
    assert "DRILL-1 is still running" in again.err


def test_what_is_wrong_is_named(with_example: Shell) -> None:
    for arguments, named in {
        ("start", "atlantis", "--yes"): "no such office",
        ("results",): "no drill",
        ("results", "DRILL-9"): "no drill",
    }.items():
        shown = with_example("drill", *arguments)
        assert shown.code == 1
        assert named in shown.err
        assert "Traceback" not in shown.err
