"""What holds for every command: help, versions, wrong names, databases that can't be."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from bot.cli import cli
from tests.cli.conftest import Shell

PROMISED = ("serve", "chat", "ask", "ladder", "contacts", "simulate", "check", "migrate")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command below a group, and the group itself."""
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


NEEDS_DATABASE = (("migrate",), ("contacts", "export"), ("contacts", "import", "--example"))


@pytest.mark.parametrize("command", list(commands(cli)), ids=" ".join)
def test_every_command_has_help(iombot: Shell, command: tuple[str, ...]) -> None:
    shown = iombot(*command, "--help")
    assert shown.code == 0
    assert shown.out.startswith("Usage: iombot")
    assert iombot(*command, "-h").out == shown.out
    assert list(iombot.folder.iterdir()) == []


def test_the_first_help_names_what_is_promised(iombot: Shell) -> None:
    shown = iombot("--help").out
    for name in PROMISED:
        assert f"\n  {name} " in shown


def test_the_version(iombot: Shell) -> None:
    shown = iombot("--version")
    assert (shown.code, shown.err) == (0, "")
    assert version("iom-escalation-bot") in shown.out


@pytest.mark.parametrize(
    "arguments", [("nope",), ("contacts", "nope"), ("ask", "--nope"), ("serve", "--port", "x")]
)
def test_a_wrong_name_is_a_wrong_usage(iombot: Shell, arguments: tuple[str, ...]) -> None:
    shown = iombot(*arguments)
    assert shown.code == 2
    assert shown.out == ""
    assert "Usage:" in shown.err
    assert arguments[-1] in shown.err


@pytest.mark.parametrize("command", [*NEEDS_DATABASE, ("ask", "who helps Kenya?")], ids=" ".join)
@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("nonsense", "DATABASE_URL"),
        ("mysql://user:pass@example.org/db", "mysql"),
        ("sqlite://", "DATABASE_URL"),
        ("sqlite:///no-folder/iombot.db", "no-folder"),
        ("postgresql://user:pass@example.org", "DATABASE_URL"),
        ("postgresql://user:pa@ss@host:port/db", "DATABASE_URL"),
    ],
)
def test_a_database_that_can_not_be_is_told_in_a_line(
    iombot: Shell, command: tuple[str, ...], url: str, named: str
) -> None:
    iombot.file("no-folder", "a file")
    shown = iombot(*command, DATABASE_URL=url)
    assert shown.code == 1
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert line.startswith("iombot: ")
    assert named in line
    assert "pass" not in line


@pytest.mark.parametrize("command", NEEDS_DATABASE, ids=" ".join)
def test_a_database_that_is_away_is_told_in_a_line(iombot: Shell, command: tuple[str, ...]) -> None:
    shown = iombot(*command, DATABASE_URL="postgresql://user:pass@127.0.0.1:1/db")
    assert shown.code == 1
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert "can't be reached" in line
    assert "pass" not in line


@pytest.mark.parametrize("command", [("ask", "who is the RTS for Kenya?"), ("contacts", "stale")])
def test_answers_do_without_a_database_that_is_away_and_say_so(
    iombot: Shell, command: tuple[str, ...]
) -> None:
    shown = iombot(*command, DATABASE_URL="postgresql://user:pass@127.0.0.1:1/db")
    assert shown.code == 0
    assert shown.out
    (line,) = shown.err.splitlines()
    assert "without the directory" in line


def test_a_file_that_is_no_database(iombot: Shell) -> None:
    Path("text.db").write_text("no database " * 100)
    shown = iombot("migrate", DATABASE_URL="sqlite:///text.db")
    assert shown.code == 1
    assert "not a database" in shown.err
    assert len(shown.err.splitlines()) == 1


def test_wrong_settings_are_all_told_before_anything_starts(iombot: Shell) -> None:
    for command in (("ask", "x"), ("serve",), ("chat",), ("migrate",)):
        shown = iombot(*command, IOM_TICK_SECONDS="x", IOM_LOG_FORMAT="y")
        assert shown.code == 1
        assert shown.out == ""
        assert "IOM_TICK_SECONDS: " in shown.err
        assert "IOM_LOG_FORMAT: " in shown.err
        assert "Traceback" not in shown.err


@pytest.mark.parametrize("command", ["serve", "chat"])
def test_a_rehearsal_never_starts_at_slacks_own_host(iombot: Shell, command: str) -> None:
    shown = iombot(
        command, IOM_CLOCK_OFFSET_SECONDS="60", SLACK_SIGNING_SECRET="s", SLACK_BOT_TOKEN="t"
    )
    assert shown.code == 1
    assert "rehearsal" in shown.err
    assert "SLACK_API_URL" in shown.err


def test_serve_says_which_setting_is_wrong(iombot: Shell) -> None:
    shown = iombot("serve", SMTP_URL="http://example.org")
    assert shown.code == 1
    assert shown.err.startswith("iombot: SMTP_URL: ")


@pytest.mark.parametrize(
    ("options", "code", "named"),
    [
        (("--office", "nowhere"), 1, "nowhere"),
        (("--office", "Kenya"), 1, "Kenya"),
        (("--language", "de"), 2, "de"),
        (("--port", "0"), 2, "--port"),
        (("--port", "65536"), 2, "--port"),
    ],
)
def test_options_of_the_chat_that_are_wrong(
    iombot: Shell, options: tuple[str, ...], code: int, named: str
) -> None:
    shown = iombot("chat", *options, given=b"help\n")
    assert (shown.code, shown.out) == (code, "")
    assert named in shown.err
    assert "Traceback" not in shown.err


def test_a_chat_without_a_line(iombot: Shell) -> None:
    shown = iombot("chat")
    assert (shown.code, shown.out, shown.err) == (0, "", "")
