"""What a process has counted since it started: deliveries, those in doubt, and pictures."""

from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter

from bot.outcomes import Ended
from routing.notices import Kept, Later, Outcome, Refused, Sent

_RESULTS: Final[tuple[tuple[type[Outcome], str], ...]] = (
    (Sent, "sent"),
    (Kept, "kept"),
    (Refused, "refused"),
    (Later, "delayed"),
)


class Figures:
    """Counters for ``/metrics``; each process counts its own, from 0."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._deliveries = Counter(
            "iombot_deliveries",
            "Attempts to deliver a notice, by channel and result",
            ["channel", "result"],
            registry=self.registry,
        )
        self._settled = Counter(
            "iombot_settled",
            "Attempts in doubt by what became of them: sent, not_sent or unknown",
            ["channel", "result"],
            registry=self.registry,
        )
        self._repeated = Counter(
            "iombot_repeated",
            "Messages sent once more, marked as a possible repeat",
            ["channel"],
            registry=self.registry,
        )

        self._pictures = Counter(
            "iombot_pictures",
            "Pictures of reports by what became of them: drawn, late or failed",
            ["result"],
            registry=self.registry,
        )

    def picture(self, result: Literal["drawn", "late", "failed"]) -> None:
        """Count a message whose picture was drawn, wasn't ready in time, or can't be drawn."""
        self._pictures.labels(result).inc()

    def ended(self, ended: Ended) -> None:
        """Count an attempt that came to its end."""
        channel = ended.posted.notice.to.route
        self._deliveries.labels(channel, _result(ended.outcome)).inc()
        if ended.settled is not None:
            self._settled.labels(channel, ended.settled.removeprefix("settled_")).inc()
        if ended.posted.repeated and isinstance(ended.outcome, Sent):
            self._repeated.labels(channel).inc()


def _result(outcome: Outcome | None) -> str:
    if outcome is None:
        return "superseded"
    return next((name for kind, name in _RESULTS if isinstance(outcome, kind)), "unknown")
