"""Prometheus figures and the health of the engine, read from the database when asked for."""

from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.figures import Figures
from bot.heartbeat import Heartbeat
from routing.backlog import Backlog

TICK_AGE_AT_MOST = 10.0
LATENESS_AT_MOST = 60.0
OUTBOX_LATENESS_AT_MOST = 300.0


@dataclass(frozen=True, slots=True)
class Health:
    """``lateness`` is how long ago (seconds) the oldest due step should have been taken.

    ``outbox_lateness`` is how long the oldest notice waits that could be sent; ``pause`` is how
    many seconds lie between two ticks.
    """

    tick_age: float
    lateness: float
    outbox_lateness: float
    pause: float

    @property
    def well(self) -> bool:
        return (
            self.tick_age <= max(TICK_AGE_AT_MOST, 3 * self.pause)
            and self.lateness <= LATENESS_AT_MOST + self.pause
            and self.outbox_lateness <= OUTBOX_LATENESS_AT_MOST + self.pause
        )


def health(backlog: Backlog, heartbeat: Heartbeat, now: datetime) -> Health:
    return Health(
        heartbeat.age,
        _since(backlog.oldest_due_case, now),
        _since(backlog.oldest_due_notice, now),
        heartbeat.seconds,
    )


def _since(due: datetime | None, now: datetime) -> float:
    return max((now - due).total_seconds(), 0.0) if due is not None else 0.0


def exposition(
    backlog: Backlog, heartbeat: Heartbeat, now: datetime, figures: Figures
) -> tuple[bytes, str]:
    """The figures in Prometheus' text format, and its content type."""
    registry = CollectorRegistry()
    state = health(backlog, heartbeat, now)
    for name, text, value in (
        ("iombot_tick_age_seconds", "Seconds since the last tick", state.tick_age),
        ("iombot_case_lateness_seconds", "How late the oldest due step is", state.lateness),
        (
            "iombot_notice_lateness_seconds",
            "How late the oldest notice is that could be sent",
            state.outbox_lateness,
        ),
        ("iombot_notices_pending", "Notices that wait in the outbox", backlog.pending_notices),
        ("iombot_tick_faults", "Ticks that failed since the start", heartbeat.faults),
    ):
        Gauge(name, text, registry=registry).set(value)
    cases = Gauge("iombot_cases_open", "Open cases by level", ["level"], registry=registry)
    for level, count in backlog.open_cases.items():
        cases.labels(str(level)).set(count)
    return generate_latest(registry) + generate_latest(figures.registry), CONTENT_TYPE_LATEST
