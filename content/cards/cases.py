"""A case as its asker and its contacts see it."""

from collections.abc import Sequence
from typing import Final

from content.labels import Labels
from content.times import moment, span
from routing.card import Action, Card, Fact, Input, Link, Section, Tone
from routing.cases import Case
from routing.ladder import Ladder
from routing.notices import Notice
from routing.people import Account, Person

DRY_RUN: Final = "simulate|"


def reach(email: str | None, phone: str | None, account: Account) -> str:
    """How to reach somebody: mail and telephone, else the account itself."""
    known = " · ".join(part for part in (email, phone) if part)
    if known or account.platform == "terminal":
        return known
    return f"{account.platform.capitalize()}: {account.user}"


def opened_card(
    case: Case,
    ladder: Ladder,
    sections: tuple[Section, ...],
    labels: Labels,
    grace: float,
    similar: Sequence[int],
    numbers: Sequence[str] = (),
) -> Card:
    """What the asker gets at once: the reference, what happens next, and the ladder in words.

    ``grace`` is in seconds; ``numbers`` are what to call where no level above has anybody.
    """
    words = labels.words
    first = next((step for step in ladder.steps[case.position + 1 :] if not step.vacant), None)
    if first is None:
        text = [words("case.opened_nobody"), *(numbers or [words("progress.no_numbers")])]
    elif grace > 0:
        text = [words("case.opened_grace", grace=span(grace), post=labels.post(first.post))]
    else:
        text = [words("case.opened_now", post=labels.post(first.post))]
    if similar:
        text.append(words("case.similar", references=", ".join(f"IOM-{n}" for n in similar)))
    return Card(
        title=_title("case.opened", case, labels),
        text=tuple(text),
        facts=(Fact(words("case.what"), case.summary or words("case.no_summary")),),
        sections=sections,
        actions=(
            Action("next", words("button.tell_now"), f"{case.reference}|{case.round}"),
            *asker_actions(case, labels),
        ),
        reference=case.reference,
    )


def is_critical(case: Case) -> bool:
    return case.severity == "critical"


def asker_actions(case: Case, labels: Labels) -> tuple[Action, ...]:
    words = labels.words
    details = Input("text", words("button.details_text"), "lines", required=True)
    return (
        Action("details", words("button.details"), case.reference, inputs=(details,)),
        dry_run_action(case, labels),
        Action("cancel", words("button.cancel"), case.reference, "danger"),
    )


def dry_run_action(case: Case, labels: Labels) -> Action:
    """The button that shows who else would be told, and when."""
    return Action("choose", labels.words("button.simulate"), f"{DRY_RUN}{case.reference}")


def told_card(
    case: Case,
    notice: Notice,
    labels: Labels,
    timezone: str | None = None,
    link: str | None = None,
) -> Card:
    """What a contact gets and, after every change, what that card turns into.

    A mail has a ``link`` to the page with its buttons, or says what to write.
    """
    words = labels.words
    key = {"remind": "case.remind", "copy": "case.copy", "details": "case.details_added"}
    kind = _kind(notice)
    text = []
    if kind == "copy":
        text.append(words("case.copy_text", post=labels.post(_holder(case))))
    elif case.state in ("told", "exhausted"):
        text.append(words("case.ask_you", asker=case.asker.name))
    text.append(words("case.security"))
    return Card(
        title=_title(key.get(kind, "case.told"), case, labels),
        text=tuple(text),
        facts=case_facts(case, labels, timezone, number=kind != "copy" or is_critical(case)),
        actions=() if kind == "copy" else contact_actions(case, labels),
        links=() if link is None else (Link(words("case.link"), link),),
        footer=_contact_footer(case, notice, labels, link),
        tone=_tone(case),
        reference=case.reference,
    )


def case_facts(
    case: Case, labels: Labels, timezone: str | None = None, *, number: bool = True
) -> tuple[Fact, ...]:
    """What there is to know of a case; with ``number`` the asker's telephone number too."""
    words = labels.words
    asker = case.asker
    phone = asker.phone if number else None
    facts = [
        Fact(words("case.what"), case.summary or words("case.no_summary")),
        Fact(words("case.where"), labels.country(case.country)),
        Fact(words("case.severity"), labels.severity(case.severity)),
        Fact(
            words("case.asker"),
            " · ".join(p for p in (asker.name, reach(asker.email, phone, asker.account)) if p),
        ),
        Fact(words("case.level"), level_text(case, labels)),
        Fact(words("case.state"), state_text(case, labels)),
    ]
    if case.details:
        facts.insert(1, Fact(words("case.details"), "\n".join(case.details)))
    if case.state in ("told", "exhausted") and case.due_at is not None:
        facts.append(Fact(words("case.next"), next_text(case, labels, timezone)))
    if case.note:
        facts.append(Fact(words("case.note"), case.note))
    return tuple(facts)


