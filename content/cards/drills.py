"""Drills in words: the question before one, the test notice, the thanks, and the results."""

from dataclasses import replace
from datetime import datetime

from content.labels import Labels
from content.times import moment, span
from routing.card import Action, Card, Link, Section
from routing.drills import EVERYBODY, Drill, Result, results
from routing.notices import Notice
from routing.stewards import HEADQUARTERS

_LEVELS = (
    "drill.level_0",
    "drill.level_1",
    "drill.level_2",
    "drill.level_3",
    "drill.level_4",
)


def drill_question(office: str, count: int, value: str, labels: Labels) -> Card:
    words = labels.words
    return Card(
        title=words("drill.question", office=office_name(office, labels), count=count),
        text=(words("drill.question_text"),),
        actions=(Action("confirm", words("drill.start", count=count), value, "danger"),),
    )


def begun_card(drill: Drill, labels: Labels) -> Card:
    words = labels.words
    return Card(
        title=words("drill.begun", reference=drill.reference, count=len(drill.people)),
        text=(words("drill.begun_text"),),
        reference=drill.reference,
    )


def drill_card(notice: Notice, labels: Labels, link: str | None = None) -> Card:
    """The test notice; a mail has a ``link`` to the page with its button, or says what to write."""
    reference, by = notice.facts["reference"], notice.facts.get("by", "")
    card = drill_page(reference, by, labels)
    if notice.to.route != "mail":
        return card
    key = "drill.by_mail" if link is None else "drill.by_link"
    return replace(
        card,
        text=(card.text[0], labels.words(key, reference=reference)),
        links=() if link is None else (Link(labels.words("drill.link"), link),),
        actions=(),
    )


def drill_page(reference: str, by: str, labels: Labels) -> Card:
    """The notice with its button; it says that it is a test in its title and in its text."""
    words = labels.words
    return Card(
        title=words("drill.title", reference=reference),
        text=(words("drill.text", by=by), words("drill.tap", reference=reference)),
        actions=(Action("ack", words("drill.ack"), reference, "primary"),),
        footer=(words("drill.footer"),),
        reference=reference,
    )


def thanks_card(drill: Drill, now: datetime, labels: Labels) -> Card:
    after = span((now - drill.at).total_seconds())
    return Card(
        title=labels.words("drill.thanks", reference=drill.reference, after=after),
        text=(labels.words("drill.footer"),),
        tone="good",
        reference=drill.reference,
    )


def results_card(drill: Drill, labels: Labels) -> Card:
    """By level and region: how many acknowledged, and how soon."""
    words = labels.words
    done = sum(1 for person in drill.people if person.acknowledged is not None)
    sections: dict[int, list[str]] = {}
    for result in results(drill):
        sections.setdefault(result.level, []).append(_line(result, labels))
    waiting = [labels.post(person.key) for person in drill.people if person.acknowledged is None]
    found = [Section(level_name(level, labels), tuple(lines)) for level, lines in sections.items()]
    if waiting:
        found.append(Section(words("drill.waiting", count=len(waiting)), (", ".join(waiting),)))
    return Card(
        title=words(
            "drill.results", reference=drill.reference, office=office_name(drill.office, labels)
        ),
        text=(
            words(
                "drill.count",
                done=done,
                count=len(drill.people),
                at=moment(drill.at),
                by=drill.by,
            ),
        ),
        sections=tuple(found),
        reference=drill.reference,
    )


def office_name(office: str, labels: Labels) -> str:
    if office == EVERYBODY:
        return labels.words("drill.everybody")
    return labels.words("drill.headquarters") if office == HEADQUARTERS else labels.office(office)


def level_name(level: int, labels: Labels) -> str:
    return labels.words(_LEVELS[level])


def _line(result: Result, labels: Labels) -> str:
    words, office = labels.words, office_name(result.office, labels)
    if result.median_seconds is None or result.longest_seconds is None:
        return words("drill.line_none", office=office, count=result.told)
    return words(
        "drill.line",
        office=office,
        done=result.acknowledged,
        count=result.told,
        median=span(result.median_seconds),
        longest=span(result.longest_seconds),
    )
