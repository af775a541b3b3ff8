"""Health and figures: what they say of a backlog, a stuck tick and a slow rhythm."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import heartbeat as heartbeat_module
from bot.heartbeat import Heartbeat
from bot.metrics import exposition, health
from routing.backlog import Backlog

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOTHING = Backlog(None, None, 0, {})


def beating(seconds: float = 1.0) -> Heartbeat:
    return Heartbeat((_tick,), seconds)


async def _tick() -> None:
    """A tick with nothing to do."""


def late_by(seconds: float) -> Backlog:
    return Backlog(NOW - timedelta(seconds=seconds), None, 0, {})


def figures(backlog: Backlog, heartbeat: Heartbeat) -> Mapping[tuple[str, str], float]:
    """Every sample by name and level."""
    text, kind = exposition(backlog, heartbeat, NOW)
    assert kind.startswith("text/plain")
    return {
        (sample.name, sample.labels.get("level", "")): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("seconds", "well"), [(-30, True), (0, True), (59, True), (62, False), (86_400, False)]
)
def test_a_step_may_be_a_minute_late(seconds: float, *, well: bool) -> None:
    state = health(late_by(seconds), beating(), NOW)
    assert state.well is well
    assert state.lateness == max(seconds, 0)


@pytest.mark.parametrize(
    ("rhythm", "age", "well"),
    [(1, 9.9, True), (1, 10.1, False), (60, 61, True), (60, 179, True), (60, 181, False)],
)
def test_a_tick_that_is_long_ago_is_not_well(
    monkeypatch: pytest.MonkeyPatch, rhythm: float, age: float, *, well: bool
) -> None:
    """With the longest rhythm allowed, a minute between two ticks is no fault."""
    heartbeat = beating(rhythm)
    now = time.monotonic() + age

    class Later:
        @staticmethod
        def monotonic() -> float:
            return now

    monkeypatch.setattr(heartbeat_module, "time", Later)
    state = health(NOTHING, heartbeat, NOW)
    assert state.tick_age == pytest.approx(age, abs=0.05)
    assert state.well is well


def test_the_figures_of_a_backlog() -> None:
    backlog = Backlog(
        oldest_due_case=NOW - timedelta(seconds=5),
        oldest_due_notice=NOW - timedelta(seconds=7),
        pending_notices=3,
        open_cases={2: 4, 3: 1},
    )
    heartbeat = beating()
    heartbeat.faults = 2
    found = figures(backlog, heartbeat)
    assert found["iombot_case_lateness_seconds", ""] == 5
    assert found["iombot_notice_lateness_seconds", ""] == 7
    assert found["iombot_notices_pending", ""] == 3
    assert found["iombot_tick_faults", ""] == 2
    assert found["iombot_tick_age_seconds", ""] < 5
    assert found["iombot_cases_open", "2"] == 4
    assert found["iombot_cases_open", "3"] == 1


def test_an_empty_backlog_is_all_zero() -> None:
    found = figures(NOTHING, beating())
    assert found["iombot_case_lateness_seconds", ""] == 0
    assert found["iombot_notice_lateness_seconds", ""] == 0
    assert found["iombot_notices_pending", ""] == 0
    assert not [name for name, level in found if level]
