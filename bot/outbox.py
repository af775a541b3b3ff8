"""The outbox: what goes out, to whom, and what its outcome changes."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.effects import write_decisions
from bot.knowledge import Knowledge
from bot.notices import notice_card
from bot.outcomes import Ended, Result, dropped, follows, result_of
from bot.ports import Clock, Writer
from routing.card import Card
from routing.cases import Case
from routing.deliveries import TELLINGS
from routing.escalation import is_current
from routing.notices import Delivery, Notice, Posted
from routing.telling import World

LEASE = timedelta(seconds=30)

# A telling may go out; the case doesn't need it any more; the lease has run out.
Claim = Literal["granted", "needless", "over"]


@dataclass(frozen=True, slots=True)
class Errand:
    """A leased notice with the message that it has become.

    ``until`` (UTC) is the end of the lease. ``overtaken`` says that the case has moved on: only
    what became of an earlier attempt is still of interest.
    """

    posted: Posted
    delivery: Delivery
    until: datetime
    overtaken: bool = False

    @property
    def needs_claim(self) -> bool:
        """Is it a telling, which mustn't go out once somebody has the case?"""
        return self.posted.notice.kind in TELLINGS


class Outbox:
    """Leases notices and writes what became of each. ``chance`` spreads repeated attempts."""

    def __init__(
        self,
        knowledge: Knowledge,
        clock: Clock,
        chance: random.Random,
        *,
        rehearsal: bool = False,
    ) -> None:
        self._knowledge = knowledge
        self._clock = clock
        self._chance = chance
        self._rehearsal = rehearsal

    def lease(self, writer: Writer, limit: int) -> tuple[Errand, ...]:
        """Take what is due and still needed; what isn't needed any more is dropped and noted."""
        errands: list[Errand] = []
        needless: list[Result] = []
        while len(errands) < limit:
            now = self._clock.now()
            leased = writer.lease_notices(now, now + LEASE, limit - len(errands))
            needed = self._needed(writer, leased, now)
            errands += needed.values()
            if len(needed) == len(leased):
                break
            dropping = [dropped(posted) for posted in leased if posted.id not in needed]
            writer.finish_notices([(result.posted, None) for result in dropping], now)
            needless += dropping
        self._note(writer, needless)
        return tuple(errands)

    def _needed(
        self, writer: Writer, leased: Sequence[Posted], now: datetime
    ) -> Mapping[int, Errand]:
        if not leased:
            return {}
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        cases = _by_number(writer.glimpses({posted.notice.case for posted in leased}))
        errands = {p.id: self._errand(p, cases.get(p.notice.case), world) for p in leased}
        return {number: errand for number, errand in errands.items() if errand is not None}

    def _note(self, writer: Writer, needless: Sequence[Result]) -> None:
        """All in one go: cases are locked in the order of their numbers, and only once."""
        if needless:
            cases = _by_number(writer.cases({result.posted.notice.case for result in needless}))
            _write(writer, needless, cases, self._knowledge.world(self._clock.now()))

    def _errand(self, posted: Posted, case: Case | None, world: World) -> Errand | None:
        notice = posted.notice
        overtaken = case is not None and notice.kind in TELLINGS and not is_current(case, notice)
        if case is None or (overtaken and not posted.uncertain):
            return None
        card = notice_card(case, notice, self._knowledge, world)
        if self._rehearsal:
            card = self._remarked(card, notice, "rehearsal")
        delivery = Delivery(
            key=notice.key,
            to=notice.to,
            card=card,
            replaces=notice.facts.get("message") if notice.kind == "update" else None,
            thread=case.reference,
        )
        return Errand(posted, delivery, world.now + LEASE, overtaken)

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

    def is_over(self, errand: Errand) -> bool:
        """Has the lease run out? Then somebody else may be sending it."""
        return self._clock.now() >= errand.until

    def repeated(self, errand: Errand) -> Delivery:
        """The same message with the remark that it may be a repeat."""
        card = self._remarked(errand.delivery.card, errand.posted.notice, "case.repeat")
        return replace(errand.delivery, card=card, repeat=True)

    def _remarked(self, card: Card, notice: Notice, remark: str) -> Card:
        words = self._knowledge.labels(notice.to.language).words
        return replace(card, text=(words(remark), *card.text))

    def finish(self, writer: Writer, ended: Iterable[Ended]) -> bool:
        """Write each attempt's outcome, and what follows from it for its case.

        Without effect where the lease ran out and somebody else took the notice since. Returns
        whether new messages are owed.
        """
        now = self._clock.now()
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        owed = [self._finish(writer, group, world) for group in _one_of_each_case(tuple(ended))]
        return any(owed)

    def _finish(self, writer: Writer, ended: Sequence[Ended], world: World) -> bool:
        results = [result_of(each, world.now, self._chance.random()) for each in ended]
        ours = writer.finish_notices([(r.posted, r.again) for r in results], world.now)
        results = [result for result in results if result.posted.id in ours]
        cases = _by_number(writer.cases({result.posted.notice.case for result in results}))
        return _write(writer, results, cases, world)


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
    return any(decision.notices for _, decision in decided)


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
