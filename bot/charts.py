"""What a picture shows: kept as a few thousand characters beside its notice, drawn when it goes.

Figures only, so that the picture shows what the words beside it say, whenever it is drawn.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from adapters.pictures.charts import Bar, Chart, CoverageChart, DrillChart, Land
from bot.survey import VERDICTS, Cell, by_office, worst
from content.cards.drills import level_name, office_name
from content.labels import Labels
from content.shapes import rings_of
from content.times import span
from routing.drills import Drill, results
from routing.structure import Structure
from routing.topics import TOPIC_SLUGS

_LETTERS: Final = {
    "vacant": "V",
    "stale": "S",
    "doubtful": "U",
    "no_channel": "C",
    "no_deputy": "D",
    "holiday": "H",
    "weekend": "W",
    "off_hours": "N",
}
_LETTERS_AT_MOST: Final = 4


def coverage_figures(cells: Sequence[Cell], day: str) -> str:
    """JSON: for each office and topic the worst verdict and why, and each country's verdict."""
    offices = sorted(by_office(cells).items())
    by_country: dict[str, list[Cell]] = {}
    for cell in cells:
        by_country.setdefault(cell.country, []).append(cell)
    lands: dict[str, list[str]] = {}
    for country, found in by_country.items():
        lands.setdefault(worst(found), []).append(country)
    counts = Counter(cell.verdict for cell in cells)
    figures = {
        "about": "coverage",
        "day": day,
        "topics": list(TOPIC_SLUGS),
        "offices": {
            office: {
                "countries": len(topics[TOPIC_SLUGS[0]]),
                "cells": [_square(topics[topic]) for topic in TOPIC_SLUGS],
            }
            for office, topics in offices
        },
        "lands": {verdict: " ".join(countries) for verdict, countries in lands.items()},
        "counts": {verdict: counts[verdict] for verdict in reversed(VERDICTS)},
    }
    return json.dumps(figures, separators=(",", ":"))


def drill_figures(drill: Drill) -> str:
    """JSON: by level and region how many were told and have acknowledged, and how soon."""
    figures = {
        "about": "drill",
        "reference": drill.reference,
        "office": drill.office,
        "told": len(drill.people),
        "acknowledged": sum(1 for person in drill.people if person.acknowledged is not None),
        "results": [
            [r.level, r.office, r.told, r.acknowledged, r.median_seconds] for r in results(drill)
        ],
    }
    return json.dumps(figures, separators=(",", ":"))


def chart_of(figures: str, labels: Labels, structure: Structure) -> Chart:
    """The figures with words, and with the outlines of countries."""
    found: Mapping[str, Any] = json.loads(figures)
    if found["about"] == "drill":
        return _drill_chart(found, labels)
    return _coverage_chart(found, labels, structure)


def _coverage_chart(
    found: Mapping[str, Any], labels: Labels, structure: Structure
) -> CoverageChart:
    words, offices = labels.words, found["offices"]
    return CoverageChart(
        title=words("coverage.title", day=found["day"]),
        rows=[labels.topic(topic) for topic in found["topics"]],
        columns=[f"{labels.office(office)} ({of['countries']})" for office, of in offices.items()],
        cells=[list(row) for row in zip(*(of["cells"] for of in offices.values()), strict=True)],
        lands=_lands(found["lands"], structure),
        legend={verdict: words(f"coverage.{verdict}") for verdict in VERDICTS},
        note=words("coverage.map_note"),
        key=words("coverage.key"),
    )


def _lands(verdicts: Mapping[str, str], structure: Structure) -> list[Land]:
    """Every country; those that the report isn't about have no verdict."""
    known = {iso3: verdict for verdict, found in verdicts.items() for iso3 in found.split()}
    lands = []
    for iso3, country in structure.countries.items():
        rings, point = rings_of(iso3, country.iso2)
        lands.append(Land(iso3, rings, point, known.get(iso3, "")))
    return lands


def _drill_chart(found: Mapping[str, Any], labels: Labels) -> DrillChart:
    words = labels.words
    office = office_name(found["office"], labels)
    return DrillChart(
        title=words("drill.results", reference=found["reference"], office=office),
        bars=[_bar(labels, *result) for result in found["results"]],
        done=words("drill.legend_done"),
        waiting=words("drill.legend_waiting"),
    )


def _bar(
    labels: Labels, level: int, office: str, told: int, taken: int, median: float | None
) -> Bar:
    label = f"{level_name(level, labels)}\n{office_name(office, labels)}"
    share = f"{taken}/{told}"
    return Bar(label, taken, told, share if median is None else f"{share}, {span(median)}")


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
