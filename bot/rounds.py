"""The rounds: contacts are asked to confirm their entries, and what nobody answers is told.

Everything is done under the lock on the directory: whatever the number of replicas and however
often they start, each question is written once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from bot.database import Database
from bot.knowledge import Knowledge
from bot.pauses import Pause
from bot.ports import Clock, Writer
from bot.seating import keep, line, match, matched, report_to
from routing.audit import SeatWhat
from routing.contacts import Contact, Seat, Standing
from routing.language import DEFAULT_LANGUAGE
from routing.notices import Notice, Recipient
from routing.rounds import TOGETHER, back, is_away, next_stage, seated, turn
from routing.seats import SeatState
from routing.telling import LATER_THAN_ANY_TELLING, World, routes

_EVERY: Final = 20.0
_BATCH: Final = 200
_MATCHED_AT_ONCE: Final = 500
_NAMED_AT_MOST: Final = 40
_LINES: Final[dict[str, SeatWhat]] = {
    "asked": "asked",
    "reminded": "asked_again",
    "escalated": "unanswered",
}


class Rounds:
    def __init__(self, database: Database, knowledge: Knowledge, clock: Clock) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._pause = Pause(_EVERY)
        # Who is due in this scan, each with their place.
        self._places: dict[str, int] = {}

    async def tick(self) -> int:
        """At once and then now and again; returns how many seats. Raises StoreUnavailable."""
        if not self._pause.is_over:
            return 0
        done = await self.work()
        self._pause.begin()
        return done

    async def work(self) -> int:
        """Do all that is due; returns for how many seats something was done, matching included."""
        done = 0
        self._places = {}
        while count := await self._database.write(self._advance):
            done += count
            self._database.bell.ring()
        return done

    def _advance(self, writer: Writer) -> int:
        now = self._clock.now()
        changed = matched(writer) != writer.directory_version()
        due = writer.next_seat_due()
        if not changed and (due is None or due > now):
            return 0
        # A large directory takes a while to read, and its calendars to load: before the lock.
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        if changed:
            for post, zone in {(c.post, c.timezone) for c in self._knowledge.asked_contacts()}:
                world.calendar(post, zone).holiday(now.date())
        writer.lock_directory()
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        if not self._match(writer, world):
            return _MATCHED_AT_ONCE
        found = writer.due_seats(now, _BATCH)
        return _Scan(writer, self._knowledge, world, self._places).do(found) if found else 0

    def _match(self, writer: Writer, world: World) -> bool:
        """Let every entry of the directory have its state, and no other; is that so by now?

        Some at a time: whoever confirms an entry while a large file came in waits for the lock.
        """
        version = writer.directory_version()
        if matched(writer) == version:
            return True
        before = {(state.post, state.rank): state for state in writer.seats()}
        contacts = {(c.post, c.rank): c for c in self._knowledge.asked_contacts()}
        writer.drop_seats([seat for seat in before if seat not in contacts])
        found = (_seated(contact, before.get(seat), world) for seat, contact in contacts.items())
        new = (state for state in found if state != before.get((state.post, state.rank)))
        some = list(islice(new, _MATCHED_AT_ONCE))
        writer.save_seats(some)
        if len(some) == _MATCHED_AT_ONCE:
            return False
        match(writer, version, world.now)
        return True


def _seated(contact: Contact, before: SeatState | None, world: World) -> SeatState:
    calendar = world.calendar(contact.post, contact.timezone)
    return seated(contact, before, world.now, calendar, world.policy.freshness)


class _Scan:
    """One batch of what is due, in one transaction."""

    def __init__(
        self, writer: Writer, knowledge: Knowledge, world: World, places: dict[str, int]
    ) -> None:
        self._writer = writer
        self._places = places
        self._world = world
        self._contacts = {(c.post, c.rank): c for c in knowledge.asked_contacts()}

    def do(self, due: Sequence[SeatState]) -> int:
        """Ask and remind people, each of all their seats; tell stewards, each of all theirs."""
        nobodys = [(s.post, s.rank) for s in due if (s.post, s.rank) not in self._contacts]
        self._writer.drop_seats(nobodys)
        due = [s for s in due if (s.post, s.rank) in self._contacts]
        people = [s for s in due if s.stage != "reminded"]
        ripe = [s for s in due if s.stage == "reminded"]
        later, now = self._sorted(people)
        asked = [self._ask(group) for group in self._by_person(now)]
        self._writer.add_notices([notice for notices, _ in asked for notice in notices])
        told = self._escalate(ripe)
        done = [state for _, states in asked for state in states] + told
        self._writer.add_directory_entries(
            [line(state, _LINES[state.stage], self._world.now) for state in done]
        )
        if any(self._is_seen(state) for state in done):
            keep(self._writer, [*done, *later], self._world.now)
        else:
            self._writer.save_seats([*done, *later])
        return len(due) + len(nobodys)

    def _is_seen(self, state: SeatState) -> bool:
        """Does it change what is said of the contact: is a first question unanswered?"""
        return state.verified_on is None and state.unanswered_since == self._world.now

    def _sorted(
        self, due: Sequence[SeatState]
    ) -> tuple[list[SeatState], list[tuple[SeatState, Contact]]]:
        """Those whose time is later, with that time; and those who are asked now."""
        later, now = [], []
        for state in due:
            contact = self._contacts[(state.post, state.rank)]
            calendar = self._world.calendar(contact.post, contact.timezone)
            away = is_away(state, self._world.now, calendar)
            # In the order of being due, everybody has one place for all of their seats.
            place = self._places.setdefault(state.who, len(self._places))
            at = back(state, calendar) if away else turn(place, self._world.now, calendar)
            if at > self._world.now:
                later.append(replace(state, due_at=at))
            else:
                now.append((state, contact))
        return later, now

    def _by_person(
        self, now: Iterable[tuple[SeatState, Contact]]
    ) -> list[list[tuple[SeatState, Contact]]]:
        """All seats of each person about which they are asked, or reminded, together."""
        groups: dict[tuple[str, bool], dict[Seat, tuple[SeatState, Contact]]] = {}
        for state, contact in now:
            key = (state.who, state.stage == "asked")
            groups.setdefault(key, {})[(state.post, state.rank)] = (state, contact)
        until = self._world.now + TOGETHER
        for state in self._writer.seats_of({who for who, _ in groups}):
            group = groups.get((state.who, state.stage == "asked"))
            seat = (state.post, state.rank)
            if group is None or state.stage == "reminded" or state.due_at > until:
                continue
            if state.away_until is None and seat in self._contacts:
                group.setdefault(seat, (state, self._contacts[seat]))
        return [list(group.values()) for group in groups.values()]

    def _ask(
        self, group: Sequence[tuple[SeatState, Contact]]
    ) -> tuple[tuple[Notice, ...], list[SeatState]]:
        group = sorted(group, key=lambda pair: (pair[0].post, pair[0].rank))
        after = [self._after(state, contact) for state, contact in group]
        ways = routes([self._standing(contact) for _, contact in group], self._world.live)
        if not ways:
            return (), after
        first = after[0]
        notice = Notice(
            key=f"confirm/{first.name}/{first.who}/{first.round}/{first.stage}/"
            f"{self._world.now.date().isoformat()}",
            kind="confirm",
            case=0,
            to=_spoken_to(ways[0], [contact for _, contact in group]),
            urgency=LATER_THAN_ANY_TELLING + 1,
            due_at=self._world.now,
            round=first.round,
            facts={
                "seats": " ".join(state.name for state in after),
                "who": first.who,
                "stage": first.stage,
            },
        )
        return (notice,), after

    def _after(self, state: SeatState, contact: Contact) -> SeatState:
        calendar = self._world.calendar(contact.post, contact.timezone)
        return next_stage(state, self._world.now, calendar, self._world.policy.freshness)

    def _standing(self, contact: Contact) -> Standing:
        directory = self._world.organization.directory
        return directory.standing(contact, self._world.now.date(), self._world.policy.freshness)

    def _escalate(self, ripe: Sequence[SeatState]) -> list[SeatState]:
        """Tell stewards who hasn't answered: each of them once, about all that is ripe now."""
        told: dict[Recipient, list[SeatState]] = {}
        after = []
        for state in ripe:
            contact = self._contacts[(state.post, state.rank)]
            after.append(self._after(state, contact))
            for steward in self._world.keepers(state.post):
                told.setdefault(steward, []).append(state)
        self._writer.add_notices([self._unanswered(to, states) for to, states in told.items()])
        return after

    def _unanswered(self, to: Recipient, states: Sequence[SeatState]) -> Notice:
        named = [state.name for state in states[:_NAMED_AT_MOST]]
        return report_to(
            self._world,
            to,
            f"unanswered/{self._world.now.isoformat()}/{states[0].name}",
            report="unanswered",
            posts=" ".join(named),
            more=str(len(states) - len(named)),
        )


def _spoken_to(way: Recipient, contacts: Sequence[Contact]) -> Recipient:
    """In the language that one of their entries names."""
    languages = [c.language for c in contacts if c.language]
    return replace(way, language=languages[0] if languages else DEFAULT_LANGUAGE)
