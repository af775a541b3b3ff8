"""Showing the coverage report: as a card, as CSV or JSON, and as a picture."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

from adapters.pictures.coverage import Land, Picture, draw
from bot.knowledge import Knowledge
from bot.survey import VERDICTS, Cell, by_office, survey, worst
from bot.turn import Turn
from content.cards.coverage import coverage_card
from content.cards.questions import line_card
from content.labels import Labels
from content.shapes import rings_of
from routing.card import Card
from routing.rights import is_steward
from routing.topics import TOPIC_SLUGS

_LETTERS = {
    "vacant": "V",
    "stale": "S",
    "doubtful": "U",
    "no_channel": "C",
    "no_deputy": "D",
    "holiday": "H",
    "weekend": "W",
    "off_hours": "N",
}
_LETTERS_AT_MOST = 4
_TIMES = ("critical_seconds", "critical_in_time", "normal_seconds", "normal_in_time")
_COLUMNS = ("country", "regional_office", "topic", "verdict", "level", "post", "reason", *_TIMES)


def coverage(turn: Turn) -> Card:
    """The report for a steward; anybody else is told who may see it."""
    if not is_steward(turn.person, turn.knowledge.stewards):
        return line_card(turn.labels, "refusal.stewards_only")
    return report_of(survey(turn.knowledge, turn.now), turn.labels, turn.now.date().isoformat())


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


def coverage_png(cells: Sequence[Cell], knowledge: Knowledge, labels: Labels, day: str) -> bytes:
    """The matrix and the map (PNG). Loads matplotlib."""
    words = labels.words
    offices = sorted(by_office(cells).items())
    rows = [
        f"{labels.office(office)} ({len(topics[TOPIC_SLUGS[0]])})" for office, topics in offices
    ]
    table = [[_square(topics[topic]) for topic in TOPIC_SLUGS] for _, topics in offices]
    by_country: dict[str, list[Cell]] = {}
    for cell in cells:
        by_country.setdefault(cell.country, []).append(cell)
    countries = knowledge.content.structure.countries
    lands = []
    for iso3, found in by_country.items():
        rings, point = rings_of(iso3, countries[iso3].iso2)
        lands.append(Land(iso3, rings, point, worst(found)))
    return draw(
        Picture(
            title=words("coverage.title", day=day),
            rows=rows,
            columns=[labels.topic(topic) for topic in TOPIC_SLUGS],
            cells=table,
            lands=lands,
            legend={verdict: words(f"coverage.{verdict}") for verdict in VERDICTS},
            note=words("coverage.map_note"),
            key=words("coverage.key"),
        )
    )


def _square(cells: Sequence[Cell]) -> tuple[str, str]:
    """The worst verdict of these ladders, and why: letters as the key says, with their level."""
    verdict = worst(cells)
    whys = dict.fromkeys(
        f"{_LETTERS[w.reason]}{w.level}"
        for cell in cells
        if cell.verdict == verdict
        for w in cell.weaknesses
    )
    return verdict, " ".join(list(whys)[:_LETTERS_AT_MOST])
