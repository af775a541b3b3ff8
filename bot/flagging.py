"""Anybody says that a contact is wrong: the contact and the stewards are asked."""

from dataclasses import replace
from typing import Final

from bot.ports import Writer
from bot.replays import short_key
from bot.seating import keep, line, question, reports, state_of
from bot.targets import find_target
from bot.turn import Turn
from content.cards.questions import line_card
from routing.contacts import Contact
from routing.exchange import Reply
from routing.notices import Notice
from routing.rounds import next_stage
from routing.seats import SeatState
from routing.telling import World, routes

_REMARK_AT_MOST: Final = 300


def flag(writer: Writer, turn: Turn, target: str, remark: str = "") -> Reply:
    """Note it. ``target`` is a post, a post and a rank, or somebody's name or address.

    Raises StoreUnavailable.
    """
    labels = turn.labels
    writer.lock_directory()
    turn.knowledge.refresh(writer, turn.now)
    contact = _found(turn, target)
    if contact is None:
        return Reply(line_card(labels, "flag.who", text=target.strip()))
    if turn.person.fills(contact):
        return Reply(line_card(labels, "flag.yours"))
    seat = labels.seat(contact.post, contact.rank)
    by = short_key(turn.person.key)
    if contact in turn.knowledge.content.mailboxes:
        _tell_stewards(writer, turn, contact, by, remark)
        return Reply(line_card(labels, "flag.noted", name=contact.name, seat=seat))
    world = turn.world
    before = state_of(writer, contact, world)
    after = before.flagged(by, turn.now)
    if after == before and by in before.flags:
        if remark.strip():
            _tell_stewards(writer, turn, contact, by, remark)
        return Reply(line_card(labels, "flag.again", name=contact.name, seat=seat))
    asked = _asked(after, contact, world)
    keep(writer, [asked], turn.now)
    lines = [line(asked, "flagged", turn.now, by)]
    if before.doubt is None and asked.doubt is not None:
        lines.append(line(asked, "doubtful", turn.now, why="flagged"))
    writer.add_directory_entries(lines)
    writer.add_notices(_question(asked, contact, world))
    _tell_stewards(writer, turn, contact, by, remark)
    turn.knowledge.refresh(writer, turn.now)
    card = line_card(labels, "flag.noted", name=contact.name, seat=seat)
    if asked.doubt is not None:
        card = replace(card, text=(labels.words("flag.doubtful"),))
    return Reply(card)


def _found(turn: Turn, target: str) -> Contact | None:
    directory, structure = turn.knowledge.snapshot.directory, turn.knowledge.content.structure
    name, rank = target.strip(), ""
    parts = name.replace("#", " ").split()
    if len(parts) > 1 and parts[-1].isdecimal():
        name, rank = " ".join(parts[:-1]), parts[-1]
    found = find_target(name, directory, structure)
    if isinstance(found, Contact) or found is None:
        return found
    contacts = directory.contacts.get(found, ())
    return next((c for c in contacts if rank in ("", str(c.rank))), None)


def _asked(state: SeatState, contact: Contact, world: World) -> SeatState:
    """The round begins now, unless it is under way."""
    if state.stage in ("asked", "reminded"):
        return state
    calendar = world.calendar(contact.post, contact.timezone)
    return next_stage(replace(state, stage="waiting"), world.now, calendar, world.policy.freshness)


def _question(state: SeatState, contact: Contact, world: World) -> tuple[Notice, ...]:
    """The contact is asked at once, at most once a day."""
    directory, policy = world.organization.directory, world.policy.freshness
    standing = directory.standing(contact, world.now.date(), policy)
    stamp = f"flagged/{world.now.date().isoformat()}"
    return tuple(
        question(state, way, world.now, stamp, seats=state.name, stage="flagged")
        for way in routes((standing,), world.live)[:1]
    )


def _tell_stewards(writer: Writer, turn: Turn, contact: Contact, by: str, remark: str) -> None:
    # Once a day and remark: what somebody adds later isn't lost.
    said = short_key(remark.strip())
    stamp = f"flagged/{contact.post}#{contact.rank}/{turn.now.date().isoformat()}/{by}/{said}"
    facts = {
        "report": "flagged",
        "posts": f"{contact.post}#{contact.rank}",
        "name": contact.name,
        "remark": remark.strip()[:_REMARK_AT_MOST],
    }
    writer.add_notices(reports(turn.world, contact, stamp, **facts))
