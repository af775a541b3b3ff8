"""What people write about a case is looked at before it is sent on: may it point to one person?

A case is opened at once all the same. What looks like somebody's number or place is left out of
it, and kept apart until its writer says "send as it is" or writes it in other words. What is added
to a case later waits whole. In a critical case nothing waits: the remark comes with the answer.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.casework import Deed, do, tell_in_mail
from bot.effects import write_decision
from bot.ports import Writer
from bot.replays import short_key
from bot.turn import Turn
from content.cards.cases import answer_card
from content.cards.questions import line_card, refusal_card
from content.cards.wording import change_form, kinds_named, names_of, with_remark
from content.sensitive import Sensitive, masked, sensitive_in
from routing.cases import Case
from routing.decisions import Refusal
from routing.escalation import reword
from routing.exchange import Call, Reply

WORDING: Final = "text|"
KIND: Final = "held_text"
_WRITTEN: Final = frozenset({"details", "resolve", "cancel"})


def without_sensitive(turn: Turn, case: Case) -> tuple[Case, tuple[Sensitive, ...]]:
    """A case about to be opened, less what may point to somebody (not where it is critical)."""
    found = _found(turn, case, case.summary)
    if not found or case.severity == "critical":
        return case, found
    return replace(case, summary=masked(case.summary, found, names_of(turn.labels))), found


def remarked(
    writer: Writer, turn: Turn, case: Case, reply: Reply, text: str, found: tuple[Sensitive, ...]
) -> Reply:
    """The answer to an opening, with the remark and its buttons; the text as written is kept."""
    if not found:
        return reply
    value = _hold(writer, turn, case, {"verb": "summary", "text": text})
    key = "sensitive.sent" if case.severity == "critical" else "sensitive.held"
    card = with_remark(reply.card, turn.labels, case, kinds_named(found, turn.labels), key, value)
    return replace(reply, card=card)


def done(writer: Writer, turn: Turn, deed: Deed) -> Reply:
    """Do a deed, unless what is written in it has to be asked about first."""
    case = writer.glimpse(deed.number)
    found = () if case is None or deed.verb not in _WRITTEN else _found(turn, case, deed.text)
    if case is None or not found:
        return do(writer, turn, deed)
    if case.severity != "critical":
        refused = do(writer, turn, deed, only_try=True)
        if refused is not None:
            return refused
        value = _hold(writer, turn, case, {"verb": deed.verb, "text": deed.text})
        card = line_card(turn.labels, "sensitive.title", reference=case.reference)
        kinds = kinds_named(found, turn.labels)
        return Reply(with_remark(card, turn.labels, case, kinds, "sensitive.waits", value))
    reply = do(writer, turn, deed)
    line = turn.labels.words("sensitive.found", kinds=kinds_named(found, turn.labels))
    return replace(reply, card=replace(reply.card, text=(*reply.card.text, line)))


def press(writer: Writer, turn: Turn, call: Call) -> Reply:
    """Send as it is, or in other words. Raises StoreUnavailable."""
    key = call.value.removeprefix(WORDING)
    held = writer.record(KIND, key)
    if held is None or held["by"] != turn.person.key:
        return Reply(line_card(turn.labels, "refusal.old_button"))
    text = call.inputs.get("text", "").strip() if call.verb == "change" else held["text"]
    case = writer.case(held["number"])
    if case is None:
        return Reply(line_card(turn.labels, "refusal.old_button"))
    if not text:
        form = change_form(turn.labels, call.value, held["text"])
        return Reply(line_card(turn.labels, "sensitive.change"), form=form)
    writer.delete_record(KIND, key)
    sent_as_it_is = call.verb == "confirm"
    if held["verb"] == "summary":
        return _reword(writer, turn, case, text, sent_as_it_is=sent_as_it_is)
    deed = Deed(held["verb"], case.number, text)
    return do(writer, turn, deed) if sent_as_it_is else done(writer, turn, deed)


def _reword(writer: Writer, turn: Turn, case: Case, text: str, *, sent_as_it_is: bool) -> Reply:
    found = () if sent_as_it_is else _found(turn, case, text)
    plain = text
    if found and case.severity != "critical":
        plain = masked(text, found, names_of(turn.labels))
    world = turn.knowledge.world(turn.now, turn.knowledge.refresh(writer, turn.now))
    decision = reword(case, world, turn.person, plain)
    if isinstance(decision, Refusal):
        return Reply(refusal_card(turn.labels, decision))
    write_decision(writer, case, decision, world)
    writer.add_notices(tell_in_mail(writer, decision.case, world, turn, plain))
    key = "sensitive_sent" if sent_as_it_is else "sensitive_changed"
    reply = Reply(answer_card(decision.case, key, turn.labels), replaces=False)
    return remarked(writer, turn, decision.case, reply, text, found)


def _found(turn: Turn, case: Case, text: str) -> tuple[Sensitive, ...]:
    known = turn.knowledge.content.structure.countries.get(case.country)
    return sensitive_in(text, known.iso2 if known else None, own=turn.person.phone)


def _hold(writer: Writer, turn: Turn, case: Case, said: Mapping[str, Any]) -> str:
    """Keep a text apart; returns what the buttons carry."""
    key = f"{case.reference}|{short_key(turn.request.key)}"
    body = {**said, "number": case.number, "by": turn.person.key, "at": turn.now.isoformat()}
    writer.put_record(KIND, key, body, turn.now)
    return WORDING + key
