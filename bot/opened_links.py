"""What a signed link opens: who answers by it, and the card with what they may answer now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.casework import DEEDS
from bot.confirming import AGAIN, present_card
from bot.drills import find
from bot.entry_handover import offer_of
from bot.knowledge import Knowledge
from bot.owndata import own_contacts
from bot.ports import Reader
from bot.signed_links import Purpose, Signed
from bot.turn import Turn
from bot.wording import WORDING
from content.cards.cases import case_page
from content.cards.drills import drill_page, thanks_card
from content.cards.pages import (
    entries_changed,
    entries_gone,
    entries_page,
    link_ended,
    offer_page,
)
from content.cards.questions import line_card
from content.commands import reference_in
from content.labels import Labels
from routing.card import Card
from routing.contacts import Contact
from routing.drills import drill_number
from routing.exchange import Call, Request
from routing.people import Account, Person
from routing.rights import may_act
from routing.seats import seats_named, shown_name, who_is


@dataclass(frozen=True, slots=True)
class Opened:
    """``holds`` is False where the card says why the link is over; ``case`` is that of its buttons.

    Without ``person`` nothing can be answered.
    """

    card: Card
    person: Person | None = None
    holds: bool = True
    case: int | None = None

    def allows(self, call: Call) -> bool:
        """Is it a button of the card, or another one of the same case?"""
        if any((a.verb, a.value) == (call.verb, call.value) for a in self.card.actions):
            return True
        is_deed = call.verb in DEEDS or call.value.startswith(WORDING)
        return self.case is not None and is_deed and reference_in(call.value) == self.case


@dataclass(frozen=True, slots=True)
class Opening:
    """A link that is ours, at a moment."""

    signed: Signed
    reader: Reader
    knowledge: Knowledge
    now: datetime

    @property
    def labels(self) -> Labels:
        return self.knowledge.labels(self.signed.subject.language)

    def contacts(self) -> tuple[Contact, ...]:
        """The entries of the link, as far as the same person still fills them."""
        subject = self.signed.subject
        directory = self.knowledge.refresh(self.reader, self.now)
        return tuple(
            c for c in seats_named(subject.seats, directory) if c.email and who_is(c) == subject.who
        )

    def person(self, contact: Contact) -> Person:
        """Whoever has the mail is taken for the contact."""
        return by_mail(contact.email or "", contact.name, self.signed, contact.phone)


def by_mail(email: str, name: str, signed: Signed, phone: str | None = None) -> Person:
    account = Account("mail", "", email.lower())
    return Person(account, name, email=email, phone=phone, language=signed.subject.language)


def request_of(person: Person, key: str, call: Call) -> Request:
    return Request(key, person.account, person.account.key, "action", call=call)


def opened(signed: Signed, reader: Reader, knowledge: Knowledge, now: datetime) -> Opened:
    """Raises StoreUnavailable."""
    found = Opening(signed, reader, knowledge, now)
    return _OPEN[signed.subject.purpose](found)


def _entries(found: Opening) -> Opened:
    contacts, labels, subject = found.contacts(), found.labels, found.signed.subject
    if not contacts:
        return Opened(entries_gone(labels), holds=False)
    person = found.person(contacts[0])
    if found.signed.until < found.now:
        return Opened(link_ended(found.signed.until, AGAIN, labels), person, holds=False)
    if shown_name(contacts) != subject.about:
        return Opened(entries_changed(AGAIN, labels), person, holds=False)
    nothing = request_of(person, "", Call("confirm", ""))
    turn = Turn(nothing, person, subject.language, found.now, found.knowledge)
    card = present_card(turn, own_contacts(found.reader, turn), labels.words("confirm.title"))
    return Opened(entries_page(card, _away_until(found, contacts[0]), labels), person)


def _away_until(found: Opening, contact: Contact) -> date | None:
    for standing in found.knowledge.world(found.now).standings(contact.post):
        condition = standing.condition
        if standing.contact == contact and standing.freshness == "away" and condition is not None:
            return condition.away_until
    return None


def _offer(found: Opening) -> Opened:
    key, labels = found.signed.subject.about, found.labels
    offer = offer_of(found.reader, key, found.knowledge, found.now)
    if offer is None:
        return Opened(line_card(labels, "handed.over"), holds=False)
    person = by_mail(offer.email, offer.name, found.signed)
    return Opened(offer_page(offer.contacts, key, found.labels), person)


def _drill(found: Opening) -> Opened:
    contacts, labels = found.contacts(), found.labels
    number = drill_number(found.signed.subject.about)
    drill = find(found.reader, number) if number is not None else None
    if drill is None or not contacts or found.signed.until < found.now:
        return Opened(line_card(labels, "page.drill_over"), holds=False)
    person, seats = found.person(contacts[0]), {f"{c.post}#{c.rank}" for c in contacts}
    done = [p.acknowledged for p in drill.people if seats & set(p.seats) and p.acknowledged]
    if done:
        return Opened(thanks_card(drill, done[0], labels), person)
    return Opened(drill_page(drill.reference, drill.by, labels), person)


def _case(found: Opening) -> Opened:
    contacts, labels = found.contacts(), found.labels
    number = reference_in(found.signed.subject.about)
    case = found.reader.case(number) if number is not None else None
    if case is None or not contacts or found.signed.until < found.now:
        return Opened(line_card(labels, "page.case_over"), holds=False)
    person, world = found.person(contacts[0]), found.knowledge.world(found.now)
    if not may_act(person, case, world, found.knowledge.stewards):
        return Opened(line_card(labels, "page.case_over"), holds=False)
    return Opened(case_page(case, labels, contacts[0].timezone), person, case=case.number)


_OPEN: Final[Mapping[Purpose, Callable[[Opening], Opened]]] = {
    "confirm": _entries,
    "accept": _offer,
    "drill": _drill,
    "case": _case,
}
