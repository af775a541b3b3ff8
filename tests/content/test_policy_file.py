"""The policy file: every key optional, and everything wrong said with its place."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from content.policy import load_policy
from content.validation import Fault, faults_of
from routing.contacts import FreshnessPolicy
from routing.policy import Policy, Wait
from routing.topics import SEVERITIES


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "policy.yaml"


def faults(file: Path, text: str) -> tuple[Fault, ...]:
    file.write_text(text, encoding="utf-8")
    return faults_of(lambda: load_policy(file))


def places(file: Path, text: str) -> list[str]:
    return [fault.place for fault in faults(file, text)]


def load(file: Path, text: str) -> Policy:
    file.write_text(text, encoding="utf-8")
    return load_policy(file)


def test_without_a_file_the_built_in_policy_holds() -> None:
    assert load_policy() == Policy()


@pytest.mark.parametrize("text", ["", "# nothing decided yet\n", "---\n", "{}"])
def test_an_empty_file_changes_nothing(file: Path, text: str) -> None:
    assert load(file, text) == Policy()


def test_the_whole_file(file: Path) -> None:
    text = """
    grace_seconds: 0.5
    waits:
      critical: {seconds: 1.5, working_hours_only: true}
      high: {seconds: 2}
      normal: {working_hours_only: false}
    contacts: {confirm_every_days: 30.5, stale_after_days: 0.25}
    retention_days: 10
    duty_numbers: ["+41 22 000 00 00 duty officer"]
    reminder_cap_seconds: 7200
    structure: {accepted_proposals: [brussels-into-vienna], copy_coordinating_offices: true}
    """
    assert load(file, text) == Policy(
        grace_seconds=0.5,
        waits={
            "critical": Wait(1.5, working_hours_only=True),
            "high": Wait(2),
            "normal": Wait(14400, working_hours_only=False),
        },
        freshness=FreshnessPolicy(30.5, 0.25),
        retention_days=10,
        duty_numbers=("+41 22 000 00 00 duty officer",),
        accepted_proposals=frozenset({"brussels-into-vienna"}),
        copy_coordinating_offices=True,
        reminder_cap_seconds=7200,
    )


SECONDS = st.floats(min_value=0.001, max_value=366 * 86_400)
OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "grace_seconds": SECONDS,
    "waits": st.fixed_dictionaries(
        {},
        optional={
            severity: st.fixed_dictionaries(
                {}, optional={"seconds": SECONDS, "working_hours_only": st.booleans()}
            )
            for severity in SEVERITIES
        },
    ),
    "contacts": st.fixed_dictionaries(
        {},
        optional={
            "confirm_every_days": st.floats(0.001, 36_600),
            "stale_after_days": st.floats(0.001, 36_600),
        },
    ),
    "retention_days": st.floats(0.001, 36_600),
    "reminder_cap_seconds": SECONDS,
}


@given(st.fixed_dictionaries({}, optional=OPTIONAL))
def test_every_key_is_optional_and_every_number_may_be_a_fraction(
    tmp_path_factory: pytest.TempPathFactory, given_: dict[str, Any]
) -> None:
    file = tmp_path_factory.getbasetemp() / "given-policy.yaml"
    policy = load(file, yaml.safe_dump(given_))
    usual = Policy()
    assert policy.grace_seconds == given_.get("grace_seconds", usual.grace_seconds)
    assert policy.retention_days == given_.get("retention_days", usual.retention_days)
    contacts = given_.get("contacts", {})
    assert policy.freshness.confirm_every_days == contacts.get("confirm_every_days", 90)
    assert policy.freshness.stale_after_days == contacts.get("stale_after_days", 14)
    for severity in SEVERITIES:
        wait, before = given_.get("waits", {}).get(severity, {}), usual.waits[severity]
        assert policy.waits[severity] == Wait(
            wait.get("seconds", before.seconds),
            wait.get("working_hours_only", before.working_hours_only),
        )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("grace: 20", "grace"),
        ("1: 2", "1"),
        ("waits: {urgent: {seconds: 1}}", "waits.urgent.[key]"),
        ("waits: {high: {minutes: 1}}", "waits.high.minutes"),
        ("contacts: {ask_every_days: 1}", "contacts.ask_every_days"),
        ("structure: {proposals: []}", "structure.proposals"),
        ("grace_seconds: -1", "grace_seconds"),
        ("grace_seconds: .nan", "grace_seconds"),
        ("grace_seconds: .inf", "grace_seconds"),
        ("grace_seconds: -.inf", "grace_seconds"),
        ("grace_seconds: 1.0e+300", "grace_seconds"),
        ("grace_seconds: yes", "grace_seconds"),
        ("grace_seconds: twenty", "grace_seconds"),
        ("grace_seconds: [20]", "grace_seconds"),
        ("grace_seconds: 2026-01-01", "grace_seconds"),
        ("waits: {high: {seconds: 0}}", "waits.high.seconds"),
        ("waits: {high: {seconds: -0.5}}", "waits.high.seconds"),
        ("waits: {high: {seconds: .nan}}", "waits.high.seconds"),
        ("waits: {high: {seconds: .inf}}", "waits.high.seconds"),
        ("waits: {high: {seconds: on}}", "waits.high.seconds"),
        ("waits: {high: {working_hours_only: 7}}", "waits.high.working_hours_only"),
        ("waits: {high: 3600}", "waits.high"),
        ("waits: 3600", "waits"),
        ("contacts: {confirm_every_days: 0}", "contacts.confirm_every_days"),
        ("contacts: {stale_after_days: -1}", "contacts.stale_after_days"),
        ("retention_days: 0", "retention_days"),
        ("duty_numbers: [+254700000010]", "duty_numbers.0"),
        ("structure: {copy_coordinating_offices: maybe}", "structure.copy_coordinating_offices"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(file: Path, text: str, place: str) -> None:
    assert places(file, text) == [f"policy.yaml: {place}"]


def test_every_fault_is_said_at_once(file: Path) -> None:
    found = places(
        file, "grace_seconds: -1\nretention_days: 0\nwaits: {high: {seconds: .nan}}\nx: 1"
    )
    assert sorted(found) == [
        "policy.yaml: grace_seconds",
        "policy.yaml: retention_days",
        "policy.yaml: waits.high.seconds",
        "policy.yaml: x",
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- a", id="a list"),
        pytest.param("20", id="a number"),
        pytest.param("a: b: c", id="no YAML"),
        pytest.param("a: [1", id="cut off"),
        pytest.param("a: \x00", id="a zero byte"),
        pytest.param("!!python/object/apply:os.system [ls]", id="a tag that runs code"),
        pytest.param("grace_seconds: 2026-13-45", id="a day that can't be"),
        pytest.param("grace_seconds: 1" + "0" * 5000, id="a number of five thousand digits"),
        pytest.param("? [a]\n: 1", id="a key that is a list"),
        pytest.param("--- a\n--- b", id="two documents"),
    ],
)
def test_what_is_no_policy_at_all_is_refused(file: Path, text: str) -> None:
    assert places(file, text) == ["policy.yaml"]


def bomb(levels: int) -> str:
    """Each level repeats the one before nine times: 9 to the power of ``levels`` in the end."""
    lines = ['a0: &a0 ["lol"]']
    for level in range(1, levels + 1):
        repeated = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} [{repeated}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(bomb(9), 2, id="a billion laughs"),
        pytest.param("x: &x {k: v}\ny: &y {<<: [*x, *x]}\nz: {<<: [*y, *y]}", 2, id="merges"),
        pytest.param("\n" + "[" * 100_000, 2, id="a deep list"),
        pytest.param("\n\n" + "{a: " * 100_000, 3, id="a deep mapping"),
        pytest.param("a: &a\n  b: *a", 2, id="a loop"),
    ],
)
def test_a_bomb_is_refused_at_its_line_before_it_grows(file: Path, text: str, line: int) -> None:
    assert places(file, text) == [f"policy.yaml: line {line}"]


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    (fault,) = faults_of(lambda: load_policy(path))
    assert fault.place == path.name
    assert fault.message.startswith("can't be read: ")


def test_a_file_in_another_encoding_is_refused(file: Path) -> None:
    file.write_bytes("duty_numbers: [é]".encode("latin-1"))
    assert [fault.place for fault in faults_of(lambda: load_policy(file))] == ["policy.yaml"]
