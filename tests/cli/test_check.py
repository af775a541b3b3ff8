"""``iombot check`` and ``iombot migrate``."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import content.files
from tests.cli.conftest import Shell
from tests.databases import PostgresServer

BAD_POLICY = """
grace_seconds: -1
waits:
  urgent: {seconds: 5}
  high: {seconds: yes}
unknown: 1
"""


def test_a_fresh_folder_is_valid_and_stays_empty(iombot: Shell) -> None:
    shown = iombot("check")
    assert (shown.code, shown.err) == (0, "")
    assert "valid" in shown.out
    assert [path for path in iombot.folder.rglob("*") if path.is_file()] == []


def test_the_example_is_valid(with_example: Shell) -> None:
    assert with_example("check").code == 0


def test_every_fault_at_once_and_each_once(iombot: Shell) -> None:
    iombot.file("policy.yaml", BAD_POLICY)
    shown = iombot(
        "check",
        IOM_POLICY="policy.yaml",
        IOM_TICK_SECONDS="0",
        IOM_STEWARDS="nobody",
        SMTP_URL="http://example.org",
        DATABASE_URL="nonsense",
        IOM_CLOCK_OFFSET_SECONDS="5",
        SLACK_SIGNING_SECRET="s",
        SLACK_BOT_TOKEN="t",
    )
    assert shown.code == 1
    faults = shown.out.splitlines()
    assert len(faults) == len(set(faults))
    for named in (
        "IOM_TICK_SECONDS",
        "IOM_STEWARDS",
        "SMTP_URL",
        "DATABASE_URL",
        "SLACK_API_URL",
        "grace_seconds",
        "waits.urgent",
        "waits.high.seconds",
        "unknown",
    ):
        assert any(named in fault for fault in faults), named


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("waits: [1, 2]", "waits"),
        ("a: b: c", "YAML"),
        ("- 1\n- 2", "policy.yaml"),
        ("structure: {accepted_proposals: [nowhere]}", "nowhere"),
        ("a: &a [*a]", "alias"),
        ("\x00", "policy.yaml"),
    ],
)
def test_a_policy_that_is_wrong(iombot: Shell, content: str, named: str) -> None:
    iombot.file("policy.yaml", content)
    shown = iombot("check", IOM_POLICY="policy.yaml")
    assert shown.code == 1
    assert named in shown.out
    assert "Traceback" not in shown.out + shown.err


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_policy_that_can_not_be_read(iombot: Shell, name: str) -> None:
    shown = iombot("check", IOM_POLICY=name)
    assert shown.code == 1
    assert "can't be read" in shown.out


def test_content_that_is_wrong_is_told_with_its_places(
    iombot: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process of its own, beside a copy of the content: it is loaded once in each."""
    shutil.copytree(content.files.DATA.parent, iombot.folder / "content")
    data = iombot.folder / "content" / "data"
    broken = {
        "terms.csv": "slug,lang,term,weight,flags,source\nnothing,en,word,2,,\n",
        "coverage.csv": "x\n",
        "messages/fr.yaml": "1: 2\n",
        "calendars.csv": "x\n",
        "topics.yaml": "topics: 5\n",
    }
    for file, text in broken.items():
        (data / file).write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(iombot.folder))
    command = [sys.executable, "-m", "bot", "check"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    assert shown.returncode == 1, shown.stdout + shown.stderr
    assert "Traceback" not in shown.stderr
    for file in broken:
        assert Path(file).name in shown.stdout


def test_a_directory_that_became_invalid_is_told(with_example: Shell) -> None:
    """As after an update of the structure that closes an office."""
    with sqlite3.connect(with_example.database) as connection:
        connection.execute("UPDATE contacts SET post = 'rts:closed' WHERE post = 'rts:nairobi'")
    connection.close()
    shown = with_example("check")
    assert shown.code == 1
    assert "rts:closed" in shown.out


def test_a_database_that_is_away_is_a_problem(iombot: Shell) -> None:
    shown = iombot("check", DATABASE_URL="postgresql://user:pass@127.0.0.1:1/db")
    assert shown.code == 1
    assert "can't be reached" in shown.out
    assert "pass" not in shown.out


def test_a_database_without_tables_is_none(iombot: Shell, empty_postgres_url: str) -> None:
    assert iombot("check", DATABASE_URL=empty_postgres_url).code == 0


def test_migrating_again_changes_nothing(iombot: Shell) -> None:
    assert iombot("migrate").code == 0
    before = iombot.database.read_bytes()
    shown = iombot("migrate")
    assert shown.code == 0
    assert iombot.database.read_bytes() == before


def test_several_processes_migrate_at_once(
    iombot: Shell, postgres_server: PostgresServer, empty_url: str
) -> None:
    environment = {**os.environ, "DATABASE_URL": empty_url}
    command = [sys.executable, "-m", "bot", "migrate"]
    processes = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    shown = iombot("contacts", "export", DATABASE_URL=empty_url)
    assert shown.code == 0


def test_a_newer_schema_is_told_in_a_line(iombot: Shell) -> None:
    assert iombot("migrate").code == 0
    with sqlite3.connect(iombot.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        # Nobody noted that an older version can work on it.
        connection.execute("DELETE FROM records WHERE kind = 'schema'")
    connection.close()
    shown = iombot("migrate")
    assert shown.code == 1
    assert "newer version" in shown.err.lower()
    assert "Traceback" not in shown.err
