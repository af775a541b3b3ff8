"""The answer to "who can help?": the ladder, with who, why and how fresh that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from content.cards.confirmation import flag_action
from content.labels import Labels
from routing.card import Action, Card, Choice, Input, Section
from routing.ladder import Ladder, Step
from routing.structure import Coverage, Source
from routing.topics import DEFAULT_SEVERITY, SEVERITIES, Referral, Severity


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the answer says besides the ladder.

    ``evidence`` are the words it goes by, ``proposed`` unconfirmed coverages, ``age`` how old the
    directory is when the database is away. ``open_value`` is what the button to open a case
    carries, ``severity`` and ``summary`` what its form begins with; ``correct_value`` is carried by
    the button that says that it was understood wrongly, ``simulate_value`` by the dry run's.
    """

    evidence: Sequence[str] = ()
    office_used: bool = False
    referral: Referral | None = None
    proposed: Sequence[Coverage] = ()
    date_note: str | None = None
    age: str | None = None
    open_value: str | None = None
    correct_value: str | None = None
    simulate_value: str | None = None
    severity: Severity = DEFAULT_SEVERITY
    summary: str = ""
    hint: str | None = None


def ladder_card(
    ladder: Ladder, sections: tuple[Section, ...], labels: Labels, remarks: Remarks
) -> Card:
    """The whole answer; ``sections`` are the ladder's steps in words."""
    words = labels.words
    country = labels.country(ladder.country)
    if ladder.topic is None and ladder.subject is None:
        title = words("ladder.title_no_topic", country=country)
    else:
        topic = labels.topic(ladder.topic, ladder.subject)
        title = words("ladder.title", topic=topic, country=country)
    return Card(
        title=title,
        text=tuple(_text(ladder, labels, remarks)),
        sections=sections,
        actions=_actions(ladder, labels, remarks),
        footer=tuple(_footer(ladder, labels, remarks)),
    )


def step_section(step: Step, labels: Labels, *, numbers: bool = False) -> Section:
    """One step in words; with ``numbers`` the contacts' telephone numbers too."""
    words = labels.words
    key = "ladder.own_level" if step.level == 1 else "ladder.level"
    lines = [labels.contact(standing, number=numbers) for standing in step.contacts]
    if step.vacant:
        lines.append(words("ladder.vacant_own" if step.level == 1 else "ladder.vacant"))
    elif step.filled_by != step.post:
        lines.append(words("ladder.vacant_unit", division=labels.post(step.filled_by)))
    lines.append(why(step, labels))
    lines.append(source_line(step.source, labels))
    return Section(words(key, level=step.level, post=labels.post(step.post)), tuple(lines))


def why(step: Step, labels: Labels) -> str:
    """Why the step is on the ladder, in words."""
    reason = step.reason
    return labels.words(
        f"why.{reason.code}",
        country=labels.country(reason.country or ""),
        office=labels.office(reason.office or ""),
        topic=labels.topic(reason.topic),
        subject=labels.topic(None, reason.subject),
        post=labels.post(step.post),
    )


def source_line(source: Source, labels: Labels) -> str:
    if source.dated:
        return labels.words("ladder.source_dated", source=source.text, date=source.dated)
    return labels.words("ladder.source", source=source.text)


def referral_lines(referral: Referral, labels: Labels) -> list[str]:
    offices = ", ".join(labels.post(post) for post in referral.posts)
    lines = [labels.words("ladder.referral", offices=offices)]
    for post in referral.posts:
        standings = labels.directory.contacts.get(post, ())
        lines += [
            f"{labels.post(post)}: {' · '.join(p for p in (c.name, c.email) if p)}"
            for c in standings
        ]
    return [*lines, source_line(referral.source, labels)]


def referral_card(referral: Referral, labels: Labels) -> Card:
    return Card(title=referral.names[labels.language], text=tuple(referral_lines(referral, labels)))


def _text(ladder: Ladder, labels: Labels, remarks: Remarks) -> list[str]:
    words = labels.words
    text = []
    if remarks.age is not None:
        text.append(words("ladder.snapshot", age=remarks.age))
    if remarks.office_used:
        text.append(words("ladder.office_used", country=labels.country(ladder.country)))
    if ladder.subject is not None:
        text.append(words("ladder.outside", subject=labels.topic(None, ladder.subject)))
    if remarks.referral is not None:
        text.extend(referral_lines(remarks.referral, labels))
    return text


def _footer(ladder: Ladder, labels: Labels, remarks: Remarks) -> list[str]:
    words = labels.words
    footer = []
    if remarks.evidence:
        footer.append(words("ladder.because", words=", ".join(remarks.evidence)))
    footer += [
        words(
            "ladder.proposed",
            office=labels.office(fact.office),
            country=labels.country(fact.country),
            source=fact.source,
        )
        for fact in remarks.proposed
    ]
    if remarks.date_note:
        footer.append(remarks.date_note)
    count = len(labels.directory.everybody())
    footer.append(words("ladder.as_of", date=ladder.at.isoformat(), count=count))
    if remarks.hint:
        footer.append(remarks.hint)
    return footer


def _actions(ladder: Ladder, labels: Labels, remarks: Remarks) -> tuple[Action, ...]:
    actions: list[Action] = []
    if remarks.open_value is not None:
        actions.append(open_action(labels, remarks.open_value, remarks.severity, remarks.summary))
    if remarks.simulate_value is not None:
        actions.append(Action("choose", labels.words("button.simulate"), remarks.simulate_value))
    if remarks.correct_value is not None:
        actions.append(Action("choose", labels.words("button.correct"), remarks.correct_value))
    contacts = [standing.contact for step in ladder.steps for standing in step.contacts]
    if contacts and remarks.age is None:
        actions.append(flag_action(contacts, labels))
    return tuple(actions)


def open_action(labels: Labels, value: str, severity: Severity, summary: str = "") -> Action:
    """The button that opens a case, with its form: how severe, and what happened."""
    words = labels.words
    severities = tuple(Choice(labels.severity(s), s) for s in reversed(SEVERITIES))
    inputs = (
        Input("severity", words("ladder.severity"), "choice", severities, value=severity),
        Input("summary", words("ladder.summary"), "lines", value=summary),
    )
    return Action("choose", words("ladder.escalate"), value, "primary", inputs)
