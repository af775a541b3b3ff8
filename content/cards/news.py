"""What the asker learns of each step, and what stewards are told."""

from collections.abc import Sequence

from content.cards.cases import asker_actions, contact_actions
from content.labels import Labels
from content.times import moment
from routing.card import Action, Card, Link
from routing.cases import Case
from routing.contacts import Standing
from routing.notices import Notice


def progress_card(case: Case, notice: Notice, labels: Labels, numbers: Sequence[str] = ()) -> Card:
    """One piece of news for the asker; ``numbers`` are what to call at the end of the ladder."""
    event = notice.facts["event"].partition("/")[0]
    title, text = _news(case, notice, labels, event, numbers)
    mailto = notice.facts.get("mailto")
    links: tuple[Link, ...] = ()
    if mailto:
        links = (Link(labels.words("progress.mailto", to=notice.facts.get("to", "")), mailto),)
    return Card(
        title=title,
        text=tuple(line for line in text if line),
        links=links,
        actions=_actions(case, labels),
        tone="good" if event in ("taken", "resolved") else "neutral",
        reference=case.reference,
    )


def _news(
    case: Case, notice: Notice, labels: Labels, event: str, numbers: Sequence[str]
) -> tuple[str, list[str]]:
    words = labels.words
    facts = notice.facts
    values = {
        "reference": case.reference,
        "to": facts.get("to", ""),
        "by": facts.get("by", ""),
        "post": labels.post(facts.get("post", "")),
        "route": labels.route(facts.get("route", "slack")),
    }
    if event == "told":
        after = f"progress.told_after_{facts.get('after', '')}"
        key = after if words.has(after) else "progress.told"
        return words(key, **values), [_failed(labels, facts.get("failed", "")), _next(case, labels)]
    title = words(f"progress.{event}", **values)
    if event == "taken" and facts.get("contact"):
        return title, [words("progress.contact", contact=facts["contact"])]
    if event in ("exhausted", "unreachable"):
        return title, [*(numbers or [words("progress.no_numbers")])]
    return title, [facts.get("note", "")]


def _failed(labels: Labels, failed: str) -> str:
    return labels.words("progress.failed", failed=failed) if failed else ""


def _next(case: Case, labels: Labels) -> str:
    if case.state != "told" or case.due_at is None:
        return ""
    at = moment(case.due_at)
    above = case.rungs[case.position + 1 :]
    if not above:
        return labels.words("progress.last", at=at)
    return labels.words("progress.next", post=labels.post(above[0].post), at=at)


def _actions(case: Case, labels: Labels) -> tuple[Action, ...]:
    if case.state in ("grace", "told", "exhausted"):
        return asker_actions(case, labels)
    return contact_actions(case, labels)[:1] if case.state == "taken" else ()


def steward_card(case: Case, notice: Notice, labels: Labels) -> Card:
    """A report to a steward: a vacant post, or an address that is dead."""
    subject = notice.facts["subject"]
    if notice.kind == "vacant":
        subject = labels.post(subject)
    values = {"reference": case.reference, "subject": subject}
    return Card(
        title=labels.words(f"steward.{notice.kind}", **values),
        text=(labels.words(f"steward.{notice.kind}_text", **values),),
        tone="attention",
        reference=case.reference,
    )


def telephone_lines(standings: Sequence[Standing], labels: Labels) -> list[str]:
    """A line for each contact that has a telephone number."""
    return [
        f"{s.contact.phone} · {s.contact.name}, {labels.post(s.contact.post)}"
        for s in standings
        if s.contact.phone
    ]
