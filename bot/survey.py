"""The coverage report: for each country and topic, would somebody reachable be told in time?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from bot.coverage import reason_for
from bot.knowledge import Knowledge
from routing.cases import Asker, Case, Rung
from routing.ladder import Ladder, Step
from routing.language import DEFAULT_LANGUAGE
from routing.people import Account
from routing.promptness import Promptness, Reached, promptness, reached
from routing.telling import World, is_reachable
from routing.topics import TOPIC_SLUGS, Severity

Verdict = Literal["covered", "thin", "gap", "nobody"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
"""The best first: every level reaches somebody who has a deputy, in time; every level does, but one
is thin; a level is passed over; nobody who can be relied on would be told of a critical case in
time."""
HOURS: Final = frozenset({"holiday", "weekend", "off_hours"})
_THIN: Final = frozenset({"no_deputy", *HOURS})
_SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "normal")
_ASKER: Final = Asker("coverage", "", Account("terminal", "", "coverage"), DEFAULT_LANGUAGE)


@dataclass(frozen=True, slots=True)
class Weakness:
    """A level above the Country Office, and what is wrong with it: ``vacant``, ``stale``,
    ``doubtful``, ``no_channel``, ``no_deputy``, or one of ``HOURS`` where that makes it late."""

    level: int
    post: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cell:
    """``critical`` and ``normal`` say how soon somebody is told of such a case."""

    country: str
    office: str
    topic: str
    verdict: Verdict
    weaknesses: tuple[Weakness, ...]
    critical: Promptness
    normal: Promptness


def survey(knowledge: Knowledge, now: datetime) -> tuple[Cell, ...]:
    """Every country and topic as of ``now`` (UTC), by country."""
    found = _Survey(knowledge, now)
    countries = sorted(knowledge.content.structure.countries)
    return tuple(found.cell(country, topic) for country in countries for topic in TOPIC_SLUGS)


def worst(cells: Sequence[Cell]) -> Verdict:
    return max((cell.verdict for cell in cells), key=VERDICTS.index)


def by_office(cells: Sequence[Cell]) -> Mapping[str, Mapping[str, Sequence[Cell]]]:
    """The cells of each Regional Office (slug) and topic."""
    found: dict[str, dict[str, list[Cell]]] = {}
    for cell in cells:
        found.setdefault(cell.office, {}).setdefault(cell.topic, []).append(cell)
    return found


class _Survey:
    """Many ladders are the same but for the country: what holds for all is reckoned once."""

    def __init__(self, knowledge: Knowledge, now: datetime) -> None:
        self._knowledge = knowledge
        self._organization = knowledge.organization()
        self._world = knowledge.world(now)
        self._reasons: dict[str, tuple[str, ...]] = {}
        self._reached: dict[tuple[str, ...], Reached | None] = {}
        self._moving = _moving(self._world)

    def cell(self, country: str, topic: str) -> Cell:
        ladder = self._organization.ladder(country, topic, self._world.now.date())
        critical, normal = (self._promptness(ladder, severity) for severity in _SEVERITIES)
        found = [
            Weakness(step.level, step.post, reason)
            for step in ladder.steps[1:]
            for reason in self._reasons_for(step)
        ]
        late = self._late(ladder, normal)
        if late is not None:
            found = sorted([*found, late], key=lambda weakness: weakness.level)
        verdict = _verdict(found, critical)
        office = ladder.coverage.office
        return Cell(country, office, topic, verdict, tuple(found), critical, normal)

    def _reasons_for(self, step: Step) -> tuple[str, ...]:
        if step.post not in self._reasons:
            reason = reason_for(step, self._knowledge)
            live = self._knowledge.live
            reached_there = [s for s in step.contacts if is_reachable((s,), live)]
            alone = ("no_deputy",) if len(reached_there) == 1 else ()
            self._reasons[step.post] = alone if reason is None else (reason,)
        return self._reasons[step.post]

    def _promptness(self, ladder: Ladder, severity: Severity) -> Promptness:
        case = _case(ladder, severity, self._world)
        return promptness(case, self._world, self._first(case))

    def _first(self, case: Case) -> Reached | None:
        posts = [rung.post for rung in case.rungs[1:]]
        # A country that changes offices has a ladder of its own.
        country = case.country if case.country in self._moving else ""
        key = (case.severity, country, *posts)
        if key not in self._reached:
            self._reached[key] = reached(case, self._world)
        return self._reached[key]

    def _late(self, ladder: Ladder, normal: Promptness) -> Weakness | None:
        """Whoever is told first is told in time, but isn't at work then."""
        first = self._first(_case(ladder, "normal", self._world))
        if first is None or normal.hours is None:
            return None
        (step,) = [step for step in ladder.steps if step.level == first.level]
        return Weakness(step.level, step.post, normal.hours)


def _moving(world: World) -> frozenset[str]:
    """Countries that another office covers later."""
    coverage = world.organization.structure.coverage
    day = world.now.date()
    return frozenset(
        c for c, facts in coverage.items() if any(f.effective_from > day for f in facts)
    )


def _case(ladder: Ladder, severity: Severity, world: World) -> Case:
    """A case of the Country Office, opened now."""
    return Case(
        number=0,
        opened_at=world.now,
        country=ladder.country,
        topic=ladder.topic,
        subject=ladder.subject,
        severity=severity,
        summary="",
        asker=_ASKER,
        rungs=tuple(Rung(step.level, step.post) for step in ladder.steps),
        position=0,
    )


def _verdict(weaknesses: Sequence[Weakness], critical: Promptness) -> Verdict:
    if not critical.in_time:
        return "nobody"
    if any(weakness.reason not in _THIN for weakness in weaknesses):
        return "gap"
    return "thin" if weaknesses else "covered"
