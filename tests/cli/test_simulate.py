"""``iombot simulate``: what the engine would do, without doing it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.stage import staged

AT = "2026-03-02T08:00"
MAIL = "smtp://127.0.0.1:9"
DIRECTORY = """post,rank,name,email,language,timezone
rts:nairobi,1,Amina Example,amina@example.org,en,Africa/Nairobi
prd:wash,1,Elena Example,elena@example.org,en,Europe/Zurich
doe,1,Duty Example,doe@example.org,en,Europe/Zurich
"""


def simulated(iombot: Shell, *arguments: str, policy: str = "") -> dict[str, Any]:
    usual = ("--country", "KEN", "--topic", "wash", "--at", AT)
    shown = iombot("simulate", *usual, *arguments, "--json", SMTP_URL=MAIL, IOM_POLICY=policy)
    assert (shown.code, shown.err) == (0, "")
    found: dict[str, Any] = shown.json
    return found


@pytest.fixture
def directory(iombot: Shell) -> Shell:
    iombot.file("contacts.csv", DIRECTORY)
    assert iombot("contacts", "import", "contacts.csv").code == 0
    return iombot


def test_who_would_be_told_when(directory: Shell) -> None:
    found = simulated(directory, "--severity", "critical")
    start = datetime.fromisoformat(found["at"])
    told = [
        (step["post"], (datetime.fromisoformat(step["at"]) - start).total_seconds())
        for step in found["steps"]
    ]
    assert told[:3] == [("rts:nairobi", 0), ("prd:wash", 900), ("doe", 1800)]
    assert found["steps"][0]["ways"][0]["name"] == "Amina Example"
    assert found["steps"][0]["ways"][0]["configured"] is True
    assert found["severity"] == "critical"


def test_normal_waits_in_working_hours(directory: Shell) -> None:
    """Opened on a Saturday: the first wait begins on Monday at 8, in Nairobi 5 h UTC."""
    found = simulated(directory, "--at", "2026-03-07T10:00")
    first = found["steps"][0]
    assert first["post"] == "rts:nairobi"
    assert first["until"].startswith("2026-03-09T09:00")


def test_a_vacant_level_is_passed_over_at_once(directory: Shell) -> None:
    found = simulated(directory, "--topic", "cccm", "--country", "TCD", "--severity", "high")
    first = found["steps"][0]
    assert (first["post"], first["vacant"]) == ("rts:dakar", True)
    assert first["until"] == first["at"]


def test_the_text_names_the_same_people(directory: Shell) -> None:
    shown = directory("simulate", "--country", "KEN", "--topic", "wash", "--at", AT, SMTP_URL=MAIL)
    assert shown.code == 0
    for name in ("Amina Example", "Elena Example", "Duty Example"):
        assert name in shown.out
    assert "Nothing was sent" in shown.out


def test_the_policy_is_the_one_that_is_set(directory: Shell) -> None:
    directory.file("policy.yaml", "grace_seconds: 0.5\nwaits: {high: {seconds: 1.5}}")
    found = simulated(directory, "--severity", "high", policy="policy.yaml")
    start = datetime.fromisoformat(found["at"])
    at = [datetime.fromisoformat(step["at"]) - start for step in found["steps"][:3]]
    assert at == [timedelta(seconds=seconds) for seconds in (0.5, 2.0, 3.5)]


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("--country", "KEN"), 2, "--topic"),
        (("--topic", "wash"), 2, "--country"),
        (("--country", "KEN", "--topic", "nope"), 1, "nope"),
        (("--country", "XXX", "--topic", "wash"), 1, "XXX"),
        (("--country", "KEN", "--topic", "wash", "--at", "noon"), 2, "noon"),
        (("--country", "KEN", "--topic", "wash", "--at", "9999-12-31T23:59"), 2, "2200"),
        (("--country", "KEN", "--topic", "wash", "--at", "0001-01-01"), 2, "1900"),
        (("--country", "KEN", "--topic", "wash", "--severity", "low"), 2, "low"),
    ],
)
def test_what_is_wrong_is_named(
    iombot: Shell, arguments: tuple[str, ...], code: int, named: str
) -> None:
    shown = iombot("simulate", *arguments)
    assert (shown.code, shown.out) == (code, "")
    assert named in shown.err
    assert "Traceback" not in shown.err


@pytest.mark.parametrize("at", ["1900-01-01", "2200-12-31T23:59-14:00"])
@pytest.mark.parametrize("severity", ["critical", "normal"])
def test_the_earliest_and_the_latest_time(iombot: Shell, at: str, severity: str) -> None:
    shown = iombot(
        "simulate", "--country", "KEN", "--topic", "wash", "--at", at, "--severity", severity
    )
    assert shown.code in (0, 1)
    assert "Traceback" not in shown.err


async def told_by_the_engine(folder: Path, severity: str) -> list[tuple[str, datetime]]:
    """Who gets a mail from the engine itself, and when, if nobody answers for a week."""
    async with staged(folder) as stage:
        stage.slack.users.add("UASK", "asker@example.org", "Asker Example")
        await stage.import_contacts(DIRECTORY)
        await stage.slash("UASK", f"escalate wash kenya {severity}")
        await stage.pass_time(days=7)
        mails = [mail for mail in stage.smtp.mails if "IOM-1" in str(mail["Subject"])]
        return [(str(mail["To"]), parsedate_to_datetime(str(mail["Date"]))) for mail in mails]


@pytest.mark.parametrize("severity", ["critical", "high", "normal"])
async def test_the_engine_does_what_was_simulated(
    directory: Shell, tmp_path: Path, severity: str
) -> None:
    found = simulated(directory, "--severity", severity)
    told = await told_by_the_engine(tmp_path, severity)
    assert len(found["steps"]) >= 4
    for step, (to, at) in zip(found["steps"], told, strict=False):
        assert step["ways"][0]["address"] in to
        # A mail's date has whole seconds.
        assert timedelta() <= datetime.fromisoformat(step["at"]) - at < timedelta(seconds=1)


def test_nothing_is_written(iombot: Shell) -> None:
    simulated(iombot)
    assert [path for path in iombot.folder.rglob("*") if path.is_file()] == []


def test_json_holds_the_weak_points(iombot: Shell) -> None:
    found: Mapping[str, Any] = simulated(iombot)
    assert found["weak_points"]