def level_text(case: Case, labels: Labels) -> str:
    words = labels.words
    text = words(
        "case.level_of",
        number=case.position + 1,
        count=len(case.rungs),
        post=labels.post(case.rung.post),
    )
    if case.handed_to:
        text += f" ({words('case.handed_to', post=labels.post(case.handed_to))})"
    return text


def state_text(case: Case, labels: Labels) -> str:
    if case.taken_by_name and case.state in ("taken", "resolved"):
        taken = labels.words("case.taken_by", name=case.taken_by_name)
        return taken if case.state == "taken" else f"{labels.words('state.resolved')}, {taken}"
    return labels.words(f"state.{case.state}")


def next_text(case: Case, labels: Labels, timezone: str | None = None) -> str:
    """When which level is told next; for the last level, when it is reminded."""
    assert case.due_at is not None  # noqa: S101 (callers show it for climbing cases only)
    at = moment(case.due_at, timezone)
    above = case.rungs[case.position + 1 :]
    if not above:
        return labels.words("case.next_none", at=at)
    return labels.words("case.next_at", post=labels.post(above[0].post), at=at)


def contact_actions(case: Case, labels: Labels) -> tuple[Action, ...]:
    """The buttons that make sense in the case's present state."""
    words = labels.words
    handover = Action(
        "handover",
        words("button.handover"),
        case.reference,
        inputs=(Input("to", words("button.handover_to"), required=True),),
    )
    if case.state == "taken":
        note = Input("note", words("button.resolve_note"), "lines", required=True)
        resolve = Action(
            "resolve", words("button.resolve"), case.reference, "primary", inputs=(note,)
        )
        return (resolve, handover)
    if case.state not in ("grace", "told", "exhausted"):
        return ()
    actions = [Action("ack", words("button.ack"), case.reference, "primary")]
    if case.position + 1 < len(case.rungs):
        actions.append(Action("next", words("button.next"), f"{case.reference}|{case.round}"))
    return (*actions, handover, dry_run_action(case, labels))


def answer_card(case: Case, key: str, labels: Labels, **values: object) -> Card:
    """A short line about a case, for whoever has just acted on it."""
    line = labels.words(f"answer.{key}", reference=case.reference, **values)
    return Card(title=line, reference=case.reference)


def taken_card(case: Case, labels: Labels, *, number: bool = True) -> Card:
    """What whoever took a case gets: how to reach the asker, and the buttons that follow."""
    asker = case.asker
    contact = reach(asker.email, asker.phone if number else None, asker.account)
    text = (labels.words("answer.contact", asker=asker.name, contact=contact),) if contact else ()
    return Card(
        title=labels.words("answer.taken", reference=case.reference, asker=asker.name),
        text=text,
        actions=contact_actions(case, labels),
        tone="good",
        reference=case.reference,
    )


def reach_of(person: Person) -> str:
    return reach(person.email, person.phone, person.account)


def _kind(notice: Notice) -> str:
    """What the message is, or was: a reminder that is changed later reminds nobody any more."""
    was = notice.facts.get("of", "")
    return was if notice.kind == "update" and was != "remind" else notice.kind


def case_page(case: Case, labels: Labels, timezone: str | None = None) -> Card:
    """A case behind a mail's link, with the buttons that change it."""
    words = labels.words
    asks = case.state in ("told", "exhausted")
    text = (words("case.ask_you", asker=case.asker.name),) if asks else ()
    return Card(
        title=_title("case.told", case, labels),
        text=(*text, words("case.security")),
        facts=case_facts(case, labels, timezone),
        actions=tuple(a for a in contact_actions(case, labels) if a.verb != "choose"),
        tone=_tone(case),
        reference=case.reference,
    )


def _contact_footer(
    case: Case, notice: Notice, labels: Labels, link: str | None
) -> tuple[str, ...]:
    if not case.is_open or _kind(notice) == "copy":
        return ()
    if notice.to.route == "mail":
        asker = case.asker.email or case.asker.name
        key = "case.mail_closing" if link is None else "case.link_closing"
        return (labels.words(key, reference=case.reference, asker=asker),)
    return (labels.words("case.commands", reference=case.reference),)


def _title(key: str, case: Case, labels: Labels) -> str:
    return labels.words(
        key,
        reference=case.reference,
        topic=labels.topic_of(case),
        country=labels.country(case.country),
        severity=labels.severity(case.severity),
    )


def _holder(case: Case) -> str:
    return case.handed_to or case.rung.post


def _tone(case: Case) -> Tone:
    if case.state in ("taken", "resolved"):
        return "good"
    return "attention" if case.state in ("told", "exhausted") else "neutral"
