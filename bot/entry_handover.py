"""Somebody has handed over: the new person is asked, and takes the entries when they accept."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.asking import asking
from bot.changing import refused
from bot.knowledge import Knowledge
from bot.owndata import own_contacts
from bot.ports import Reader, Writer
from bot.seating import confirm_back, keep, report_to, reports, said, state_of
from bot.turn import Turn
from content.cards.confirmation import ACCEPT, handover_action
from content.cards.questions import line_card
from content.entry_checks import checked
from routing.contacts import Contact
from routing.exchange import Reply
from routing.notices import ROUTES, Recipient
from routing.people import Person
from routing.rounds import confirmed, seated
from routing.seats import seats_named, who_is
from routing.telling import World, routes

KIND: Final = "entry_handover"
_OPEN_FOR: Final = timedelta(days=14)
_TOKEN_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """Entries that the person with this mail address and name is asked to take."""

    email: str
    name: str
    contacts: tuple[Contact, ...]


def hand_over(writer: Writer, turn: Turn, name: str, email: str, *, replaces: bool) -> Reply:
    """Ask the new person; until they accept, nothing changes. Raises StoreUnavailable."""
    labels, typed = turn.labels, {"email": email, "name": name}
    writer.lock_directory()
    contacts = own_contacts(writer, turn)
    if not contacts:
        return Reply(line_card(labels, "confirm.not_yours"))
    if not email.strip():
        return asking(turn, "handed.title", handover_action(labels))
    good, bad = checked(typed)
    if bad:
        return refused(typed, bad, labels)
    if turn.person.email and good["email"].lower() == turn.person.email.lower():
        card = line_card(labels, "handed.yourself")
        return Reply(card, faults={"email": card.title})
    to = _new_person(writer, turn, good["email"], good.get("name", good["email"]))
    _offer(writer, turn, contacts, to)
    return Reply(line_card(labels, "handed.asked", name=to.name), replaces=replaces)


def _offer(writer: Writer, turn: Turn, contacts: Sequence[Contact], to: Recipient) -> None:
    token = secrets.token_hex(_TOKEN_BYTES)
    seats = [f"{c.post}#{c.rank}" for c in contacts]
    body = {
        "seats": seats,
        "who": who_is(contacts[0]),
        "name": to.name,
        "email": to.email,
        "until": (turn.now + _OPEN_FOR).isoformat(),
    }
    writer.put_record(KIND, token, body, turn.now)
    facts = {"report": "handed", "posts": " ".join(seats), "name": turn.person.name}
    notice = report_to(turn.world, to, f"handed/{token}", accept=ACCEPT + token, **facts)
    writer.add_notices((notice,))
    states = [state_of(writer, contact, turn.world) for contact in contacts]
    writer.add_directory_entries([said(state, "offered", turn) for state in states])
    confirm_back(writer, turn, contacts, report="offered", name=to.name)


def _new_person(writer: Writer, turn: Turn, email: str, name: str) -> Recipient:
    """Where the new person already talks to the bot, else by mail in the same language."""
    known = writer.known_person(email.lower())
    if known is not None:
        for route in ROUTES:
            if route == known.account.platform and route in turn.world.live:
                account = known.account
                return Recipient(
                    route, account.user, known.name, known.reads, account.tenant, email=email
                )
    return Recipient("mail", email, name, turn.language, email=email)


def drop_old_offers(writer: Writer, now: datetime) -> None:
    """Forget whom entries were offered to who never answered. Raises StoreUnavailable."""
    for key, body in writer.records(KIND):
        if datetime.fromisoformat(body["until"]) < now:
            writer.delete_record(KIND, key)


def drop_offers_of(writer: Writer, keys: Collection[str], contacts: Sequence[Contact]) -> None:
    """Forget what was offered to somebody with these keys, and what these contacts offered.

    Raises StoreUnavailable.
    """
    gone = {who_is(contact) for contact in contacts}
    for key, body in writer.records(KIND):
        if body["email"].lower() in keys or body["who"] in gone:
            writer.delete_record(KIND, key)


def offered_to(reader: Reader, person: Person, now: datetime) -> str | None:
    """The newest handover that waits for the person's word."""
    found = [
        (body["until"], key)
        for key, body in reader.records(KIND)
        if person.email
        and body["email"].lower() == person.email.lower()
        and datetime.fromisoformat(body["until"]) >= now
    ]
    return max(found)[1] if found else None


