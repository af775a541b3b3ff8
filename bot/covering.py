"""Showing the coverage report: as a card, as CSV or JSON."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.picturing import picture_button
from bot.survey import VERDICTS, Cell, by_office, survey
from bot.turn import Turn
from content.cards.coverage import coverage_card
from content.cards.questions import line_card
from content.labels import Labels
from routing.card import Card
from routing.rights import is_steward

_TIMES = ("critical_seconds", "critical_in_time", "normal_seconds", "normal_in_time")
_COLUMNS = ("country", "regional_office", "topic", "verdict", "level", "post", "reason", *_TIMES)


def coverage(turn: Turn) -> Card:
    """The report for a steward; anybody else is told who may see it."""
    if not is_steward(turn.person, turn.knowledge.stewards):
        return line_card(turn.labels, "refusal.stewards_only")
    found = report_of(survey(turn.knowledge, turn.now), turn.labels, turn.now.date().isoformat())
    return replace(found, actions=picture_button(turn, "coverage"))


def report_of(cells: Sequence[Cell], labels: Labels, day: str) -> Card:
    return coverage_card(*counted(cells), labels, day, in_time(cells))


def in_time(cells: Sequence[Cell]) -> dict[str, int]:
    """In how many ladders somebody is told in time, by severity."""
    return {
        "critical": sum(cell.critical.in_time for cell in cells),
        "normal": sum(cell.normal.in_time for cell in cells),
    }


def counted(
    cells: Sequence[Cell],
) -> tuple[dict[str, int], dict[str, list[tuple[str, str, int]]]]:
    """How many ladders have each verdict, and what is weak in each office: post, reason, count."""
    verdicts = Counter(cell.verdict for cell in cells)
    offices = {}
    for office, topics in sorted(by_office(cells).items()):
        weak = Counter(
            (w.post, w.reason)
            for found in topics.values()
            for cell in found
            for w in cell.weaknesses
        )
        if weak:
            offices[office] = [(post, why, n) for (post, why), n in weak.most_common()]
    return {verdict: verdicts[verdict] for verdict in reversed(VERDICTS)}, offices


def coverage_json(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """Each level that is passed over, or that is told and not at work in time, with the times."""
    return [
        {
            "country": cell.country,
            "topic": cell.topic,
            "level": weakness.level,
            "post": weakness.post,
            "reason": weakness.reason,
            "verdict": cell.verdict,
            **_times(cell),
        }
        for cell in cells
        for weakness in cell.weaknesses
        if weakness.reason != "no_deputy"
    ]


def _times(cell: Cell) -> dict[str, float | bool | None]:
    """Seconds from the opening until somebody is told (None: nobody is), and if in time."""
    return {
        "critical_seconds": cell.critical.seconds,
        "critical_in_time": cell.critical.in_time,
        "normal_seconds": cell.normal.seconds,
        "normal_in_time": cell.normal.in_time,
    }


def coverage_csv(cells: Sequence[Cell]) -> str:
    """A row for each weakness; a country and topic that has none has one row without a level."""
    found = io.StringIO()
    writer = csv.writer(found, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for cell in cells:
        first = (cell.country, cell.office, cell.topic, cell.verdict)
        times = [_written(value) for value in _times(cell).values()]
        for weakness in cell.weaknesses or (None,):
            last = (weakness.level, weakness.post, weakness.reason) if weakness else ("", "", "")
            writer.writerow((*first, *last, *times))
    return found.getvalue()


def _written(value: float | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else f"{value:.0f}"
