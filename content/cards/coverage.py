"""The coverage report in words: for each Regional Office, what is wrong on the way up."""

import json
from collections.abc import Mapping, Sequence

from content.labels import Labels
from routing.card import Card, Fact, Section

_LINES_AT_MOST = 12


def coverage_card(
    counts: Mapping[str, int],
    offices: Mapping[str, Sequence[tuple[str, str, int]]],
    labels: Labels,
    day: str,
    in_time: Mapping[str, int] | None = None,
) -> Card:
    """``counts`` are ladders by verdict; ``offices`` give, by slug, the worst posts first: each
    with its reason and in how many ladders it stands. ``in_time`` are ladders by severity.
    """
    words = labels.words
    total = sum(counts.values())
    facts = tuple(
        Fact(words(f"coverage.{verdict}"), words("coverage.of", count=count, total=total))
        for verdict, count in counts.items()
    ) + tuple(
        Fact(words(f"coverage.in_time_{severity}"), words("coverage.of", count=count, total=total))
        for severity, count in (in_time or {}).items()
    )
    sections = tuple(
        Section(labels.office(office), _lines(found, labels)) for office, found in offices.items()
    )
    bad = counts.get("nobody", 0) + counts.get("gap", 0)
    return Card(
        title=words("coverage.title", day=day),
        text=(words("coverage.text" if bad else "coverage.text_good"),),
        facts=facts,
        sections=sections,
        footer=(words("coverage.footer"),),
        tone="attention" if bad else "good",
    )


def monthly_card(facts: Mapping[str, str], labels: Labels) -> Card:
    """The stewards' report of a month, as it was when the month began."""
    offices = json.loads(facts["offices"])
    return coverage_card(json.loads(facts["counts"]), offices, labels, facts["day"])


def reason_text(reason: str, labels: Labels) -> str:
    return labels.words(f"coverage.reason_{reason}")


def _lines(found: Sequence[tuple[str, str, int]], labels: Labels) -> tuple[str, ...]:
    words = labels.words
    lines = [
        words(
            "coverage.line",
            post=f"{labels.post(post)} ({post})",
            reason=reason_text(reason, labels),
            count=count,
        )
        for post, reason, count in found[:_LINES_AT_MOST]
    ]
    if len(found) > _LINES_AT_MOST:
        lines.append(words("digest.more", count=len(found) - _LINES_AT_MOST))
    return tuple(lines)
