"""Whom a level's notice goes to, by which channel, and who comes next when that fails."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from routing.cases import Case
from routing.contacts import Contact, Standing
from routing.errors import RoutingError
from routing.ladder import Organization
from routing.language import DEFAULT_LANGUAGE
from routing.notices import Notice, NoticeKind, Recipient, Route
from routing.policy import Policy
from routing.posts import Post, parse_post
from routing.stewards import office_of
from routing.worktime import WorkingCalendar, add_working_time

URGENCY = {"critical": 0, "high": 1, "normal": 2}
LATER_THAN_ANY_TELLING = 3


@dataclass(frozen=True, slots=True)
class World:
    """Everything outside a case that decides what follows. ``now`` is UTC.

    ``live`` are the routes that are configured; ``calendar`` gives the working calendar of a
    post, in a contact's own time zone where that is known. ``stewards`` look after every post,
    ``office_stewards`` after those of an office (``routing/stewards.py``).
    """

    now: datetime
    organization: Organization
    policy: Policy
    calendar: Callable[[Post, str | None], WorkingCalendar]
    live: frozenset[Route]
    stewards: tuple[Recipient, ...] = ()
    office_stewards: Mapping[str, tuple[Recipient, ...]] = field(default_factory=dict)

    def standings(self, post: Post) -> tuple[Standing, ...]:
        return self.organization.standings(post, self.now.date())

    def keepers(self, post: Post | None) -> tuple[Recipient, ...]:
        """The stewards who look after a post, each once."""
        found = list(self.stewards)
        if post is not None:
            office = office_of(post, self.organization.structure, self.now.date())
            found += self.office_stewards.get(office, ())
        return tuple({(s.route, s.address.lower()): s for s in reversed(found)}.values())[::-1]


def holders(case: Case, world: World) -> tuple[Standing, ...]:
    """Who the case lies with now: its level's contacts, or those it was handed to."""
    return holders_of(case.handed_to or case.rung.post, world)


def holders_of(target: str, world: World) -> tuple[Standing, ...]:
    """The contacts of a post, or the one contact that ``post#rank`` names."""
    name, _, rank = target.partition("#")
    try:
        found = world.standings(parse_post(name))
    except RoutingError:
        return ()
    if not rank:
        return found
    return tuple(s for s in found if str(s.contact.rank) == rank)


def routes(standings: Sequence[Standing], live: Collection[Route]) -> tuple[Recipient, ...]:
    """Every way to reach a level, in the order to try: contact by contact, quickest first.

    Where mail can't be sent, the best contact's mail comes last: it is kept in a file then.
    """
    found = [
        _recipient(standing.contact, channel, address)
        for standing in standings
        for channel, address in standing.contact.addresses()
        if channel in live
    ]
    if "mail" not in live:
        mails = [s.contact for s in standings if s.contact.email]
        found += [_recipient(c, "mail", c.email or "") for c in mails[:1]]
    return tuple(found)


def _recipient(contact: Contact, route: Route, address: str) -> Recipient:
    return Recipient(
        route=route,
        address=address,
        name=contact.name,
        language=contact.language or DEFAULT_LANGUAGE,
        post=contact.post,
        rank=contact.rank,
        email=contact.email,
    )


def is_reachable(standings: Sequence[Standing], live: Collection[Route]) -> bool:
    return any(
        channel in live for standing in standings for channel, _ in standing.contact.addresses()
    )


def untried(
    standings: Sequence[Standing],
    live: Collection[Route],
    tried: Collection[tuple[Route, str]],
) -> Recipient | None:
    """The next way to reach a level after those that were tried; None if there is no other."""
    for recipient in routes(standings, live):
        if (recipient.route, recipient.address) not in tried:
            return recipient
    return None


def deadline(case: Case, world: World, standings: Sequence[Standing], seconds: float) -> datetime:
    """When (UTC) the level's time is over, counted as the policy says for that severity.

    Working hours are those of whoever is told first: the best contact that can be reached.
    """
    if not world.policy.waits[case.severity].working_hours_only or not standings:
        return world.now + timedelta(seconds=seconds)
    reached = (s for s in standings if is_reachable((s,), world.live))
    contact = next(reached, standings[0]).contact
    calendar = world.calendar(contact.post, contact.timezone)
    return add_working_time(world.now, seconds, calendar)


def notice_to(
    case: Case,
    world: World,
    kind: NoticeKind,
    to: Recipient,
    **facts: str,
) -> Notice:
    """A telling of the case's present round, once for each way to reach somebody."""
    return Notice(
        key=f"{case.reference}/{case.round}/{kind}/{to.route}/{to.address}",
        kind=kind,
        case=case.number,
        to=to,
        urgency=URGENCY[case.severity],
        due_at=world.now,
        step=case.position,
        round=case.round,
        facts=facts,
    )


def asker_routes(case: Case, live: Collection[Route]) -> tuple[Recipient, ...]:
    """How the asker is told: where they asked, else by mail; in the terminal by its own feed."""
    asker = case.asker
    if asker.account.platform == "terminal":
        return ()
    first = Recipient(
        route=asker.account.platform,
        address=asker.account.user,
        tenant=asker.account.tenant,
        name=asker.name,
        language=asker.language,
        email=asker.email,
    )
    if not asker.email or "mail" not in live:
        return (first,)
    mail = Recipient("mail", asker.email, asker.name, asker.language, email=asker.email)
    return (first, mail)


def progress(case: Case, world: World, event: str, **facts: str) -> tuple[Notice, ...]:
    """What the asker learns of a step; the same event of the same round once only."""
    return tuple(
        Notice(
            key=f"{case.reference}/{case.round}/progress/{event}",
            kind="progress",
            case=case.number,
            to=to,
            urgency=LATER_THAN_ANY_TELLING,
            due_at=world.now,
            step=case.position,
            round=case.round,
            facts={"event": event, **facts},
        )
        for to in asker_routes(case, world.live)[:1]
    )


def to_stewards(
    case: Case, world: World, kind: NoticeKind, subject: str, post: Post | None
) -> tuple[Notice, ...]:
    """A report to each steward who looks after the post; one report a case and subject."""
    return tuple(
        Notice(
            key=f"{case.reference}/{kind}/{subject}/{steward.address}",
            kind=kind,
            case=case.number,
            to=steward,
            urgency=LATER_THAN_ANY_TELLING,
            due_at=world.now,
            step=case.position,
            round=case.round,
            facts={"subject": subject},
        )
        for steward in world.keepers(post)
    )
