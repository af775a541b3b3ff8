"""Health and figures: what they say of a backlog, a stuck tick and a slow rhythm."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import heartbeat as heartbeat_module
from bot.figures import Figures
from bot.heartbeat import Heartbeat
from bot.metrics import exposition, health
from bot.outcomes import Ended
from routing.backlog import Backlog
from routing.notices import Later, Outcome, Posted, Recipient, Refused, Sent, Unknown
from tests.adapters.store.samples import notice

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
    text, kind = exposition(backlog, heartbeat, NOW, Figures())
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


@pytest.mark.parametrize(("seconds", "well"), [(-30, True), (299, True), (302, False)])
def test_a_message_that_could_be_sent_may_be_five_minutes_late(
    seconds: float, *, well: bool
) -> None:
    backlog = Backlog(None, NOW - timedelta(seconds=seconds), 1, {})
    state = health(backlog, beating(), NOW)
    assert state.well is well
    assert state.outbox_lateness == max(seconds, 0)


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


TO_MAIL = Recipient("mail", "a@example.org", "A", "en")


def posted(**known: Any) -> Posted:
    return Posted(1, notice("k", to=TO_MAIL), **known)


def test_deliveries_are_counted_by_channel_and_result() -> None:
    counted = Figures()
    outcomes: list[Outcome | None] = [
        Sent("m"), Sent("m"), Refused("smtp_550"), Later("smtp_450"), Unknown("timeout"), None,
    ]  # fmt: skip
    for outcome in outcomes:
        counted.ended(Ended(posted(), outcome))
    counted.ended(Ended(posted(repeated=True), Sent("m"), "settled_unknown"))
    text, _ = exposition(NOTHING, beating(), NOW, counted)
    samples = {
        (s.name, s.labels.get("result", ""), s.labels.get("channel", "")): s.value
        for family in text_string_to_metric_families(text.decode())
        for s in family.samples
        if s.name.endswith("_total")
    }
    assert samples == {
        ("iombot_deliveries_total", "sent", "mail"): 3,
        ("iombot_deliveries_total", "refused", "mail"): 1,
        ("iombot_deliveries_total", "delayed", "mail"): 1,
        ("iombot_deliveries_total", "unknown", "mail"): 1,
        ("iombot_deliveries_total", "superseded", "mail"): 1,
        ("iombot_settled_total", "unknown", "mail"): 1,
        ("iombot_repeated_total", "", "mail"): 1,
    }