def accept(writer: Writer, turn: Turn, token: str, *, replaces: bool) -> Reply:
    """The new person takes the entries that were handed over. Raises StoreUnavailable."""
    offer = _taken(writer, turn, token)
    if isinstance(offer, Reply):
        return offer
    _write(writer, turn, offer)
    labels = turn.labels
    seats = "; ".join(labels.seat(c.post, c.rank) for c in offer.contacts)
    card = replace(line_card(labels, "handed.accepted", seats=seats), tone="good")
    return Reply(card, replaces=replaces)


def decline(writer: Writer, turn: Turn, token: str, *, replaces: bool) -> Reply:
    """The new person doesn't take them; who handed over and the stewards hear of it.

    Raises StoreUnavailable.
    """
    offer = _taken(writer, turn, token)
    if isinstance(offer, Reply):
        return offer
    world, before = turn.world, offer.contacts
    states = [state_of(writer, contact, world) for contact in before]
    writer.add_directory_entries([said(state, "declined", turn) for state in states])
    facts = {
        "report": "declined",
        "posts": " ".join(state.name for state in states),
        "name": offer.name,
    }
    _tell(writer, turn, before, f"declined/{token}", facts)
    card = line_card(turn.labels, "handed.declined", name=before[0].name)
    return Reply(card, replaces=replaces)


def offer_of(reader: Reader, token: str, knowledge: Knowledge, now: datetime) -> Offer | None:
    """The handover that waits for the new person's word; None where it isn't open any more."""
    body = reader.record(KIND, token)
    if body is None or datetime.fromisoformat(body["until"]) < now:
        return None
    directory = knowledge.refresh(reader, now)
    before = [c for c in seats_named(body["seats"], directory) if who_is(c) == body["who"]]
    return Offer(body["email"], body["name"], tuple(before)) if before else None


def _taken(writer: Writer, turn: Turn, token: str) -> Offer | Reply:
    """The offer, which isn't open any more from now on; or why it isn't theirs."""
    writer.lock_directory()
    offer = offer_of(writer, token, turn.knowledge, turn.now)
    if offer is None:
        return Reply(line_card(turn.labels, "handed.over"))
    if (turn.person.email or "").lower() != offer.email.lower():
        return Reply(line_card(turn.labels, "handed.not_you"))
    writer.delete_record(KIND, token)
    return offer


def _write(writer: Writer, turn: Turn, offer: Offer) -> None:
    world, saved, states = turn.world, [], []
    for old in offer.contacts:
        calendar = world.calendar(old.post, old.timezone)
        new = replace(_successor(old, turn, offer), verified_on=calendar.local_day(turn.now))
        begun = seated(new, None, turn.now, calendar, world.policy.freshness)
        saved.append(new)
        states.append(confirmed(begun, new, turn.now, calendar, world.policy.freshness))
    keep(writer, states, turn.now, contacts=saved)
    writer.add_directory_entries([said(s, "given_on", turn) for s in states])
    facts = {
        "report": "given_on",
        "posts": " ".join(state.name for state in states),
        "name": saved[0].name,
    }
    _tell(writer, turn, offer.contacts, f"given_on/{turn.request.key}", facts)
    turn.knowledge.refresh(writer, turn.now)


def _tell(
    writer: Writer, turn: Turn, before: Sequence[Contact], stamp: str, facts: Mapping[str, str]
) -> None:
    """Who handed over, and their stewards."""
    world = turn.world
    notices = [report_to(world, to, stamp, **facts) for to in _old_ways(before[0], world)]
    for contact in before:
        notices += reports(world, contact, stamp, **facts)
    writer.add_notices(list({notice.key: notice for notice in notices}.values()))


def _successor(old: Contact, turn: Turn, offer: Offer) -> Contact:
    account = turn.person.account
    is_named = turn.person.name != account.user
    return replace(
        old,
        name=turn.person.name if is_named else offer.name,
        email=offer.email,
        phone=None,
        slack=account.user if account.platform == "slack" else None,
        teams=account.user if account.platform == "teams" else None,
        language=turn.person.reads,
    )


def _old_ways(old: Contact, world: World) -> tuple[Recipient, ...]:
    directory, policy = world.organization.directory, world.policy.freshness
    standing = directory.standing(old, world.now.date(), policy)
    return routes((standing,), world.live)[:1]
