"""What a delivery's outcome means for its case."""

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

from routing.audit import Entry, What
from routing.cases import Case
from routing.decisions import ENGINE_ACTOR, Decision, entry
from routing.escalation import undelivered
from routing.notices import Kept, Notice, NoticeKind, Outcome, Posted, Refused, Route, Sent
from routing.retry import GAVE_UP
from routing.telling import World, asker_routes, progress, to_stewards

# What platforms say where it is the bot that they refuse, whoever the message was for.
_OWN_TROUBLE = frozenset(
    {
        "Unauthorized",
        "account_inactive",
        "http_401",
        "invalid_auth",
        "missing_scope",
        "not_authed",
        "not_configured",
        "not_installed",
        "token_expired",
        "token_refused",
        "token_revoked",
    }
)
# Of mail, what is about our password, our address, or the server itself.
_NOT_THE_ADDRESS = (GAVE_UP, "auth_", "sender_", "server_")
TELLINGS: frozenset[NoticeKind] = frozenset({"tell", "remind"})
# For somebody in particular: by mail where the platform refuses. A card that changes isn't.
_BY_MAIL_INSTEAD: frozenset[NoticeKind] = frozenset({"copy", "details", "vacant", "dead_address"})


def delivered(
    case: Case,
    world: World,
    posted: Posted,
    outcome: Outcome,
    tried: Collection[tuple[Route, str]],
    *,
    others_told: bool = False,
) -> Decision:
    """The lines, notices and changes that follow a final outcome (sent, kept or refused).

    ``tried`` are the routes and addresses that this telling has used up so far; ``others_told``
    where somebody else is told together with this contact.
    """
    notice = posted.notice
    line = _line(case, world, posted, outcome)
    if notice.kind in TELLINGS:
        decision = _told(case, world, notice, outcome, tried, others_told)
    elif notice.kind == "progress" and isinstance(outcome, Refused):
        decision = Decision(case, _other_way_to_asker(case, world, notice))
    elif notice.kind in _BY_MAIL_INSTEAD and isinstance(outcome, Refused):
        dead = _dead_address(case, world, notice, outcome.code)
        decision = Decision(case, (*_by_mail(notice, world), *dead))
    else:
        decision = Decision(case)
    return replace(decision, entries=(*line, *decision.entries))


def _line(case: Case, world: World, posted: Posted, outcome: Outcome) -> tuple[Entry, ...]:
    notice = posted.notice
    facts = {
        "kind": notice.kind,
        "to": notice.to.name,
        "post": notice.to.post or "",
        "route": notice.to.route,
    }
    what: What
    match outcome:
        case Sent():
            what = "repeated" if posted.repeated else "delivered"
        case Kept(path=path, mailto=mailto):
            what = "kept"
            facts |= {"path": path, "mailto": mailto}
        case Refused(code=code):
            what = "refused"
            facts["code"] = code
        case _:
            return ()
    if notice.kind == "update" and what == "delivered":
        return ()
    return (entry(case, world, ENGINE_ACTOR, what, **facts),)


def _told(
    case: Case,
    world: World,
    notice: Notice,
    outcome: Outcome,
    tried: Collection[tuple[Route, str]],
    others_told: bool,
) -> Decision:
    match outcome:
        case Sent():
            return Decision(case, _told_progress(case, world, notice))
        case Kept(mailto=mailto):
            kept = progress(
                case, world, f"kept/{notice.to.address}", to=notice.to.name, mailto=mailto
            )
            after = undelivered(
                case,
                world,
                notice,
                tried,
                "mail: not configured",
                others_told=others_told,
            )
            others = [n for n in after.notices if n.facts.get("event") != "unreachable"]
            return replace(after, notices=(*kept, *others))
        case Refused(code=code):
            after = undelivered(
                case, world, notice, tried, _failure(notice, code), others_told=others_told
            )
            dead = _dead_address(case, world, notice, code)
            return replace(after, notices=(*after.notices, *dead))
    return Decision(case)


def _failure(notice: Notice, code: str) -> str:
    return f"{notice.to.route}: {code}"


def _dead_address(case: Case, world: World, notice: Notice, code: str) -> tuple[Notice, ...]:
    """Stewards learn of an address in the directory that refused for good."""
    post = notice.to.post
    if post is None or not is_about_address(code):
        return ()
    subject = f"{post} {notice.to.name} ({_failure(notice, code)})"
    return to_stewards(case, world, "dead_address", subject, post)


def _by_mail(notice: Notice, world: World) -> tuple[Notice, ...]:
    """The same to the same person by mail, if there is an address and that wasn't the way."""
    to = notice.to
    if to.route == "mail" or not to.email or "mail" not in world.live:
        return ()
    mail = replace(to, route="mail", address=to.email, tenant="")
    return (replace(notice, key=f"{notice.key}/mail", to=mail, due_at=world.now),)


def is_about_address(code: str) -> bool:
    """Does a refusal say something about the address, not about the bot's own access?"""
    return code not in _OWN_TROUBLE and not code.startswith(_NOT_THE_ADDRESS)


def _told_progress(case: Case, world: World, notice: Notice) -> tuple[Notice, ...]:
    event = "told" if notice.kind == "tell" else "reminded"
    facts = {
        "to": notice.to.name,
        "post": notice.to.post or "",
        "route": notice.to.route,
        "after": notice.facts.get("after", ""),
        "failed": notice.facts.get("failed", ""),
    }
    told = replace(case, position=notice.step, round=notice.round)
    return progress(told, world, event, **facts)


def _other_way_to_asker(case: Case, world: World, notice: Notice) -> tuple[Notice, ...]:
    """The same news by the way after the one that failed, whatever became of other news."""
    ways = asker_routes(case, world.live)
    failed = (notice.to.route, notice.to.address)
    for way, following in pairwise(ways):
        if (way.route, way.address) == failed:
            key = f"{notice.key}/{following.route}"
            return (replace(notice, key=key, to=following, due_at=world.now),)
    return ()
