"""What follows for a case: the transitions, and nothing else.

Theory of operation. A case lies with one level at a time. ``due`` comes from the engine when the
case's ``due_at`` has come; everything else comes from people, or from a delivery that found
nobody. Each transition gives the case as it is afterwards, the notices that are owed, and the
lines of the audit trail; whoever calls writes all of them in one transaction.

    grace ──due──▶ told ──due──▶ told (next level) … ──due at the last──▶ exhausted ⟲ reminders
      └────────────┴── acknowledge ──▶ taken ── hand over, pass on ──▶ told
      any open state ── resolve ──▶ resolved      any open state ── cancel ──▶ cancelled

A vacant level is passed over at once and reported. ``unreachable`` passes a level at once whose
contacts all refused for good, if a later level can be reached; else it keeps its time, so that a
person can still call or send the kept mail.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from routing.audit import What
from routing.cases import CLIMBING_STATES, Case, State
from routing.climbing import climb, remind, tell, unreachable
from routing.contacts import Contact
from routing.decisions import ENGINE_ACTOR, Actor, Decision, Refusal, entry, holder, involve
from routing.notices import Notice, Route
from routing.people import Person
from routing.posts import Post
from routing.rights import is_asker
from routing.telling import World, holders, holders_of, notice_to, progress, untried


def opened(case: Case, world: World, actor: Actor) -> Decision:
    """The first line of a case that the store has just numbered."""
    return Decision(case, entries=(entry(case, world, actor, "opened", summary=case.summary),))


def due(case: Case, world: World) -> Decision:
    """The case's time has come: tell the next level, or remind the last one."""
    if case.state == "grace":
        return climb(case, world, (), case.position + 1)
    if case.state == "told":
        line = entry(case, world, ENGINE_ACTOR, "no_answer", post=holder(case))
        return climb(case, world, (line,), case.position + 1, after="no_answer")
    if case.state == "exhausted":
        return remind(case, world)
    return Decision(replace(case, due_at=None))


def is_current(case: Case, notice: Notice) -> bool:
    """Is the telling still what the case needs? If not, it must not go out any more."""
    return case.state in CLIMBING_STATES and notice.round == case.round


def undelivered(
    case: Case,
    world: World,
    notice: Notice,
    tried: Collection[tuple[Route, str]],
    failure: str,
    *,
    others_told: bool = False,
) -> Decision:
    """A telling failed for good: the next channel, then the deputy, then the next level.

    Where others were told together with that contact, only the contact's own other channels.
    """
    if not is_current(case, notice):
        return Decision(case)
    standings = holders(case, world)
    seat = (notice.to.post, notice.to.rank)
    same = tuple(s for s in standings if (s.contact.post, s.contact.rank) == seat)
    other = untried(same, world.live, tried)
    if other is None and not others_told:
        other = untried(standings, world.live, tried)
    if other is None:
        return Decision(case) if others_told else unreachable(case, world)
    facts = {**notice.facts, "failed": failure}
    case = involve(case, other.email or other.address)
    return Decision(case, (notice_to(case, world, notice.kind, other, **facts),))


def acknowledge(case: Case, world: World, person: Person) -> Decision | Refusal:
    """Somebody takes the case: nobody further is told."""
    if case.state == "taken":
        return Refusal("already_yours" if case.taken_by == person.key else "already_taken", case)
    if not case.is_open:
        return Refusal("closed", case)
    actor = Actor.of(person)
    taken = replace(
        involve(case, person.key),
        state="taken",
        due_at=None,
        taken_by=person.key,
        taken_by_name=person.name,
        taken_at=world.now,
    )
    notices = _unless_asker(taken, person, progress(taken, world, "taken", **_reach(person)))
    return Decision(taken, notices, (entry(taken, world, actor, "taken"),), withdraw=True)


