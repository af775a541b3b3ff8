"""The numbers that an organization decides: how long each level has, how fresh is fresh."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.contacts import FreshnessPolicy
from routing.language import Language
from routing.topics import Severity


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a level has to acknowledge before the next is told.

    With ``working_hours_only`` the seconds count in the recipient's working hours alone.
    """

    seconds: float
    working_hours_only: bool = False


def _default_waits() -> Mapping[Severity, Wait]:
    return {
        "critical": Wait(900),
        "high": Wait(3600),
        "normal": Wait(14400, working_hours_only=True),
    }


@dataclass(frozen=True, slots=True)
class Policy:
    """``grace_seconds`` lie between opening a case and the first notice (none when critical).

    ``duty_numbers`` are what the asker gets at the end of the ladder, each a line of text;
    ``security_line`` is what somebody in danger reads before anything else, and
    ``security_numbers`` whom they can call; a language without a line has the bot's own.
    ``accepted_proposals`` the proposed changes of structure that a steward has confirmed;
    ``reminder_cap_seconds`` the longest pause between reminders at the end of the ladder.
    """

    grace_seconds: float = 20
    waits: Mapping[Severity, Wait] = field(default_factory=_default_waits)
    freshness: FreshnessPolicy = FreshnessPolicy()
    retention_days: float = 365
    duty_numbers: tuple[str, ...] = ()
    security_line: Mapping[Language, str] = field(default_factory=dict)
    security_numbers: tuple[str, ...] = ()
    accepted_proposals: frozenset[str] = frozenset()
    copy_coordinating_offices: bool = False
    reminder_cap_seconds: float = 86_400

    def grace(self, severity: Severity) -> float:
        """Seconds between opening and the first notice."""
        return 0 if severity == "critical" else self.grace_seconds

    def pause(self, severity: Severity, reminders: int) -> float:
        """Seconds until the next reminder of the last level; doubled after each, up to the cap."""
        longest = max(self.reminder_cap_seconds, self.waits[severity].seconds)
        return min(self.waits[severity].seconds * 2.0 ** min(reminders, 30), longest)
