"""Somebody asks to be removed: from the directory at once, from closed cases as soon as may be.

What is still open keeps their name: others act on it. A record says who is to be taken out of
what; the record goes when the last of their cases is closed and done.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from bot import drills
from bot.database import Database
from bot.entry_handover import drop_offers_of
from bot.owndata import keys_of, own_contacts
from bot.pauses import Seldom
from bot.ports import Clock, Reader, Writer
from bot.reports import report
from bot.turn import Turn
from content.cards.own_data import removal_question
from content.cards.questions import line_card
from routing.audit import ENGINE, Entry
from routing.card import Card
from routing.contacts import Contact, Seat
from routing.erasure import Erasure
from routing.exchange import Reply

REMOVE: Final = "remove|"
_KIND: Final = "erasure"
_PSEUDONYM_BYTES: Final = 4
_EVERY: Final = 30.0


def ask_to_remove(reader: Reader, turn: Turn) -> Card:
    """Raises StoreUnavailable."""
    return removal_question(own_contacts(reader, turn), turn.labels, REMOVE + turn.person.key)


def remove(writer: Writer, turn: Turn, value: str) -> Reply:
    """Do it, for whoever was asked; stewards are told. Raises StoreUnavailable."""
    if value != REMOVE + turn.person.key:
        return Reply(line_card(turn.labels, "own.remove_old"))
    writer.lock_directory()
    contacts = own_contacts(writer, turn)
    accounts = writer.accounts_of(turn.person.key)
    out = _erasure(turn, contacts, {each.account.key for each in accounts})
    seats = [(contact.post, contact.rank) for contact in contacts]
    writer.drop_seats(seats)
    writer.change_contacts(seats, (), turn.now)
    writer.add_directory_entries(_lines(seats, turn.now))
    _forget_what_was_imported(writer, contacts)
    drop_offers_of(writer, out.keys, contacts)
    writer.forget_person(sorted(out.keys), out.pseudonym)
    drills.forget(writer, out, turn.now)
    writer.put_record(_KIND, out.pseudonym, out.document(), turn.now)
    if contacts:
        facts = {"seats": "\n".join(f"{post}#{rank}" for post, rank in seats)}
        posts = [contact.post for contact in contacts]
        report(writer, turn.knowledge, turn.now, "removal", out.pseudonym, facts, posts)
    turn.knowledge.refresh(writer, turn.now)
    said = "own.removed_entries" if contacts else "own.removed"
    return Reply(line_card(turn.labels, said), replaces=True)


def _erasure(turn: Turn, contacts: tuple[Contact, ...], accounts: set[str]) -> Erasure:
    person = turn.person
    words = {person.name, person.email, person.phone}
    for contact in contacts:
        words |= {contact.name, contact.email, contact.phone}
    keys = keys_of(person, contacts) | accounts | {key.rpartition(":")[2] for key in accounts}
    pseudonym = f"person-{secrets.token_hex(_PSEUDONYM_BYTES)}"
    return Erasure(pseudonym, keys, frozenset(word for word in words if word))


def _lines(seats: Sequence[Seat], at: datetime) -> list[Entry]:
    """That somebody was removed, not who: the directory's trail names nobody."""
    return [
        Entry(0, at, ENGINE, ENGINE, ENGINE, "removed", {"post": post, "rank": str(rank)})
        for post, rank in seats
    ]


def _forget_what_was_imported(writer: Writer, contacts: tuple[Contact, ...]) -> None:
    """Keep that a file had somebody there, but not whom: the same file is a conflict then."""
    seats = {(contact.post, contact.rank) for contact in contacts}
    imported = writer.imported_contacts()
    if any((contact.post, contact.rank) in seats for contact in imported):
        writer.keep_imported(
            [
                Contact(contact.post, contact.rank, "-")
                if (contact.post, contact.rank) in seats
                else contact
                for contact in imported
            ]
        )


class Erasing(Seldom):
    """Takes people out of closed cases, a case a transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(_EVERY)
        self._database = database
        self._clock = clock

    async def work(self) -> int:
        """Take everybody who asked for it out of their closed cases; returns how many changed."""
        records = await self._database.read(lambda reader: reader.records(_KIND))
        return sum([await self._erase(key, Erasure.of_document(body)) for key, body in records])

    async def _erase(self, key: str, out: Erasure) -> int:
        keys = sorted(out.keys)
        found = await self._database.read(lambda reader: reader.cases_concerning(keys))
        done = 0
        for number, closed in found:
            if closed:
                done += await self._database.write(partial(self._take_out, number=number, out=out))
        if done == len(found):
            await self._database.write(lambda writer: writer.delete_record(_KIND, key))
        return done

    def _take_out(self, writer: Writer, number: int, out: Erasure) -> bool:
        case = writer.case(number)
        if case is None or case.is_open or _is_under_way(writer, number):
            return False
        before = next((c.hash for c in writer.chains(number - 1, 1) if c.case == number), None)
        lines = [out.line(line) for line in writer.entries(number)]
        writer.rewrite_closed_case(out.case(case), lines, out)
        facts = {"hash": before or ""}
        said = Entry(number, self._clock.now(), ENGINE, ENGINE, ENGINE, "erased", facts)
        writer.add_entries([said])
        return True


def _is_under_way(reader: Reader, number: int) -> bool:
    """Are there messages of the case still to be sent?"""
    return any(posted.state == "pending" for posted in reader.notices(number))
