"""Drills in the database: begin one, acknowledge it, read it. Documents of their own, no cases."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.knowledge import Knowledge
from bot.ports import Reader, Writer
from routing.contacts import Contact
from routing.drills import RUNS_FOR, Drill, Drilled, drilled
from routing.erasure import Erasure
from routing.notices import Notice
from routing.people import Person
from routing.telling import LATER_THAN_ANY_TELLING, routes

_DRILL: Final = "drill"
_ACK: Final = "drill_ack"
_LAST: Final = "drill_last"


def drills(reader: Reader) -> tuple[Drill, ...]:
    """Every drill with what was acknowledged so far, the oldest first."""
    return tuple(_drill(reader, key, body) for key, body in reader.records(_DRILL))


def find(reader: Reader, number: int) -> Drill | None:
    body = reader.record(_DRILL, _key(number))
    return None if body is None else _drill(reader, _key(number), body)


def addressed(
    knowledge: Knowledge, office: str, now: datetime
) -> tuple[tuple[Drilled, Contact], ...]:
    """Who would get the notice; the mailboxes that ship with the bot are left alone."""
    shipped = set(knowledge.content.mailboxes)
    contacts = [c for c in knowledge.snapshot.directory.everybody() if c not in shipped]
    return drilled(contacts, office, knowledge.content.structure, now.date())


def begin(
    writer: Writer, knowledge: Knowledge, now: datetime, office: str, by: str
) -> tuple[Drill, bool]:
    """Store a drill and owe everybody its notice; where one runs already, that one.

    Returns the drill, and whether it is a new one. Whoever begins waits for whoever does at the
    same time. Raises StoreUnavailable.
    """
    writer.lock_directory()
    knowledge.refresh(writer, now)
    before = drills(writer)
    for running in before:
        if running.overlaps(office) and running.runs(now):
            return running, False
    found = addressed(knowledge, office, now)
    number = _next_number(writer, before)
    drill = Drill(number, office, now, by, tuple(person for person, _ in found))
    writer.put_record(_DRILL, _key(number), _document(drill), now)
    writer.put_record(_LAST, _LAST, {"number": number}, now)
    writer.add_notices(_notices(drill, found, knowledge, now))
    return drill, True


def acknowledge(
    writer: Writer, drill: Drill, person: Person, knowledge: Knowledge, now: datetime
) -> bool:
    """Write down who acknowledged when; a second tap changes nothing. False for a stranger."""
    seats = {f"{c.post}#{c.rank}" for c in knowledge.contacts_of(person)}
    found = [each for each in drill.people if seats & set(each.seats)]
    for each in found:
        if each.acknowledged is None:
            key = f"{_key(drill.number)}/{each.key}"
            writer.put_record(_ACK, key, {"at": now.isoformat()}, now)
    return bool(found)


def drop_old(writer: Writer, before: datetime, limit: int) -> int:
    """Let drills go that began before then, with their answers; returns how many rows went.

    At most ``limit`` answers at a time; a drill goes after the last of its own.
    """
    for key, body in writer.records(_DRILL):
        if datetime.fromisoformat(body["at"]) + RUNS_FOR >= before:
            continue
        taps = writer.records(_ACK, f"{key}/")[:limit]
        for each, _ in taps:
            writer.delete_record(_ACK, each)
        if not taps:
            writer.delete_record(_DRILL, key)
        return len(taps) or 1
    return 0


def forget(writer: Writer, out: Erasure, now: datetime) -> None:
    """Put a pseudonym in somebody's place who began drills; who was told isn't named there."""
    for key, body in writer.records(_DRILL):
        by = out.text(body["by"])
        if by != body["by"]:
            writer.put_record(_DRILL, key, {**body, "by": by}, now)


def _next_number(reader: Reader, before: tuple[Drill, ...]) -> int:
    """One that no drill ever had, also none that is gone: buttons name it."""
    last = reader.record(_LAST, _LAST) or {"number": 0}
    return max(int(last["number"]), *(drill.number for drill in before), 0) + 1


def _notices(
    drill: Drill,
    found: tuple[tuple[Drilled, Contact], ...],
    knowledge: Knowledge,
    now: datetime,
) -> list[Notice]:
    organization, notices = knowledge.organization(), []
    for _, contact in found:
        standing = organization.directory.standing(contact, now.date(), organization.freshness)
        ways = routes((standing,), knowledge.live)
        if ways:
            to = ways[0]
            notices.append(
                Notice(
                    key=f"{drill.reference}/{to.route}/{to.address}",
                    kind="drill",
                    case=0,
                    to=to,
                    urgency=LATER_THAN_ANY_TELLING + 1,
                    due_at=now,
                    facts={"reference": drill.reference, "by": drill.by},
                )
            )
    return notices


def _key(number: int) -> str:
    return f"{number:09}"


def _document(drill: Drill) -> Mapping[str, Any]:
    people = [{"seats": list(p.seats), "level": p.level, "office": p.office} for p in drill.people]
    return {"office": drill.office, "at": drill.at.isoformat(), "by": drill.by, "people": people}


def _drill(reader: Reader, key: str, body: Mapping[str, Any]) -> Drill:
    taps = {
        each.removeprefix(f"{key}/"): datetime.fromisoformat(ack["at"])
        for each, ack in reader.records(_ACK, f"{key}/")
    }
    people = tuple(
        Drilled(
            seats=tuple(each["seats"]),
            level=each["level"],
            office=each["office"],
        )
        for each in body["people"]
    )
    return Drill(
        number=int(key),
        office=body["office"],
        at=datetime.fromisoformat(body["at"]),
        by=body["by"],
        people=tuple(replace(p, acknowledged=taps.get(p.key)) for p in people),
    )
