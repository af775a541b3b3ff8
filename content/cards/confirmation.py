"""The question whether an entry of the directory is right, and news about the directory."""

from collections.abc import Sequence
from typing import Final

from content.labels import Labels
from routing.card import Action, Card, Choice, Input, Section
from routing.contacts import Contact
from routing.notices import Notice
from routing.seats import shown_name

_SECTIONS_AT_MOST: Final = 20


def confirm_card(contacts: Sequence[Contact], notice: Notice, labels: Labels) -> Card:
    """Ask somebody about all of their entries; a mail says where to answer."""
    words = labels.words
    reminded = notice.facts.get("stage") == "reminded"
    text = [words("confirm.text_again" if reminded else "confirm.text")]
    if notice.facts.get("stage") == "flagged":
        text = [words("confirm.text_flagged")]
    if notice.to.route == "mail":
        text.append(words("confirm.by_mail"))
    return Card(
        title=words("confirm.title_again" if reminded else "confirm.title"),
        text=tuple(text),
        sections=entry_sections(contacts, labels),
        actions=() if notice.to.route == "mail" else answers(contacts, labels),
        footer=(words("confirm.why"),),
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
    """The buttons below a question; each is about all entries of whoever presses it."""
    words, shown = labels.words, shown_name(contacts)
    return (
        Action("confirm", words("confirm.right"), shown, "primary"),
        away_action(labels),
        Action("notme", words("confirm.not_me"), shown),
    )


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
        words("confirm.line", label=words(f"entry.{name}"), value=value)
        for name, value in known.items()
        if value
    )


def report_card(notice: Notice, labels: Labels) -> Card:
    """News about the directory: ``report`` names its words, ``posts`` the seats."""
    facts, words = notice.facts, labels.words
    seats = [labels.seat_named(name) for name in facts.get("posts", "").split()]
    more = facts.get("more", "0")
    if more not in ("", "0"):
        seats.append(words("report.more", count=more))
    values = {**facts, "posts": "; ".join(seats)}
    name = facts["report"]
    return Card(
        title=words(f"report.{name}", **values),
        text=tuple(t for t in (words(f"report.{name}_text", **values), facts.get("remark")) if t),
        sections=(Section(words("report.entries"), tuple(seats)),) if seats else (),
        tone="attention",
    )
