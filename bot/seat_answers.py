"""What contacts say of their own entries besides that they are right: away, or not me."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.asking import asking
from bot.owndata import own_contacts
from bot.ports import Writer
from bot.seating import confirm_back, doubt, keep, said, state_of
from bot.turn import Turn
from content.cards.confirmation import away_action
from content.cards.questions import line_card
from routing.card import Card
from routing.contacts import DOUBTED, Contact
from routing.exchange import Reply
from routing.rounds import back

_DATE: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_LONGEST: Final = timedelta(days=366)


def away(writer: Writer, turn: Turn, text: str, *, replaces: bool = False) -> Reply:
    """Until a date somebody else of the post stands in. Raises StoreUnavailable."""
    labels, text = turn.labels, text.strip()
    writer.lock_directory()
    contacts = own_contacts(writer, turn)
    if not contacts:
        return Reply(line_card(labels, "confirm.not_yours"))
    if not text:
        return asking(turn, "away.title", away_action(labels))
    until = _day(text)
    if until is None:
        return _refused(line_card(labels, "refusal.bad_date", text=text))
    today = turn.world.calendar(contacts[0].post, contacts[0].timezone).local_day(turn.now)
    if not today <= until <= today + _LONGEST:
        return _refused(line_card(labels, "away.not_then", date=until.isoformat()))
    _write_away(writer, turn, contacts, until)
    alone = [c for c in contacts if not _deputies(c, turn)]
    card = line_card(labels, "away.noted", date=until.isoformat())
    lines = [
        labels.words(
            "away.stands_in",
            seat=labels.seat(c.post, c.rank),
            name=", ".join(other.name for other in _deputies(c, turn)),
        )
        for c in contacts
        if c not in alone
    ]
    lines += [labels.words("away.nobody", seat=labels.seat(c.post, c.rank)) for c in alone]
    by_link = turn.person.account.platform == "mail"
    lines.append(labels.words("away.back_by_link" if by_link else "away.back"))
    return Reply(replace(card, text=tuple(lines)), replaces=replaces)


def _refused(card: Card) -> Reply:
    return Reply(card, faults={"until": card.title})


def _write_away(writer: Writer, turn: Turn, contacts: Sequence[Contact], until: date) -> None:
    world, states = turn.world, []
    for contact in contacts:
        calendar = world.calendar(contact.post, contact.timezone)
        gone = replace(
            state_of(writer, contact, world),
            away_until=until,
            stage="waiting",
            asked_at=None,
            unanswered_since=None,
        )
        states.append(replace(gone, due_at=max(gone.due_at, back(gone, calendar))))
    keep(writer, states, turn.now)
    writer.add_directory_entries(
        [said(state, "away", turn, until=until.isoformat()) for state in states]
    )
    confirm_back(writer, turn, contacts, report="away", date=until.isoformat())
    turn.knowledge.refresh(writer, turn.now)


def _deputies(contact: Contact, turn: Turn) -> list[Contact]:
    """Who stands in: the others of the post of whom nothing is in doubt."""
    return [
        standing.contact
        for standing in turn.world.standings(contact.post)
        if standing.freshness not in DOUBTED and not turn.person.fills(standing.contact)
    ]


def _day(text: str) -> date | None:
    """The day that a text is, or names: "until 2026-12-24"."""
    named = _DATE.findall(text)
    try:
        return date.fromisoformat(named[0] if len(named) == 1 else text)
    except ValueError:
        return None


def not_me(writer: Writer, turn: Turn) -> Reply:
    """Whoever was asked isn't that person: the entries are doubtful. Raises StoreUnavailable."""
    writer.lock_directory()
    contacts = own_contacts(writer, turn)
    if not contacts:
        return Reply(line_card(turn.labels, "confirm.not_yours"))
    doubt(writer, contacts, "notme", turn.world, turn=turn)
    turn.knowledge.refresh(writer, turn.now)
    return Reply(line_card(turn.labels, "notme.noted"), replaces=True)
