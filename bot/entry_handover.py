"""Somebody has handed over: the new person is asked, and takes the entries when they accept."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.asking import asking
from bot.owndata import own_contacts
from bot.ports import Reader, Writer
from bot.seating import keep, line, report_to, reports
from bot.turn import Turn
from content.cards.confirmation import handover_action
from content.cards.questions import line_card
from content.entry_checks import checked
from routing.contacts import Contact
from routing.exchange import Reply
from routing.notices import ROUTES, Recipient
from routing.people import Person
from routing.rounds import confirmed, seated
from routing.seats import seats_named, who_is
from routing.telling import World, routes

ACCEPT: Final = "accept|"
KIND: Final = "entry_handover"
_OPEN_FOR: Final = timedelta(days=14)
_TOKEN_BYTES: Final = 12


def hand_over(writer: Writer, turn: Turn, name: str, email: str, *, replaces: bool) -> Reply:
    """Ask the new person; until they accept, nothing changes. Raises StoreUnavailable."""
    labels = turn.labels
    contacts = own_contacts(writer, turn)
    if not contacts:
        return Reply(line_card(labels, "confirm.not_yours"))
    if not email.strip():
        return asking(turn, "handed.title", handover_action(labels))
    good, bad = checked({"email": email, "name": name})
    if bad or "email" not in good:
        return Reply(line_card(labels, "change.bad_email", text=email.strip()))
    if turn.person.email and good["email"].lower() == turn.person.email.lower():
        return Reply(line_card(labels, "handed.yourself"))
    _drop_old(writer, turn.now)
    token = secrets.token_hex(_TOKEN_BYTES)
    seats = [f"{c.post}#{c.rank}" for c in contacts]
    to = _new_person(writer, turn, good["email"], good.get("name", good["email"]))
    body = {
        "seats": seats,
        "who": who_is(contacts[0]),
        "name": to.name,
        "email": good["email"],
        "until": (turn.now + _OPEN_FOR).isoformat(),
    }
    writer.put_record(KIND, token, body, turn.now)
    facts = {"report": "handed", "posts": " ".join(seats), "name": turn.person.name}
    notice = report_to(turn.world, to, f"handed/{token}", accept=ACCEPT + token, **facts)
    writer.add_notices((notice,))
    return Reply(line_card(labels, "handed.asked", name=to.name), replaces=replaces)


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


def _drop_old(writer: Writer, now: datetime) -> None:
    for key, body in writer.records(KIND):
        if datetime.fromisoformat(body["until"]) < now:
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
    labels = turn.labels
    writer.lock_directory()
    body = writer.record(KIND, token)
    if body is None or datetime.fromisoformat(body["until"]) < turn.now:
        return Reply(line_card(labels, "handed.over"))
    if (turn.person.email or "").lower() != body["email"].lower():
        return Reply(line_card(labels, "handed.not_you"))
    directory = turn.knowledge.refresh(writer, turn.now)
    before = [c for c in seats_named(body["seats"], directory) if who_is(c) == body["who"]]
    writer.delete_record(KIND, token)
    if not before:
        return Reply(line_card(labels, "handed.over"))
    _write(writer, turn, before, body)
    seats = "; ".join(labels.seat(c.post, c.rank) for c in before)
    return Reply(line_card(labels, "handed.accepted", seats=seats), replaces=replaces)


def _write(writer: Writer, turn: Turn, before: list[Contact], body: Mapping[str, Any]) -> None:
    world, saved, states = turn.world, [], []
    for old in before:
        calendar = world.calendar(old.post, old.timezone)
        new = replace(_successor(old, turn, body), verified_on=calendar.local_day(turn.now))
        begun = seated(new, None, turn.now, calendar, world.policy.freshness)
        saved.append(new)
        states.append(confirmed(begun, new, turn.now, calendar, world.policy.freshness))
    keep(writer, states, turn.now, contacts=saved)
    writer.add_directory_entries([line(s, "given_on", turn.now, "contact") for s in states])
    facts = {
        "report": "given_on",
        "posts": " ".join(state.name for state in states),
        "name": saved[0].name,
    }
    stamp = f"given_on/{turn.request.key}"
    notices = [report_to(world, to, stamp, **facts) for to in _old_ways(before[0], world)]
    for contact in before:
        notices += reports(world, contact, stamp, **facts)
    writer.add_notices(list({notice.key: notice for notice in notices}.values()))
    turn.knowledge.refresh(writer, turn.now)


def _successor(old: Contact, turn: Turn, body: Mapping[str, Any]) -> Contact:
    account = turn.person.account
    is_named = turn.person.name != account.user
    return replace(
        old,
        name=turn.person.name if is_named else body["name"],
        email=body["email"],
        phone=None,
        slack=account.user if account.platform == "slack" else None,
        teams=account.user if account.platform == "teams" else None,
        language=turn.person.reads,
    )


def _old_ways(old: Contact, world: World) -> tuple[Recipient, ...]:
    directory, policy = world.organization.directory, world.policy.freshness
    standing = directory.standing(old, world.now.date(), policy)
    return routes((standing,), world.live)[:1]
