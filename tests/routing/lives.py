"""A case's life without a database: what a writer, an outbox and a clock would do, in memory.

Every promise that holds whatever happens is checked with each step.
"""

from collections import Counter
from dataclasses import dataclass, field, replace

from routing.audit import Entry, What
from routing.cases import CLIMBING_STATES, Case
from routing.decisions import Decision, Refusal
from routing.deliveries import TELLINGS, delivered
from routing.escalation import due, is_current
from routing.notices import Kept, Notice, Outcome, Posted, Refused, Route, Sent
from routing.telling import World

REPEATABLE = frozenset({"dead_address"})


@dataclass
class Life:
    """``waiting`` are notices not sent yet, in order; ``posted`` those with an outcome."""

    case: Case
    world: World
    waiting: list[Notice] = field(default_factory=list)
    posted: list[tuple[Notice, Outcome]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    trail: list[Entry] = field(default_factory=list)

    def apply(self, outcome: Decision | Refusal) -> bool:
        """Write a decision as the bot would; False where it was refused."""
        if isinstance(outcome, Refusal):
            assert outcome.case is self.case
            return False
        before, self.case = self.case, outcome.case
        if outcome.withdraw:
            self.waiting = [n for n in self.waiting if n.kind not in TELLINGS]
        for notice in outcome.notices:
            self._store(notice)
        self.trail += outcome.entries
        self._check(before, outcome)
        return True

    def tick(self) -> None:
        """Jump to the time when the engine acts next, and let it act."""
        assert self.case.due_at is not None
        self.world = replace(self.world, now=max(self.world.now, self.case.due_at))
        self.apply(due(self.case, self.world))

    def deliver(self, result: Outcome | None = None) -> Notice | None:
        """Send the first notice that is still needed; None if there is none.

        Without a result, what is configured arrives and the rest is kept.
        """
        while self.waiting:
            notice = self.waiting.pop(0)
            if notice.kind in TELLINGS and not is_current(self.case, notice):
                continue
            outcome = usual_outcome(notice, self.world) if result is None else result
            self.posted.append((notice, outcome))
            posted = Posted(len(self.posted), notice, attempts=1)
            self.apply(delivered(self.case, self.world, posted, outcome, self._tried(notice)))
            return notice
        return None

    def deliver_all(self) -> None:
        while self.waiting:
            self.deliver()

    def lines(self, *kinds: What) -> list[Entry]:
        return [line for line in self.trail if line.what in kinds]

    def news(self, event: str | None = None) -> list[Notice]:
        """What the asker was sent or is going to be, by event."""
        found = [*(notice for notice, _ in self.posted), *self.waiting]
        news = [notice for notice in found if notice.kind == "progress"]
        return [n for n in news if event is None or n.facts["event"] == event]

    def _store(self, notice: Notice) -> None:
        if notice.kind in REPEATABLE and notice.key in self.keys:
            return
        assert notice.key not in self.keys, notice.key
        self.keys.add(notice.key)
        self.waiting.append(notice)

    def _tried(self, notice: Notice) -> set[tuple[Route, str]]:
        return {
            (other.to.route, other.to.address)
            for other, _ in self.posted
            if (other.kind, other.round) == (notice.kind, notice.round)
        }

    def _check(self, before: Case, decision: Decision) -> None:
        after = decision.case
        climbing = after.state in CLIMBING_STATES
        assert (after.due_at is not None) == climbing, (
            "an open case is forgotten, or a closed isn't"
        )
        assert after.due_at is None or after.due_at >= self.world.now
        assert after.position >= before.position
        assert after.round >= before.round
        assert (after.taken_by is not None) == (after.state == "taken") or not after.is_open
        assert (after.closed_at is not None) == (not after.is_open)
        tellings = [n for n in decision.notices if n.kind in TELLINGS]
        assert climbing or not tellings, "somebody is told of a case that is taken or closed"
        assert all(n.round == after.round for n in tellings)
        steps = sum(line.what in ("told", "reminded") for line in decision.entries)
        assert steps <= after.round - before.round <= steps + 1, "each telling has its own round"
        waiting = [n for n in self.waiting if n.kind in TELLINGS and is_current(after, n)]
        assert len(waiting) <= 1, "two ways at a time"
        arrived = Counter(n.round for n, o in self.posted if n.kind in TELLINGS and _is_sent(o))
        assert max(arrived.values(), default=0) <= 1, "a level is told once a round"


def _is_sent(outcome: Outcome) -> bool:
    return isinstance(outcome, Sent)


def usual_outcome(notice: Notice, world: World) -> Outcome:
    if notice.to.route in world.live:
        return Sent(f"message-of-{notice.key}")
    if notice.to.route == "mail":
        return Kept("mail/1.eml", f"mailto:{notice.to.address}")
    return Refused("not_configured")
