"""What stands beside a picture: what it is of, and what it shows in a line."""

import json
from collections.abc import Mapping
from typing import Any

from content.cards.drills import office_name
from content.labels import Labels
from routing.card import Card


def picture_card(facts: Mapping[str, str], labels: Labels) -> Card:
    found: Mapping[str, Any] = json.loads(facts["picture"])
    return Card(title=_title(found, labels), text=(picture_text(facts["picture"], labels),))


def picture_text(figures: str, labels: Labels) -> str:
    """What the picture shows, for whoever can't see it."""
    found: Mapping[str, Any] = json.loads(figures)
    words = labels.words
    if found["about"] == "drill":
        return words("picture.drill", done=found["acknowledged"], count=found["told"])
    total = sum(found["counts"].values())
    shown = [
        f"{words(f'coverage.{verdict}')}: {words('coverage.of', count=count, total=total)}"
        for verdict, count in found["counts"].items()
        if count
    ]
    return words("picture.coverage", counts="; ".join(shown))


def _title(found: Mapping[str, Any], labels: Labels) -> str:
    if found["about"] == "drill":
        office = office_name(found["office"], labels)
        return labels.words("drill.results", reference=found["reference"], office=office)
    return labels.words("coverage.title", day=found["day"])
