"""What an attempt's outcome means: how its notice is stored, and what follows for its case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.effects import update_notice
from routing.audit import Entry, What
from routing.cases import Case
from routing.decisions import ENGINE_ACTOR, Decision, entry
from routing.deliveries import TELLINGS, delivered
from routing.escalation import is_current
from routing.notices import Kept, Later, Notice, Outcome, Posted, Refused, Route, Sent, Unknown
from routing.retry import given_up, next_attempt
from routing.telling import World
from routing.together import others_told

Settled = Literal["settled_sent", "settled_not_sent", "settled_unknown"]


@dataclass(frozen=True, slots=True)
class Ended:
    """An attempt that came to its end; ``outcome`` is None where it wasn't needed any more.

    ``settled`` is what became of the attempt before, where that had been in doubt.
    """

    posted: Posted
    outcome: Outcome | None
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """How the notice is stored after an attempt; with ``again`` (UTC) it is tried again then.

    ``outcome`` is the final one where it isn't; None where the notice was dropped.
    """

    posted: Posted
    outcome: Outcome | None
    again: datetime | None = None
    settled: Settled | None = None

    @property
    def leaves_others_to_try(self) -> bool:
        """Does a telling that ended so go another way, if there is one that wasn't tried yet?"""
        failed = isinstance(self.outcome, Refused | Kept) and self.again is None
        return failed and self.posted.notice.kind in TELLINGS


def result_of(ended: Ended, now: datetime, jitter: float) -> Result:
    """``jitter``, between 0 and 1, spreads attempts that are repeated."""
    posted, outcome, settled = ended.posted, ended.outcome, ended.settled
    if outcome is None:
        return replace(dropped(posted), settled=settled)
    if isinstance(outcome, Later | Unknown):
        again = next_attempt(posted, outcome, now, jitter)
        if again is not None:
            uncertain = posted.uncertain or isinstance(outcome, Unknown)
            waiting = replace(posted, uncertain=uncertain, code=outcome.code)
            return Result(waiting, outcome, again, settled)
        outcome = given_up(outcome)
    return Result(_done(posted, outcome, now), outcome, settled=settled)


def dropped(posted: Posted) -> Result:
    """A notice that isn't needed any more, and of which nothing is known to have arrived."""
    return Result(replace(posted, state="superseded"), None)


def follows(case: Case, result: Result, world: World, notices: Sequence[Posted]) -> Decision:
    """What follows for the case. ``notices`` are all of its, where others are left to try."""
    decision = _follows(case, result, world, notices)
    if result.settled is None:
        return decision
    line = _line(case, world, result.settled, result.posted)
    return replace(decision, entries=(line, *decision.entries))


def _follows(case: Case, result: Result, world: World, notices: Sequence[Posted]) -> Decision:
    posted, outcome = result.posted, result.outcome
    if outcome is None:
        return Decision(case, entries=(_line(case, world, "superseded", posted),))
    if result.again is not None and isinstance(outcome, Later | Unknown):
        what: What = "uncertain" if isinstance(outcome, Unknown) else "delayed"
        return Decision(case, entries=(_line(case, world, what, posted, code=outcome.code),))
    decision = delivered(
        case,
        world,
        posted,
        outcome,
        _tried(posted, notices),
        others_told=others_told(posted.notice, notices),
    )
    late = _catching_up(decision.case, posted, world)
    return replace(decision, notices=(*decision.notices, *late))


def _done(posted: Posted, outcome: Outcome, now: datetime) -> Posted:
    if isinstance(outcome, Sent):
        return replace(posted, state="sent", message=outcome.message, done_at=now)
    if isinstance(outcome, Refused):
        return replace(posted, state="refused", code=outcome.code, done_at=now)
    return replace(posted, state="kept", done_at=now)


def _catching_up(case: Case, posted: Posted, world: World) -> tuple[Notice, ...]:
    """A telling that arrived after the case had moved on shows at once how it stands."""
    late = posted.notice.kind in TELLINGS and not is_current(case, posted.notice)
    if late and posted.state == "sent" and posted.notice.to.route in ("slack", "teams"):
        return (update_notice(posted, world, "late"),)
    return ()


def _tried(posted: Posted, notices: Sequence[Posted]) -> frozenset[tuple[Route, str]]:
    """The ways that this telling has used up so far."""
    notice = posted.notice
    same = [
        other.notice
        for other in notices
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
