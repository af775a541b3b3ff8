"""The outbox: what goes out, to whom, and what its outcome changes."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.caseless import doubt_bounced, follow_caseless
from bot.effects import write_decisions
from bot.errands import LEASE, SENDING, Errand, Errands, is_caseless, is_overtaken
from bot.knowledge import Knowledge
from bot.numbers import note_news
from bot.outcomes import Ended, Result, follows, result_of
from bot.pacing import AHEAD, Pacing
from bot.ports import Clock, Writer
from bot.signed_links import Links
from routing.cases import Case
from routing.deliveries import TELLINGS
from routing.escalation import is_current
from routing.notices import ROUTES, Delivery, Posted, Route
from routing.pacing import Destination
from routing.retry import CLOSED, LONGEST_CLOSED, asked_pause
from routing.telling import World

# A telling may go out; the case doesn't need it any more; the lease has run out.
Claim = Literal["granted", "needless", "over"]

_MARGIN = timedelta(seconds=2)
_BEHIND_AT_ONCE = 50
_TOGETHER_AT_MOST = 200
_LONG_AGO = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leased:
    """What was taken; ``more`` where there may be more of it that could be taken at once.

    ``full`` are the routes for which there was no room left: more may wait for a free hand there.
    """

    errands: tuple[Errand, ...]
    more: bool
    full: frozenset[Route]


class Outbox:
    """Leases notices and writes what became of each. ``chance`` spreads repeated attempts."""

    def __init__(
        self,
        knowledge: Knowledge,
        clock: Clock,
        chance: random.Random,
        pacing: Pacing,
        links: Links | None = None,
        *,
        rehearsal: bool = False,
    ) -> None:
        self._knowledge = knowledge
        self._clock = clock
        self._chance = chance
        self._pacing = pacing
        self._links = links
        self._errands = Errands(knowledge, rehearsal=rehearsal)

    def lease(self, writer: Writer, room: Mapping[Route, int], *, patient: bool = False) -> Leased:
        """Take what is due, has its turn, and is still needed; the needless is dropped and noted.

        ``room`` says how many may go at once by each route, not counting those that have their
        turn a little later. ``patient`` leaves leases alone that ran out lately: whoever had them
        may still say what became of them.
        """
        now = self._clock.now()
        ended = [Ended(posted, CLOSED) for posted in self._behind_closed(writer, now)]
        left = {route: max(hands, 0) for route, hands in room.items()}
        errands: list[Errand] = []
        more = True
        while more and len(errands) + len(ended) < _TOGETHER_AT_MOST and any(left.values()):
            full = [route for route in ROUTES if left.get(route, 0) == 0]
            now, limit = self._clock.now(), max(left.values())
            lapsed = now - _LONG_AGO if patient else now
            found = writer.sendable_notices(
                now, limit, horizon=now + AHEAD, lapsed=lapsed, full=full
            )
            needless, taken = self._taken(writer, _within(found, left), left, now)
            ended += [Ended(posted, None) for posted in needless]
            errands += taken
            more = len(found) == limit
        # All in one go: cases are locked once, in the order of their numbers.
        self.finish(writer, ended)
        full_by_now = frozenset(route for route, hands in left.items() if hands <= 0)
        return Leased(tuple(errands), more and any(left.values()), full_by_now)

    def seconds_until(self, at: datetime) -> float:
        """How long it is until then (UTC); negative if it is past."""
        return (at - self._clock.now()).total_seconds()

    def claim(self, writer: Writer, tellings: Sequence[Posted]) -> Mapping[int, Claim]:
        """Under the lock on their cases: which of these leased tellings may go out now, by id."""
        now = self._clock.now()
        held = writer.hold_notices(tellings, now)
        cases = _by_number(writer.cases({p.notice.case for p in tellings if p.id in held}))
        current = {
            p.id
            for p in tellings
            if p.id in held
            and (case := cases.get(p.notice.case)) is not None
            and is_current(case, p.notice)
        }
        writer.claim_notices(current, now)
        refused: Mapping[bool, Claim] = {True: "needless", False: "over"}
        return {p.id: "granted" if p.id in current else refused[p.id in held] for p in tellings}

    def repeated(self, errand: Errand) -> Delivery:
        """The same message with the remark that it may be a repeat."""
        return self._errands.repeated(errand)

    def is_too_late(self, errand: Errand) -> bool:
        """Could a call that begins now outlive the lease? Then somebody else makes it."""
        return self._clock.now() > errand.until - SENDING - _MARGIN

    def _behind_closed(self, writer: Writer, now: datetime) -> tuple[Posted, ...]:
        """Tellings whose destination takes nothing for longer: they go another way."""
        kinds = tuple(sorted(TELLINGS))
        found = writer.notices_behind_closed(now, now + LONGEST_CLOSED, kinds, _BEHIND_AT_ONCE)
        return writer.take_notices(found, now + LEASE)

    def _taken(
        self, writer: Writer, found: Sequence[Posted], left: dict[Route, int], now: datetime
    ) -> tuple[Sequence[Posted], Sequence[Errand]]:
        """Take the needless, and those that have a turn; ``left`` shrinks by those with one now."""
        if not found:
            return (), ()
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        cases = _by_number(writer.glimpses({posted.notice.case for posted in found}))
        link_to = self._links.maker(writer, now) if self._links is not None else None
        cards = self._errands.caseless_cards(found, link_to)
        needless = [
            p for p in found if (p.id not in cards if is_caseless(p) else _is_needless(p, cases))
        ]
        wanted = [posted for posted in found if posted not in needless]
        turns = self._pacing.turns(writer, wanted, now)
        taken = [posted for posted in wanted if posted.id in turns]
        for posted in taken:
            left[posted.notice.to.route] -= turns[posted.id] <= now
        make = self._errands
        errands = [
            make.caseless(posted, cards[posted.id], now, turns[posted.id])
            if is_caseless(posted)
            else make.of_case(posted, cases[posted.notice.case], world, turns[posted.id], link_to)
            for posted in writer.take_notices(taken, now + LEASE)
        ]
        for posted in taken:
            if not is_caseless(posted):
                note_news(writer, posted.notice, cases[posted.notice.case], world)
        return writer.take_notices(needless, now + LEASE), errands

    def finish(self, writer: Writer, ended: Iterable[Ended]) -> bool:
        """Write each attempt's outcome, and what follows from it for its case and destination.

        Without effect where the lease ran out and somebody else took the notice since. Returns
        whether new messages are owed.
        """
        ended = tuple(ended)
        if not ended:
            return False
        now = self._clock.now()
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        # Before any case is locked: whoever leases locks destinations first too.
        writer.pause(_pauses(ended, now), now)
        of_cases = [each for each in ended if not is_caseless(each.posted)]
        owed = [self._finish(writer, group, world) for group in _one_of_each_case(of_cases)]
        caseless = [each for each in ended if is_caseless(each.posted)]
        if caseless:
            results = self._finished(writer, caseless, world)
            owed.append(follow_caseless(writer, results, self._knowledge, world))
        return any(owed)

    def _finish(self, writer: Writer, ended: Sequence[Ended], world: World) -> bool:
        results = self._finished(writer, ended, world)
        cases = _by_number(writer.cases({result.posted.notice.case for result in results}))
        return _write(writer, results, cases, world)

    def _finished(self, writer: Writer, ended: Sequence[Ended], world: World) -> Sequence[Result]:
        """Write how these attempts ended; those whose lease was still ours."""
        results = [result_of(each, world.now, self._chance.random()) for each in ended]
        ours = writer.finish_notices([(r.posted, r.again) for r in results], world.now)
        return [result for result in results if result.posted.id in ours]


def _write(
    writer: Writer, results: Sequence[Result], cases: Mapping[int, Case], world: World
) -> bool:
    """What follows for the cases of these results; returns whether new messages are owed."""
    numbers = {r.posted.notice.case for r in results if r.leaves_others_to_try}
    notices = writer.notices_of(numbers)
    decided = [
        (case, follows(case, result, world, notices.get(case.number, ())))
        for result in results
        if (case := cases.get(result.posted.notice.case)) is not None
    ]
    write_decisions(writer, decided, world)
    doubt_bounced(writer, results, world)
    return any(decision.notices for _, decision in decided)


def _is_needless(posted: Posted, cases: Mapping[int, Case]) -> bool:
    case = cases.get(posted.notice.case)
    return case is None or (is_overtaken(posted, case) and not posted.uncertain)


def _within(found: Sequence[Posted], room: Mapping[Route, int]) -> Sequence[Posted]:
    """On each route as many as there is room for."""
    left = Counter(room)
    within = []
    for posted in found:
        route = posted.notice.to.route
        if left[route] > 0:
            left[route] -= 1
            within.append(posted)
    return within


def _pauses(ended: Sequence[Ended], now: datetime) -> Mapping[Destination, datetime]:
    """Until when the providers want nothing more at these destinations."""
    pauses: dict[Destination, datetime] = {}
    for each in ended:
        asked = each.outcome and asked_pause(each.outcome)
        if asked:
            place = Destination.of(each.posted.notice)
            pauses[place] = max(now + asked, pauses.get(place, now))
    return pauses


def _one_of_each_case(ended: Sequence[Ended]) -> Iterator[Sequence[Ended]]:
    """In groups in which no case comes twice; what belongs to one case stays in order."""
    while ended:
        group: dict[int, Ended] = {}
        for each in ended:
            group.setdefault(each.posted.notice.case, each)
        yield tuple(group.values())
        ended = tuple(each for each in ended if group[each.posted.notice.case] is not each)


def _by_number(cases: Iterable[Case]) -> Mapping[int, Case]:
    return {case.number: case for case in cases}
