"""Writing what happens to seats: their states, the directory's trail, and who hears of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.ports import Writer
from bot.turn import Turn
from routing.audit import ENGINE, Entry, SeatWhat
from routing.contacts import Contact, Doubt, Seat
from routing.notices import Notice, Recipient
from routing.rounds import seated
from routing.seats import SeatState, who_is
from routing.telling import LATER_THAN_ANY_TELLING, World

MATCHED: Final = "directory"
KIND: Final = "rounds"


def state_of(writer: Writer, contact: Contact, world: World) -> SeatState:
    """The state of a contact's seat, begun anew where it isn't that of the same person."""
    before = writer.seat((contact.post, contact.rank))
    calendar = world.calendar(contact.post, contact.timezone)
    return seated(contact, before, world.now, calendar, world.policy.freshness)


def keep(
    writer: Writer,
    states: Sequence[SeatState],
    at: datetime,
    contacts: Sequence[Contact] = (),
    vacated: Sequence[Seat] = (),
) -> None:
    """Store states that change what is said of contacts, with entries that change too.

    Everybody reads the directory anew. The caller has locked the directory.
    """
    are_known = matched(writer) == writer.directory_version()
    writer.drop_seats(vacated)
    writer.save_seats(states)
    writer.change_contacts(vacated, contacts, at)
    version = writer.touch_directory(at)
    if are_known:
        match(writer, version, at)


def matched(writer: Writer) -> int | None:
    """The version of the directory that the seats' states were made for last."""
    document = writer.record(KIND, MATCHED)
    return None if document is None else int(document["version"])


def match(writer: Writer, version: int, at: datetime) -> None:
    writer.put_record(KIND, MATCHED, {"version": version}, at)


def line(state: SeatState, what: SeatWhat, at: datetime, by: str = ENGINE, **facts: str) -> Entry:
    """A line of the directory's trail; ``by`` is a role or a short name, never an address."""
    known = {"post": state.post, "rank": str(state.rank), **facts}
    return Entry(0, at, by, by, ENGINE, what, known)


def said(state: SeatState, what: SeatWhat, turn: Turn, **facts: str) -> Entry:
    """The same for what a contact said of their own entry, with where they said it."""
    written = line(state, what, turn.now, "contact", **facts)
    return replace(written, platform=turn.person.account.platform)


def doubt(
    writer: Writer,
    contacts: Sequence[Contact],
    why: Doubt,
    world: World,
    code: str = "",
    *,
    told: bool = False,
    turn: Turn | None = None,
) -> None:
    """Mark entries as doubtful, and tell those who look after them unless they are ``told``.

    ``turn`` is whose word it is; the trail says where it came from.
    """
    if not contacts:
        return
    writer.lock_directory()
    found = [
        (contact, state_of(writer, contact, world))
        for contact in contacts
        if writer.seat((contact.post, contact.rank)) is not None
    ]
    marked = [(c, before.doubted(why, world.now)) for c, before in found if before.doubt is None]
    if not marked:
        return
    keep(writer, [state for _, state in marked], world.now)
    writer.add_directory_entries(
        [_doubted(state, world.now, turn, why=why, code=code) for _, state in marked]
    )
    for contact, state in () if told else marked:
        target = state.name
        report = {"report": why, "posts": target, "name": contact.name, "code": code}
        stamp = f"{why}/{target}/{world.now.date().isoformat()}"
        writer.add_notices(reports(world, contact, stamp, **report))


def confirm_back(writer: Writer, turn: Turn, contacts: Sequence[Contact], **facts: str) -> None:
    """Tell the entries' own address what was said by a link: others may have had the mail.

    ``facts`` has the ``report``. In a chat, whoever said it has the answer before them.
    """
    first = contacts[0]
    if turn.person.account.platform != "mail" or first.email is None:
        return
    names = " ".join(f"{contact.post}#{contact.rank}" for contact in contacts)
    to = Recipient("mail", first.email, first.name, turn.language)
    known = {"posts": names, "seats": names, "who": who_is(first), **facts}
    writer.add_notices((report_to(turn.world, to, f"said/{turn.request.key}", **known),))


def _doubted(state: SeatState, at: datetime, turn: Turn | None, **facts: str) -> Entry:
    return (
        line(state, "doubtful", at, **facts)
        if turn is None
        else said(state, "doubtful", turn, **facts)
    )


def reports(world: World, contact: Contact, stamp: str, **facts: str) -> tuple[Notice, ...]:
    """The same news for each steward who looks after a contact's post."""
    keepers = world.keepers(contact.post)
    return tuple(report_to(world, steward, stamp, **facts) for steward in keepers)


def question(state: SeatState, to: Recipient, now: datetime, stamp: str, **facts: str) -> Notice:
    """Ask at once whether entries are right; ``stamp`` tells it from other such questions."""
    return Notice(
        key=f"confirm/{state.name}/{state.who}/{stamp}",
        kind="confirm",
        case=0,
        to=to,
        urgency=LATER_THAN_ANY_TELLING + 1,
        due_at=now,
        round=state.round,
        facts={"who": state.who, **facts},
    )


def report_to(world: World, to: Recipient, stamp: str, **facts: str) -> Notice:
    """News about the directory; ``stamp`` tells it from other news for the same person."""
    return Notice(
        key=f"report/{stamp}/{to.route}/{to.address}",
        kind="report",
        case=0,
        to=replace(to, post=None, rank=None),
        urgency=LATER_THAN_ANY_TELLING + 1,
        due_at=world.now,
        facts=facts,
    )