def pass_on(
    case: Case, world: World, person: Person, *, seen_round: int | None = None
) -> Decision | Refusal:
    """The next level is told now. ``seen_round`` is the telling that the button belonged to.

    A button seen before somebody else took the case doesn't take it away from them.
    """
    if not case.is_open:
        return Refusal("closed", case)
    if seen_round is not None and seen_round != case.round:
        return Refusal("already_passed", case)
    if seen_round is not None and case.state == "taken" and case.taken_by != person.key:
        return Refusal("already_taken", case)
    if case.position + 1 >= len(case.rungs):
        return Refusal("last_level", case)
    actor = Actor.of(person)
    line = entry(case, world, actor, "passed", post=holder(case))
    untaken = _untaken(case)
    return _withdrawing(climb(untaken, world, (line,), case.position + 1, after="passed"))


def hand_over(
    case: Case, world: World, person: Person, target: Post | Contact
) -> Decision | Refusal:
    """The case goes to another post or to one contact; unanswered, it climbs on from there."""
    if not case.is_open:
        return Refusal("closed", case)
    name = target if isinstance(target, str) else f"{target.post}#{target.rank}"
    if not holders_of(name, world):
        return Refusal("vacant_target", case)
    if name == holder(case) and case.state in ("told", "exhausted"):
        return Refusal("already_there", case)
    line = entry(case, world, Actor.of(person), "handed_over", to=name, post=holder(case))
    later = [i for i, rung in enumerate(case.rungs) if rung.post == name and i > case.position]
    moved = replace(
        _untaken(case),
        handed_to=None if later or name == case.rung.post else name,
        position=later[0] if later else case.position,
    )
    return _withdrawing(tell(moved, world, (line,), after="handed_over"))


def resolve(case: Case, world: World, person: Person, note: str) -> Decision | Refusal:
    return _close(case, world, person, "resolved", note)


def cancel(case: Case, world: World, person: Person, note: str = "") -> Decision | Refusal:
    return _close(case, world, person, "cancelled", note)


def add_details(case: Case, world: World, person: Person, text: str) -> Decision | Refusal:
    """More about what happened; whoever holds the case is told of it by the caller's notices."""
    if not case.is_open:
        return Refusal("closed", case)
    more = replace(case, details=(*case.details, text))
    event = f"details/{len(more.details)}"
    notices = _unless_asker(more, person, progress(more, world, event, by=person.name, note=text))
    return Decision(more, notices, (entry(more, world, Actor.of(person), "details", text=text),))


def reword(case: Case, world: World, person: Person, text: str) -> Decision | Refusal:
    """What happened, in other words."""
    if not case.is_open:
        return Refusal("closed", case)
    line = entry(case, world, Actor.of(person), "reworded", text=text)
    return Decision(replace(case, summary=text), (), (line,))


def _close(case: Case, world: World, person: Person, state: State, note: str) -> Decision | Refusal:
    if not case.is_open:
        return Refusal("closed", case)
    closed = replace(case, state=state, due_at=None, closed_at=world.now, note=note or None)
    what: What = "resolved" if state == "resolved" else "cancelled"
    line = entry(closed, world, Actor.of(person), what, note=note)
    notices = _unless_asker(
        closed, person, progress(closed, world, what, by=person.name, note=note)
    )
    return Decision(closed, notices, (line,), withdraw=True)


def _untaken(case: Case) -> Case:
    return replace(case, taken_by=None, taken_by_name=None, taken_at=None)


def _unless_asker(case: Case, person: Person, notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    return () if is_asker(person, case) else notices


def _reach(person: Person) -> dict[str, str]:
    """Whoever took the case, how the asker reaches them, and whether a number is in it."""
    contact = ", ".join(part for part in (person.phone, person.email) if part)
    return {
        "by": person.name,
        "contact": contact,
        "phone": "yes" if person.phone else "",
    }


def put_off(case: Case, until: datetime) -> Case:
    """The same case, to be looked at again at ``until`` (UTC)."""
    return replace(case, due_at=until)


def _withdrawing(decision: Decision) -> Decision:
    return replace(decision, withdraw=True)


def grace_end(case: Case, world: World) -> Case:
    """A new case with the end of its grace period as the time of its first step."""
    return replace(case, due_at=world.now + timedelta(seconds=world.policy.grace(case.severity)))
