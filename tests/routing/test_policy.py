"""The policy's numbers: grace, and pauses that grow to their cap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.policy import Policy, Wait
from routing.topics import SEVERITIES, Severity


def test_the_built_in_policy_is_the_one_that_the_contract_shows() -> None:
    policy = Policy()
    assert policy.waits == {
        "critical": Wait(900, working_hours_only=False),
        "high": Wait(3600, working_hours_only=False),
        "normal": Wait(14400, working_hours_only=True),
    }
    assert policy.grace_seconds == 20
    assert policy.retention_days == 365
    assert policy.freshness.confirm_every_days == 90
    assert policy.freshness.stale_after_days == 14


@pytest.mark.parametrize(("severity", "grace"), [("critical", 0), ("high", 20), ("normal", 20)])
def test_critical_cases_have_no_grace(severity: Severity, grace: float) -> None:
    assert Policy().grace(severity) == grace


def test_even_a_long_grace_is_none_for_critical() -> None:
    assert Policy(grace_seconds=3600).grace("critical") == 0


def test_reminders_come_ever_later_up_to_the_cap() -> None:
    policy = Policy(reminder_cap_seconds=10_000)
    assert [policy.pause("critical", n) for n in range(6)] == [
        900,
        1800,
        3600,
        7200,
        10_000,
        10_000,
    ]


def test_a_cap_below_the_wait_never_makes_reminders_quicker_than_the_wait() -> None:
    policy = Policy(reminder_cap_seconds=0)
    assert [policy.pause("high", n) for n in range(3)] == [3600, 3600, 3600]


@given(
    wait=st.floats(min_value=0.001, max_value=1e7),
    cap=st.floats(min_value=0, max_value=1e8),
    severity=st.sampled_from(SEVERITIES),
    reminders=st.integers(min_value=0, max_value=10_000),
)
def test_pauses_never_shrink_and_never_pass_the_cap(
    wait: float, cap: float, severity: Severity, reminders: int
) -> None:
    policy = Policy(waits={severity: Wait(wait)}, reminder_cap_seconds=cap)
    pause = policy.pause(severity, reminders)
    assert wait <= pause <= max(cap, wait)
    assert pause <= policy.pause(severity, reminders + 1) <= 2 * pause
