"""Acting on a case that is open: take it, pass it on, hand it over, add to it, close it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import overload

from bot.effects import write_decision
from bot.ports import Writer
from bot.targets import find_target
from bot.turn import Turn
from content.cards.cases import answer_card, is_critical, taken_card
from content.cards.questions import line_card, refusal_card, refused
from routing import escalation
from routing.card import Card
from routing.cases import Case
from routing.decisions import Decision, Refusal
from routing.exchange import Reply
from routing.notices import Notice, Recipient
from routing.people import Person
from routing.rights import may_act, may_cancel
from routing.telling import LATER_THAN_ANY_TELLING, World


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does to a case. ``text`` is a note, the details, or whom to hand over to.

    ``seen_round`` is the telling that a button belonged to, None for a typed command.
    """

    verb: str
    number: int
    text: str = ""
    seen_round: int | None = None


Work = Callable[[Case, Turn, Deed], "Decision | Refusal | Card"]


@overload
def do(writer: Writer, turn: Turn, deed: Deed) -> Reply: ...


@overload
def do(writer: Writer, turn: Turn, deed: Deed, *, only_try: bool) -> Reply | None: ...


def do(writer: Writer, turn: Turn, deed: Deed, *, only_try: bool = False) -> Reply | None:
    """Do it in the caller's transaction, or say why not.

    With ``only_try`` nothing is done: None where it could be.
    """
    directory = turn.knowledge.refresh(writer, turn.now)
    case = writer.case(deed.number)
    if case is None:
        return Reply(line_card(turn.labels, "refusal.no_case", reference=f"IOM-{deed.number}"))
    world = turn.knowledge.world(turn.now, directory)
    if not may_act(turn.person, case, world, turn.knowledge.stewards):
        return Reply(refused(turn.labels, "not_yours", case))
    outcome = DEEDS[deed.verb](case, turn, deed)
    if isinstance(outcome, Card):
        return Reply(outcome, faults={"to": outcome.title} if deed.verb == "handover" else {})
    if isinstance(outcome, Refusal):
        return Reply(refusal_card(turn.labels, outcome))
    if only_try:
        return None
    write_decision(writer, case, outcome, world)
    if deed.verb == "details":
        writer.add_notices(_details_notices(writer, outcome.case, world, turn))
    return Reply(_answer(outcome.case, turn, deed))


def _take(case: Case, turn: Turn, _: Deed) -> Decision | Refusal | Card:
    return escalation.acknowledge(case, turn.world, turn.person)


def _pass_on(case: Case, turn: Turn, deed: Deed) -> Decision | Refusal | Card:
    return escalation.pass_on(case, turn.world, turn.person, seen_round=deed.seen_round)


def _hand_over(case: Case, turn: Turn, deed: Deed) -> Decision | Refusal | Card:
    if not deed.text:
        return line_card(turn.labels, "refusal.no_target", reference=case.reference)
    directory = turn.knowledge.snapshot.directory
    target = find_target(deed.text, directory, turn.knowledge.content.structure)
    if target is None:
        return line_card(turn.labels, "refusal.unknown_target", target=deed.text)
    decision = escalation.hand_over(case, turn.world, turn.person, target)
    if isinstance(decision, Refusal) and decision.code == "vacant_target":
        name = target if isinstance(target, str) else target.name
        return line_card(turn.labels, "refusal.vacant_target", post=turn.labels.post(name))
    return decision


def _resolve(case: Case, turn: Turn, deed: Deed) -> Decision | Refusal | Card:
    if not deed.text:
        return line_card(turn.labels, "refusal.no_note", reference=case.reference)
    return escalation.resolve(case, turn.world, turn.person, deed.text)


def _cancel(case: Case, turn: Turn, deed: Deed) -> Decision | Refusal | Card:
    if not may_cancel(turn.person, case, turn.knowledge.stewards):
        return refused(turn.labels, "cancel_not_yours", case)
    return escalation.cancel(case, turn.world, turn.person, deed.text)


def _add_details(case: Case, turn: Turn, deed: Deed) -> Decision | Refusal | Card:
    if not deed.text:
        return line_card(turn.labels, "refusal.no_details", reference=case.reference)
    return escalation.add_details(case, turn.world, turn.person, deed.text)


DEEDS: Mapping[str, Work] = {
    "ack": _take,
    "next": _pass_on,
    "handover": _hand_over,
    "resolve": _resolve,
    "cancel": _cancel,
    "details": _add_details,
}


def _answer(case: Case, turn: Turn, deed: Deed) -> Card:
    labels = turn.labels
    if deed.verb == "ack":
        return taken_card(case, labels, number=turn.request.private or is_critical(case))
    post = labels.post(case.handed_to or case.rung.post)
    if deed.verb == "next":
        key = "passed_end" if case.state == "exhausted" else "passed"
        return answer_card(case, key, labels, post=post)
    if deed.verb == "handover":
        return answer_card(case, "handed_over", labels, post=post)
    keys = {"resolve": "resolved", "cancel": "cancelled", "details": "details"}
    return answer_card(case, keys[deed.verb], labels)


def _details_notices(writer: Writer, case: Case, world: World, turn: Turn) -> tuple[Notice, ...]:
    """What was added, for everybody whose telling went out and who doesn't see it on a card."""
    key, text = f"{case.reference}/details/{len(case.details)}", case.details[-1]
    return tuple(
        _more(n, f"{key}/{n.to.route}/{n.to.address}", text, world, turn)
        for n in _told(writer, case)
        if not _is_for(n.to, turn.person)
    )


def tell_in_mail(
    writer: Writer, case: Case, world: World, turn: Turn, text: str
) -> tuple[Notice, ...]:
    """Other words for whoever was told by mail: what was sent there can't change."""
    moment = turn.now.isoformat()
    return tuple(
        _more(notice, f"{notice.key}/reworded/{moment}", text, world, turn)
        for notice in _told(writer, case)
        if notice.to.route == "mail"
    )


def _told(writer: Writer, case: Case) -> Collection[Notice]:
    """The telling that went out last to each who was told, by each way."""
    told = [
        p.notice
        for p in writer.notices(case.number)
        if p.notice.kind in ("tell", "remind") and p.state == "sent"
    ]
    return {(n.to.route, n.to.address): n for n in told}.values()


def _more(told: Notice, key: str, text: str, world: World, turn: Turn) -> Notice:
    """More words for whoever got this telling."""
    return replace(
        told,
        key=key,
        kind="details",
        due_at=world.now,
        urgency=LATER_THAN_ANY_TELLING - 1,
        facts={"text": text, "by": turn.person.name},
    )


def _is_for(to: Recipient, person: Person) -> bool:
    if to.email is not None and to.email.lower() == person.key:
        return True
    account = person.account
    accounts = {account.user.lower(), f"{account.tenant}:{account.user}".lower()}
    return to.route == account.platform and to.address.lower() in accounts
