"""Where a ladder has nobody: countries and topics whose levels are vacant or out of reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.knowledge import Knowledge
from routing.contacts import DOUBTED
from routing.ladder import Step
from routing.telling import is_reachable
from routing.topics import TOPIC_SLUGS


@dataclass(frozen=True, slots=True)
class Gap:
    """A level above the asker's own where a case would find nobody to rely on: ``vacant``,
    ``no_channel``, ``stale``, or ``doubtful`` (doubtful, or away)."""

    country: str
    topic: str
    level: int
    post: str
    reason: str


def gaps(knowledge: Knowledge, at: date) -> Iterator[Gap]:
    """Every gap, by country and topic."""
    organization = knowledge.organization()
    for country in sorted(knowledge.content.structure.countries):
        for topic in TOPIC_SLUGS:
            for step in organization.ladder(country, topic, at).steps[1:]:
                reason = reason_for(step, knowledge)
                if reason is not None:
                    yield Gap(country, topic, step.level, step.post, reason)


def reason_for(step: Step, knowledge: Knowledge) -> str | None:
    """Why a level would be passed over, or nobody there could be relied on."""
    if step.vacant:
        return "vacant"
    reached = [s for s in step.contacts if is_reachable((s,), knowledge.live)]
    if not reached:
        return "no_channel"
    found = {standing.freshness for standing in reached}
    if found <= DOUBTED:
        return "stale" if found == {"stale"} else "doubtful"
    return None
