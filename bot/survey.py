"""The coverage report: for each country and topic, would somebody reachable be told in time?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from bot.coverage import reason_for
from bot.knowledge import Knowledge
from routing.ladder import Step
from routing.simulation import hours_of
from routing.telling import World, is_reachable
from routing.topics import TOPIC_SLUGS

Verdict = Literal["covered", "thin", "gap", "nobody"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
"""The best first: every level reaches somebody who has a deputy; every level does, but one is
thin; a level is passed over; no level above the Country Office reaches anybody."""
REASONS: Final = ("vacant", "stale", "no_channel", "no_deputy", "holiday")
_THIN: Final = frozenset({"no_deputy", "holiday"})


@dataclass(frozen=True, slots=True)
class Weakness:
    """A level above the Country Office, and what is wrong with it: one of ``REASONS``."""

    level: int
    post: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cell:
    country: str
    office: str
    topic: str
    verdict: Verdict
    weaknesses: tuple[Weakness, ...]


def survey(knowledge: Knowledge, now: datetime) -> tuple[Cell, ...]:
    """Every country and topic as of ``now`` (UTC), by country."""
    organization, world = knowledge.organization(), knowledge.world(now)
    reasons: dict[str, tuple[str, ...]] = {}
    cells = []
    for country in sorted(knowledge.content.structure.countries):
        for topic in TOPIC_SLUGS:
            ladder = organization.ladder(country, topic, now.date())
            steps = ladder.steps[1:]
            for step in steps:
                if step.post not in reasons:
                    reasons[step.post] = _reasons(step, knowledge, world)
            found = tuple(
                Weakness(step.level, step.post, reason)
                for step in steps
                for reason in reasons[step.post]
            )
            verdict = _verdict(len(steps), found)
            cells.append(Cell(country, ladder.coverage.office, topic, verdict, found))
    return tuple(cells)


def worst(cells: Sequence[Cell]) -> Verdict:
    return max((cell.verdict for cell in cells), key=VERDICTS.index)


def by_office(cells: Sequence[Cell]) -> Mapping[str, Mapping[str, Sequence[Cell]]]:
    """The cells of each Regional Office (slug) and topic."""
    found: dict[str, dict[str, list[Cell]]] = {}
    for cell in cells:
        found.setdefault(cell.office, {}).setdefault(cell.topic, []).append(cell)
    return found


def _reasons(step: Step, knowledge: Knowledge, world: World) -> tuple[str, ...]:
    reason = reason_for(step, knowledge)
    if reason is not None:
        return (reason,)
    found = []
    reached = [s for s in step.contacts if is_reachable((s,), knowledge.live)]
    if len(reached) == 1:
        found.append("no_deputy")
    # A wait in working hours that begins on a holiday outlasts the policy's time.
    if all(hours_of(standing, world) == "holiday" for standing in reached):
        found.append("holiday")
    return tuple(found)


def _verdict(levels: int, weaknesses: Sequence[Weakness]) -> Verdict:
    passed = {w.level for w in weaknesses if w.reason not in _THIN}
    if len(passed) == levels:
        return "nobody"
    if passed:
        return "gap"
    return "thin" if weaknesses else "covered"
