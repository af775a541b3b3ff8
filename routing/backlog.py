"""How far behind the engine is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """How the engine stands: times are UTC, None where nothing waits.

    ``oldest_due_notice`` is of what could be sent now: a notice that waits for an earlier one to
    the same recipient or for a destination that takes nothing yet, or that a worker holds, isn't
    late. ``open_cases`` counts by ladder level.
    """

    oldest_due_case: datetime | None
    oldest_due_notice: datetime | None
    pending_notices: int
    open_cases: Mapping[int, int]
