"""The question whether an entry of the directory is right, and news about the directory."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlencode

from content.entry_checks import FIELDS
from content.labels import Labels
from routing.card import Action, Card, Choice, Input, Link, Section
from routing.contacts import CHANNELS, Contact
from routing.language import LANGUAGES
from routing.notices import Notice
from routing.seats import shown_value

CHANGE: Final = "entry?"
ACCEPT: Final = "accept|"
DECLINE: Final = "decline|"
"""What the buttons carry with which somebody takes entries over, or doesn't."""
HANDED: Final = "handed"
"""What the button carries with which somebody says to whom they have handed over."""
_SECTIONS_AT_MOST: Final = 20


def confirm_card(
    contacts: Sequence[Contact], notice: Notice, labels: Labels, link: str | None = None
) -> Card:
    """Ask somebody about their entries; a mail has a ``link``, or says where to answer."""
    words = labels.words
    reminded = notice.facts.get("stage") == "reminded"
    text = [words("confirm.text_again" if reminded else "confirm.text")]
    if notice.facts.get("stage") == "flagged":
        text = [words("confirm.text_flagged")]
    if notice.to.route == "mail":
        text.append(words("confirm.by_mail" if link is None else "confirm.by_link"))
    return Card(
        title=words("confirm.title_again" if reminded else "confirm.title"),
        text=tuple(text),
        sections=entry_sections(contacts, labels),
        links=() if link is None else (Link(words("confirm.link"), link),),
        actions=() if notice.to.route == "mail" else answers(contacts, labels),
        footer=(words("confirm.why" if link is None else "confirm.why_by_link"),),
        tone="attention" if reminded else "neutral",
    )


def entry_sections(contacts: Sequence[Contact], labels: Labels) -> tuple[Section, ...]:
    """What the directory says of somebody, a section for each different entry."""
    grouped: dict[tuple[str, ...], list[Contact]] = {}
    for contact in contacts:
        grouped.setdefault(_details(contact, labels), []).append(contact)
    found = [
        Section("; ".join(labels.seat(c.post, c.rank) for c in same), lines)
        for lines, same in grouped.items()
    ]
    return tuple(found[:_SECTIONS_AT_MOST])


def answers(contacts: Sequence[Contact], labels: Labels) -> tuple[Action, ...]:
    """The buttons below a question; the first is about these entries, the others about all."""
    words, shown = labels.words, shown_value(contacts)
    return (
        Action("confirm", words("confirm.right"), shown, "primary"),
        change_action(contacts[0], labels, {}),
        handover_action(labels),
        away_action(labels),
        Action("notme", words("confirm.not_me"), shown),
    )


def change_action(contact: Contact, labels: Labels, typed: Mapping[str, str]) -> Action:
    """The form with the present values, or those that were typed."""
    words = labels.words
    languages = tuple(Choice(words(f"entry.{code}"), code) for code in LANGUAGES)
    present: Mapping[str, str | None] = {
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "language": contact.language,
        "timezone": contact.timezone,
        **typed,
    }
    fields = tuple(
        Input(
            name,
            words(f"entry.{name}"),
            "choice" if name == "language" else "line",
            languages if name == "language" else (),
            value=present[name] or "",
        )
        for name in FIELDS
    )
    return Action("change", words("change.button"), change_value(typed), inputs=fields)


def change_value(typed: Mapping[str, str]) -> str:
    """What the button carries that opens the form: what was typed already."""
    return f"{CHANGE}{urlencode(typed)}"


def typed_of(value: str) -> Mapping[str, str]:
    """What was typed already, out of the button's value."""
    return dict(parse_qsl(value.removeprefix(CHANGE)))


def handover_action(labels: Labels) -> Action:
    """The form for whoever has handed over: to whom."""
    words = labels.words
    fields = (
        Input("name", words("entry.name"), "line"),
        Input("email", words("entry.email"), "line", required=True),
    )
    return Action("change", words("handed.button"), HANDED, inputs=fields)


