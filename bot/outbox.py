"""The outbox: what goes out, to whom, and what its outcome changes; one transaction each."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.effects import update_notice, write_decision
from bot.knowledge import Knowledge
from bot.notices import notice_card
from bot.ports import Clock, Writer
from routing.audit import Entry, What
from routing.cases import Case
from routing.decisions import ENGINE_ACTOR, entry
from routing.deliveries import TELLINGS, delivered
from routing.escalation import is_current
from routing.notices import Delivery, Later, Outcome, Posted, Refused, Route, Sent, Unknown
from routing.retry import given_up, next_attempt
from routing.telling import World

LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Errand:
    """A leased notice with the message that it has become.

    ``repeat`` is the same message with the remark that it may be a repeat. ``overtaken`` says that
    the case has moved on: only what became of an earlier attempt is still of interest.
    """

    posted: Posted
    delivery: Delivery
    repeat: Delivery
    overtaken: bool = False


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
        now = self._clock.now()
        leased = writer.lease_notices(now, now + LEASE, limit)
        if not leased:
            return ()
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        errands = [self._errand(writer, posted, world) for posted in leased]
        return tuple(errand for errand in errands if errand is not None)

    def _errand(self, writer: Writer, posted: Posted, world: World) -> Errand | None:
        notice = posted.notice
        case = writer.glimpse(notice.case)
        overtaken = case is not None and notice.kind in TELLINGS and not is_current(case, notice)
        if case is None or (overtaken and not posted.uncertain):
            self.drop(writer, posted)
            return None
        words = self._knowledge.labels(notice.to.language).words
        card = notice_card(case, notice, self._knowledge, world)
        if self._rehearsal:
            card = replace(card, text=(words("rehearsal"), *card.text))
        delivery = Delivery(
            key=notice.key,
            to=notice.to,
            card=card,
            replaces=notice.facts.get("message") if notice.kind == "update" else None,
            thread=case.reference,
        )
        remarked = replace(card, text=(words("case.repeat"), *card.text))
        repeat = replace(delivery, card=remarked, repeat=True)
        return Errand(posted, delivery, repeat, overtaken)

    def drop(self, writer: Writer, posted: Posted) -> None:
        """A notice that isn't needed any more, and of which nothing is known to have arrived."""
        now = self._clock.now()
        writer.finish_notice(replace(posted, state="superseded"), now)
        case = writer.glimpse(posted.notice.case)
        if case is not None:
            world = self._knowledge.world(now)
            writer.add_entries((_line(case, world, "superseded", posted),))

    def finish(self, writer: Writer, posted: Posted, outcome: Outcome) -> None:
        """Write an attempt's outcome, and what follows from it for the case."""
        now = self._clock.now()
        world = self._knowledge.world(now, self._knowledge.refresh(writer, now))
        case = writer.case(posted.notice.case)
        if case is None:
            return
        if isinstance(outcome, Later | Unknown):
            again = next_attempt(posted, outcome, now, self._chance.random())
            if again is not None:
                self._postpone(writer, case, world, posted, outcome, again)
                return
            outcome = given_up(outcome)
        done = _done(posted, outcome, now)
        writer.finish_notice(done, now)
        decision = delivered(case, world, done, outcome, _tried(writer, posted))
        write_decision(writer, case, decision, world)
        self._catch_up(writer, decision.case, done, world)

    def _postpone(
        self,
        writer: Writer,
        case: Case,
        world: World,
        posted: Posted,
        outcome: Later | Unknown,
        again: datetime,
    ) -> None:
        uncertain = posted.uncertain or isinstance(outcome, Unknown)
        waiting = replace(posted, uncertain=uncertain, code=outcome.code)
        writer.finish_notice(waiting, world.now, due_at=again)
        what: What = "uncertain" if isinstance(outcome, Unknown) else "delayed"
        writer.add_entries((_line(case, world, what, posted, code=outcome.code),))

    def _catch_up(self, writer: Writer, case: Case, done: Posted, world: World) -> None:
        """A telling that arrived after the case had moved on shows at once how it stands."""
        late = done.notice.kind in TELLINGS and not is_current(case, done.notice)
        if late and done.state == "sent" and done.notice.to.route in ("slack", "teams"):
            writer.add_notices([update_notice(done, world, "late")])


def _done(posted: Posted, outcome: Outcome, now: datetime) -> Posted:
    if isinstance(outcome, Sent):
        return replace(posted, state="sent", message=outcome.message, done_at=now)
    if isinstance(outcome, Refused):
        return replace(posted, state="refused", code=outcome.code, done_at=now)
    return replace(posted, state="kept", done_at=now)


def _tried(writer: Writer, posted: Posted) -> frozenset[tuple[Route, str]]:
    """The ways that this telling has used up so far."""
    notice = posted.notice
    same = [
        other.notice
        for other in writer.notices(notice.case)
        if (other.notice.kind, other.notice.round) == (notice.kind, notice.round)
    ]
    return frozenset((other.to.route, other.to.address) for other in (*same, notice))


def _line(case: Case, world: World, what: What, posted: Posted, code: str = "") -> Entry:
    notice = posted.notice
    facts: Mapping[str, str] = {
        "kind": notice.kind,
        "to": notice.to.name,
        "post": notice.to.post or "",
        "route": notice.to.route,
        "code": code,
    }
    return entry(case, world, ENGINE_ACTOR, what, **facts)
