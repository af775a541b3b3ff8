"""What is kept about whoever asks."""

from collections.abc import Iterator

from bot.drills import drills
from bot.ports import Reader
from bot.turn import Turn
from content.cards.own_data import OwnData, own_data_card
from routing.card import Card
from routing.contacts import Contact
from routing.drills import Drill, Drilled
from routing.people import Person
from routing.privacy import whose

_SHOWINGS_AT_MOST = 20


def own_data(reader: Reader, turn: Turn) -> Card:
    """Accounts, seats, cases, drills, and who saw their number. Raises StoreUnavailable."""
    person = turn.person
    contacts = own_contacts(reader, turn)
    seen = {
        showing.key: showing
        for key in {person.key, *(whose(contact) for contact in contacts)}
        for showing in reader.showings_of(key, _SHOWINGS_AT_MOST)
    }
    newest = sorted(seen.values(), key=lambda showing: showing.at, reverse=True)
    data = OwnData(
        accounts=reader.accounts_of(person.key),
        contacts=contacts,
        cases=reader.cases_concerning(keys_of(person, contacts)),
        showings=newest[:_SHOWINGS_AT_MOST],
        drills=tuple(_drills(reader, person, contacts)),
    )
    days = turn.knowledge.content.policy.retention_days
    by_link = person.account.platform == "mail"
    return own_data_card(data, turn.labels, days, by_link=by_link)


def _drills(
    reader: Reader, person: Person, contacts: tuple[Contact, ...]
) -> Iterator[tuple[Drill, Drilled | None]]:
    """The drills that the person's seats were in; and, with None, those that they began."""
    seats = {f"{contact.post}#{contact.rank}" for contact in contacts}
    for drill in drills(reader):
        for each in drill.people:
            if seats & set(each.seats):
                yield drill, each
        if drill.by == person.name:
            yield drill, None


def own_contacts(reader: Reader, turn: Turn) -> tuple[Contact, ...]:
    """The seats that the person fills, as the database has them now."""
    directory = turn.knowledge.refresh(reader, turn.now)
    shipped = set(turn.knowledge.content.mailboxes)
    found = (c for c in directory.everybody() if turn.person.fills(c))
    return tuple(contact for contact in found if contact not in shipped)


def keys_of(person: Person, contacts: tuple[Contact, ...]) -> frozenset[str]:
    """Every key by which cases and messages may name the person."""
    ids = {person.key, person.account.key, person.account.user}
    for contact in contacts:
        ids |= {part for part in (contact.email, contact.slack, contact.teams) if part}
        if contact.slack:
            ids.add(contact.slack.rpartition(":")[2])
    return frozenset({*ids, *(each.lower() for each in ids)})
