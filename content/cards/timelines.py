"""The status of one case as a timeline, and the list of somebody's cases."""

from collections.abc import Sequence
from datetime import datetime

from content.cards.cases import asker_actions, case_facts, contact_actions
from content.labels import Labels
from content.times import precise
from routing.audit import ENGINE, Entry
from routing.card import Action, Card, Link, Section
from routing.cases import Case


def status_card(
    case: Case,
    entries: Sequence[Entry],
    labels: Labels,
    *,
    is_asker: bool,
    may_act: bool,
    number: bool = True,
) -> Card:
    """A case's whole story; with ``number`` the asker's telephone number too."""
    words = labels.words
    lines = tuple(f"{precise(e.at)}  {entry_line(e, labels)}" for e in entries)
    return Card(
        title=words(
            "timeline.title",
            reference=case.reference,
            topic=labels.topic_of(case),
            country=labels.country(case.country),
            severity=labels.severity(case.severity),
        ),
        facts=case_facts(case, labels, number=number),
        sections=(Section(words("timeline.heading"), lines),),
        links=_mail_links(entries, labels),
        actions=_actions(case, labels, is_asker, may_act),
        reference=case.reference,
    )


def entry_line(entry: Entry, labels: Labels) -> str:
    """One line of the audit trail in words."""
    facts = dict(entry.facts)
    actor = labels.words("timeline.engine") if entry.actor == ENGINE else entry.actor_name
    values = {
        "actor": actor,
        "platform": entry.platform,
        "post": labels.post(facts.get("post", "")),
        "to": facts.get("to", ""),
        "text": facts.get("text", ""),
        "note": facts.get("note", ""),
        "code": facts.get("code", ""),
        "lines": facts.get("lines", ""),
        "hash": facts.get("hash", "")[:12],
        # The whole link, with its subject and text, stands among the card's links.
        "mailto": facts.get("mailto", "").partition("?")[0],
        "before": labels.post(facts.get("before", "")),
        "route": labels.route(facts["route"]) if "route" in facts else "",
        "kind": labels.words(f"notice.{facts['kind']}") if "kind" in facts else "",
    }
    if entry.what == "handed_over":
        values["to"] = labels.post(facts.get("to", ""))
    if entry.what == "told" and facts.get("until"):
        until = precise(datetime.fromisoformat(facts["until"]))
        return labels.words("timeline.told_until", post=values["post"], until=until)
    return labels.words(f"timeline.{entry.what}", **values).rstrip(" :")


def cases_card(cases: Sequence[Case], labels: Labels) -> Card:
    words = labels.words
    if not cases:
        return Card(title=words("answer.nothing_open"))
    lines = tuple(
        words(
            "answer.case_line",
            reference=case.reference,
            topic=labels.topic_of(case),
            country=labels.country(case.country),
            severity=labels.severity(case.severity),
            state=words(f"state.{case.state}"),
        )
        for case in cases
    )
    return Card(title=words("answer.open_cases"), text=lines)


def _actions(case: Case, labels: Labels, is_asker: bool, may_act: bool) -> tuple[Action, ...]:
    if not case.is_open or not may_act:
        return ()
    mine = asker_actions(case, labels) if is_asker else ()
    theirs = contact_actions(case, labels)
    return (*theirs, *(action for action in mine if action not in theirs))


def _mail_links(entries: Sequence[Entry], labels: Labels) -> tuple[Link, ...]:
    kept = [e for e in entries if e.what == "kept" and e.facts.get("mailto")]
    return tuple(
        Link(labels.words("progress.mailto", to=e.facts.get("to", "")), e.facts["mailto"])
        for e in kept
    )
