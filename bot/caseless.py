"""What follows for the directory, and for notices of no case, where one can't be delivered."""

from collections.abc import Sequence
from dataclasses import replace

from bot.knowledge import Knowledge
from bot.outcomes import Result
from bot.picturing import picture_after
from bot.ports import Writer
from bot.seating import doubt
from routing.deliveries import is_about_address
from routing.notices import NOT_DRAWN, ROUTES, Kept, Notice, Refused, Sent
from routing.seats import seats_in
from routing.telling import World, untried


def follow_caseless(
    writer: Writer, results: Sequence[Result], knowledge: Knowledge, world: World
) -> bool:
    """Try the next way to somebody who is asked; returns whether new messages are owed.

    An address that is dead makes the entry doubtful. Raises StoreUnavailable.
    """
    owed = [_follow(writer, result, knowledge, world) for result in results]
    return any(owed)


def doubt_bounced(writer: Writer, results: Sequence[Result], world: World) -> None:
    """A call for help came back from a dead address: the entry is doubtful from now on.

    Stewards are told of that by the case. Raises StoreUnavailable.
    """
    directory = world.organization.directory
    for result in results:
        to, outcome = result.posted.notice.to, result.outcome
        if to.post is None or not isinstance(outcome, Refused):
            continue
        if is_about_address(outcome.code):
            found = [
                c
                for c in directory.contacts.get(to.post, ())
                if c.rank == to.rank and (to.route, to.address) in c.addresses()
            ]
            code = f"{to.route}: {outcome.code}"
            doubt(writer, found, "bounced", world, code=code, told=True)


def _follow(writer: Writer, result: Result, knowledge: Knowledge, world: World) -> bool:
    notice, outcome = result.posted.notice, result.outcome
    if isinstance(outcome, Sent):
        return writer.add_notices(picture_after(notice, world.now)) > 0
    failed = result.again is None and isinstance(outcome, Refused | Kept)
    if not failed or outcome == NOT_DRAWN:
        return False
    if notice.kind != "confirm":
        return _by_mail(writer, notice, world)
    contacts = seats_in(notice, knowledge.snapshot.directory)
    if isinstance(outcome, Refused) and is_about_address(outcome.code):
        code = f"{notice.to.route}: {outcome.code}"
        doubt(writer, contacts, "bounced", world, code=code)
    following = _next_way(notice, knowledge, world)
    if following is not None:
        writer.add_notices((following,))
    return following is not None


def _by_mail(writer: Writer, notice: Notice, world: World) -> bool:
    """News for a steward whose account takes nothing goes by mail, once."""
    email = notice.to.email
    if notice.to.route == "mail" or not email:
        return False
    to = replace(notice.to, route="mail", address=email, tenant="")
    again = replace(notice, key=f"{notice.key}/mail", to=to, due_at=world.now)
    return writer.add_notices((again,)) > 0


def _next_way(notice: Notice, knowledge: Knowledge, world: World) -> Notice | None:
    """The same question by the next channel that wasn't tried."""
    directory = knowledge.snapshot.directory
    used = f"{notice.facts.get('tried', '')} {notice.to.route}|{notice.to.address}".split()
    ways = (way.partition("|") for way in used)
    tried = {(known, address) for route, _, address in ways for known in ROUTES if known == route}
    policy, today = world.policy.freshness, world.now.date()
    for contact in seats_in(notice, directory):
        standing = directory.standing(contact, today, policy)
        way = untried((standing,), world.live, tried)
        if way is not None:
            to = replace(way, language=notice.to.language)
            facts = {**notice.facts, "tried": " ".join(used)}
            key = f"{notice.key}/{way.route}"
            return replace(notice, key=key, to=to, due_at=world.now, facts=facts)
    return None
