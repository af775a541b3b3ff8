"""Directories as files, in through ``iombot contacts`` and out again."""

from datetime import UTC, datetime, timedelta

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
