"""A contact says that their entries are right."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.changing import ask_to_change
from bot.entry_handover import accept, offered_to
from bot.owndata import own_contacts
from bot.ports import Reader, Writer
from bot.seating import keep, question, said, state_of
from bot.turn import Turn
from content.cards.confirmation import answers, entry_sections
from content.cards.questions import line_card
from content.entry_checks import values_in
from routing.card import Card
from routing.contacts import Contact
from routing.exchange import Reply
from routing.notices import Notice, Recipient
from routing.rounds import confirmed
from routing.seats import still_as_shown

AGAIN: Final = "again"
"""What the button carries that asks for the question by mail once more."""


def confirm(writer: Writer, turn: Turn, seen: str | None = None) -> Reply:
    """Confirm the entries of whoever asks, as of today where they are.

    ``seen`` is the button's word for those that they were shown (``shown_value``): where these have
    changed, all are shown anew. Without it all are meant, and what was handed over to them is
    accepted too. Raises StoreUnavailable.
    """
    writer.lock_directory()
    offered = offered_to(writer, turn.person, turn.now) if seen is None else None
    if offered is not None:
        return accept(writer, turn, offered, replaces=False)
    contacts = own_contacts(writer, turn)
    if not contacts:
        return Reply(line_card(turn.labels, "confirm.not_yours"))
    shown = contacts if seen is None else still_as_shown(seen, contacts)
    if not shown:
        title = turn.labels.words("confirm.changed_since")
        return Reply(present_card(turn, contacts, title), replaces=True)
    _write(writer, turn, shown)
    posts = "; ".join(turn.labels.seat(c.post, c.rank) for c in shown)
    card = line_card(turn.labels, "confirm.thanks", posts=posts)
    return Reply(replace(card, tone="good"), replaces=seen is not None)


def _write(writer: Writer, turn: Turn, contacts: Sequence[Contact]) -> None:
    """Write that these entries are right as of today, and begin their next round."""
    world, now, states, saved = turn.world, turn.now, [], []
    for contact in contacts:
        calendar = world.calendar(contact.post, contact.timezone)
        today = replace(contact, verified_on=calendar.local_day(now))
        state = state_of(writer, contact, world)
        saved.append(today)
        states.append(confirmed(state, today, now, calendar, world.policy.freshness))
    keep(writer, states, now, contacts=saved)
    writer.add_directory_entries([said(state, "confirmed", turn) for state in states])
    turn.knowledge.refresh(writer, now)


def ask_about_entry(reader: Reader, turn: Turn) -> Reply | None:
    """What somebody meant who wrote about their own entry in their own words.

    The form to change it where the text has a number or an address, else every button; None for
    a stranger. Raises StoreUnavailable.
    """
    typed = values_in(turn.request.text)
    contacts = own_contacts(reader, turn)
    if typed or not contacts or not turn.request.private:
        return ask_to_change(reader, turn, typed)
    return Reply(present_card(turn, contacts, turn.labels.words("confirm.title")))


def ask_again(writer: Writer, turn: Turn) -> Reply:
    """Send the question again by mail, at most once an hour. Raises StoreUnavailable."""
    contacts = own_contacts(writer, turn)
    if not contacts or contacts[0].email is None:
        return Reply(line_card(turn.labels, "confirm.not_yours"))
    writer.add_notices((_question(writer, turn, contacts),))
    return Reply(line_card(turn.labels, "page.again_sent"))


def _question(writer: Writer, turn: Turn, contacts: Sequence[Contact]) -> Notice:
    first = contacts[0]
    state = state_of(writer, first, turn.world)
    to = Recipient("mail", first.email or "", first.name, turn.language)
    seats = " ".join(f"{contact.post}#{contact.rank}" for contact in contacts)
    stamp = f"again/{turn.now:%Y-%m-%dT%H}"
    return question(state, to, turn.now, stamp, seats=seats, stage="again")


def present_card(turn: Turn, contacts: Sequence[Contact], title: str) -> Card:
    """What the directory says of somebody, with the buttons to answer."""
    return Card(
        title=title,
        sections=entry_sections(contacts, turn.labels),
        actions=answers(contacts, turn.labels),
    )
