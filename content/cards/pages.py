"""What the pages behind signed links say besides what the chat says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from content.cards.confirmation import offer_answers
from content.cards.own_data import own_data_action
from content.labels import Labels
from routing.card import Action, Card, Section
from routing.contacts import Contact


def entries_page(card: Card, away_until: date | None, labels: Labels) -> Card:
    """The question about one's entries, with what helps with its forms."""
    words, text = labels.words, [labels.words("confirm.text")]
    if away_until is not None:
        text.append(words("page.away", date=away_until.isoformat()))
    actions = (*card.actions, own_data_action(labels))
    return replace(card, text=tuple(text), actions=actions, footer=(words("page.empty_stays"),))


def offer_page(contacts: Sequence[Contact], key: str, labels: Labels) -> Card:
    """Entries that somebody is asked to take over, with both answers; ``key`` is the offer's."""
    words = labels.words
    seats = tuple(labels.seat_named(f"{c.post}#{c.rank}") for c in contacts)
    return Card(
        title=words("report.handed", name=contacts[0].name),
        text=(words("report.handed_text"),),
        sections=(Section(words("report.entries"), seats),),
        actions=offer_answers(key, labels),
    )


def link_ended(until: datetime, again: str, labels: Labels) -> Card:
    """The link's time is over; ``again`` is what the button carries that asks for a new one."""
    title = labels.words("page.ended", date=until.date().isoformat())
    return Card(
        title=title, text=(labels.words("page.ended_text"),), actions=(_again(again, labels),)
    )


def entries_changed(again: str, labels: Labels) -> Card:
    """The entries don't say any more what they said when the mail was sent."""
    words = labels.words
    return Card(
        title=words("page.changed"),
        text=(words("page.changed_text"),),
        actions=(_again(again, labels),),
    )


def entries_gone(labels: Labels) -> Card:
    """Whoever the mail went to has these entries no longer."""
    return Card(title=labels.words("page.gone"), text=(labels.words("page.gone_text"),))


def _again(value: str, labels: Labels) -> Action:
    return Action("confirm", labels.words("page.again"), value, "primary")