def away_action(labels: Labels) -> Action:
    """The button and form for an absence."""
    words = labels.words
    field = Input("until", words("away.until"), "line", required=True)
    return Action("away", words("away.button"), "away", inputs=(field,))


def flag_action(contacts: Sequence[Contact], labels: Labels) -> Action:
    """The button and form with which anybody says that one of these contacts is wrong."""
    words = labels.words
    choices = tuple(
        Choice(f"{c.name}, {labels.seat(c.post, c.rank)}", f"{c.post}#{c.rank}") for c in contacts
    )
    first = choices[0].value if choices else ""
    fields = (
        Input("seat", words("flag.seat"), "choice", choices, value=first, required=True),
        Input("remark", words("flag.remark"), "lines"),
    )
    return Action("flag", words("flag.button"), " ".join(c.value for c in choices), inputs=fields)


def _details(contact: Contact, labels: Labels) -> tuple[str, ...]:
    words = labels.words
    known = {
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "slack": contact.slack,
        "teams": contact.teams,
        "language": contact.language,
        "timezone": contact.timezone,
    }
    return tuple(
        words("confirm.line", label=words(f"entry.{name}"), value=entry_value(name, value, labels))
        for name, value in known.items()
        if value
    )


def entry_value(field: str, value: str, labels: Labels) -> str:
    """A field's value as people read it: a language by its name, and no account's number."""
    if field in CHANNELS:
        return labels.words("entry.account")
    if field == "language" and value in LANGUAGES:
        return labels.words(f"entry.{value}")
    return value


def offer_answers(key: str, labels: Labels) -> tuple[Action, ...]:
    """The buttons of whoever is asked to take entries over; ``key`` is the offer's."""
    words = labels.words
    return (
        Action("confirm", words("handed.accept"), ACCEPT + key, "primary"),
        Action("notme", words("handed.decline"), DECLINE + key),
    )


def report_card(notice: Notice, labels: Labels, link: str | None = None) -> Card:
    """News about the directory: ``report`` names its words, ``posts`` the seats.

    A mail's ``link`` leads to where it can be answered.
    """
    facts, words = notice.facts, labels.words
    seats = [labels.seat_named(name) for name in facts.get("posts", "").split()]
    more = facts.get("more", "0")
    if more not in ("", "0"):
        seats.append(words("report.more", count=more))
    values = {"name": "", "code": "", "date": "", **facts, "posts": "; ".join(seats)}
    name, mail = facts["report"], notice.to.route == "mail"
    text = [words(f"report.{name}_text", **values), facts.get("remark", "")]
    actions: tuple[Action, ...] = ()
    links: tuple[Link, ...] = ()
    if link is not None:
        offered = "accept" in facts
        text.append(words("handed.by_link" if offered else "change.by_link"))
        links = (Link(words("handed.link" if offered else "change.link"), link),)
    elif "accept" in facts and mail:
        text.append(words("confirm.by_mail"))
    elif "accept" in facts:
        actions = offer_answers(facts["accept"].removeprefix(ACCEPT), labels)
    sections = (Section(words("report.entries"), tuple(seats)),) if seats else ()
    changes = _changes(facts, labels)
    if changes:
        sections = (Section(words("change.changes"), changes), *sections)
    return Card(
        title=words(f"report.{name}", **values),
        text=tuple(part for part in text if part),
        sections=sections,
        links=links,
        actions=actions,
        tone="attention",
    )


def _changes(facts: Mapping[str, str], labels: Labels) -> tuple[str, ...]:
    words = labels.words
    return tuple(
        words(
            "change.line",
            label=words(f"entry.{field}"),
            old=entry_value(field, facts.get(f"old_{field}") or "-", labels),
            new=entry_value(field, facts[f"new_{field}"], labels),
        )
        for field in FIELDS
        if f"new_{field}" in facts
    )
