"""Small things to build tests from: a corner of an organization, people, cases. All example.org.

Kenya and Uganda belong to Nairobi, Egypt to Cairo. Every level of the ladder is filled by two
people, reachable by Slack and by mail. The usual moment is a Monday at noon in Nairobi.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from routing.cases import Asker, Case, Rung
from routing.contacts import Contact, Directory, FreshnessPolicy
from routing.ladder import Organization
from routing.language import LANGUAGES, Language
from routing.notices import Notice, Recipient, Route
from routing.people import Account, Person, Platform
from routing.policy import Policy
from routing.posts import Post, kind_of, parse_post
from routing.structure import Coordination, Country, Coverage, Office, Source, Structure
from routing.telling import World
from routing.topics import Referral, Subject, Topic, Topics
from routing.worktime import WorkingCalendar

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
EVERYTHING: frozenset[Route] = frozenset({"slack", "teams", "mail"})
SOURCE = Source("Example document")

CO, RTS, WASH, RMM, DOE = (
    parse_post(text) for text in ("co:KEN", "rts:nairobi", "prd:wash", "rmm", "doe")
)
CAIRO, CANBERRA = parse_post("rts:cairo"), parse_post("coord:canberra")
LADDER = (CO, RTS, WASH, DOE)

_ZONES = {"rts:cairo": "Africa/Cairo", "coord:canberra": "Australia/Sydney"}
_HOLIDAYS = {"Africa/Cairo": frozenset({date(2026, 12, 1)})}


def named(text: str) -> Mapping[Language, str]:
    """The same name in every language."""
    return dict.fromkeys(LANGUAGES, text)


def structure() -> Structure:
    """Three countries, two Regional Offices, and one office that coordinates Uganda's cluster."""
    covered = {"KEN": "nairobi", "UGA": "nairobi", "EGY": "cairo"}
    return Structure(
        countries={iso3: Country(iso3, iso3[:2], named(f"Land of {iso3}")) for iso3 in covered},
        offices={post: _office(post) for post in (RTS, CAIRO, CANBERRA, *_HEADQUARTERS)},
        coverage={
            iso3: (Coverage(iso3, office, date(2000, 1, 1), "Example document", "high"),)
            for iso3, office in covered.items()
        },
        coordination={"UGA": Coordination("UGA", CANBERRA, "high", "Example document")},
    )


_HEADQUARTERS = (Post("prd"), WASH, RMM, DOE)


def _office(post: Post) -> Office:
    zone = _ZONES.get(post, "Africa/Nairobi")
    return Office(post, named(f"Office {post}"), "Town", "KEN", zone, SOURCE, "high")


def topics() -> Topics:
    return Topics(
        topics={
            "wash": Topic("wash", WASH, named("Water"), SOURCE),
            "resettlement": Topic("resettlement", RMM, named("Resettlement"), SOURCE),
            "directors_office": Topic("directors_office", DOE, named("Principles"), SOURCE),
        },
        subjects={"health": Subject("health", named("Health"), SOURCE)},
        referrals={"it": Referral("it", (Post("ac:manila"),), named("IT"), SOURCE)},
    )


def contact(post: str, rank: int = 1, **known: Any) -> Contact:
    """Somebody who fills a post, reachable by Slack and by mail unless said otherwise."""
    name = f"{post.replace(':', '-').lower()}-{rank}"
    usual = {
        "name": f"{name.title()} Example",
        "email": f"{name}@example.org",
        "phone": f"+254 700 {rank:06}",
        "slack": slack_id(post, rank),
        "timezone": _ZONES.get(post, "Africa/Nairobi"),
        "verified_on": date(2026, 11, 1),
    }
    return Contact(parse_post(post), rank, **{**usual, **known})


def slack_id(post: str, rank: int = 1) -> str:
    letters = "".join(letter for letter in post.upper() if letter.isalpha())
    return f"U{letters}{rank}"


def everybody(*besides: str) -> tuple[Contact, ...]:
    """A holder and a deputy for each level of Kenya's ladder for water, and for other posts."""
    return tuple(contact(post, rank) for post in (*LADDER, *besides) for rank in (1, 2))


def organization(
    contacts: Iterable[Contact] | None = None, *, copies: bool = False
) -> Organization:
    found = everybody() if contacts is None else contacts
    return Organization(structure(), topics(), Directory.of(found), FreshnessPolicy(), copies)


def office_hours(post: Post, timezone: str | None) -> WorkingCalendar:
    """8 to 17; in Cairo Friday and Saturday are free, and 1 December 2026 is a holiday."""
    zone = timezone or _ZONES.get(post, "Africa/Nairobi")
    weekend = frozenset({4, 5}) if zone == "Africa/Cairo" else frozenset({5, 6})
    free = _HOLIDAYS.get(zone, frozenset())
    return WorkingCalendar(zone, weekend, lambda day: day in free, time(8), time(17))


def world(
    contacts: Iterable[Contact] | None = None,
    *,
    now: datetime = NOW,
    policy: Policy | None = None,
    live: Collection[Route] = EVERYTHING,
    stewards: int = 1,
    copies: bool = False,
) -> World:
    return World(
        now=now,
        organization=organization(contacts, copies=copies),
        policy=policy or Policy(),
        calendar=office_hours,
        live=frozenset(live),
        stewards=tuple(steward(number) for number in range(1, stewards + 1)),
    )


def steward(number: int = 1) -> Recipient:
    mail = f"steward{number}@example.org"
    return Recipient("mail", mail, f"Steward {number}", "en", email=mail)


def person(email: str | None = "asker@example.org", **known: Any) -> Person:
    platform: Platform = known.pop("platform", "slack")
    user = known.pop("user", "UASKER" if platform == "slack" else email or "somebody")
    account = Account(platform, known.pop("tenant", "T1" if platform == "slack" else ""), user)
    name = (email or user).partition("@")[0].title()
    return Person(account, **{"name": name, "email": email, "phone": "+254 711 000000", **known})


def holder(post: str, rank: int = 1) -> Person:
    """The person who fills a post, at their Slack account."""
    known = contact(post, rank)
    return person(known.email, user=known.slack, name=known.name, phone=known.phone)


def case(**known: Any) -> Case:
    """Kenya's case about water, just opened by somebody of the Country Office."""
    asker = known.pop("asker", None) or person()
    rungs = known.pop("rungs", LADDER)
    levels = {"co": 1, "rts": 2, "prd": 3, "rmm": 3, "doe": 4}
    usual = Case(
        number=7,
        opened_at=NOW,
        country="KEN",
        topic="wash",
        subject=None,
        severity="high",
        summary="The well is dry.",
        asker=Asker.of(asker, "en"),
        rungs=tuple(Rung(levels[kind_of(post)], post) for post in rungs),
        position=0,
        people=frozenset({asker.key}),
    )
    return replace(usual, **known)


def recipient(post: str = RTS, rank: int = 1, route: Route = "slack", **known: Any) -> Recipient:
    """Somebody who fills a post, by one of their ways."""
    found = contact(post, rank)
    address = found.email if route == "mail" else found.slack
    usual = {"post": found.post, "rank": rank, "email": found.email, "language": "en"}
    return Recipient(route, address or "", found.name, **{**usual, **known})


def telling(to: Recipient | None = None, **known: Any) -> Notice:
    """The notice by which a level is told, of the first round."""
    to = to or recipient()
    key = f"IOM-7/1/tell/{to.route}/{to.address}"
    usual = Notice(key, "tell", 7, to, urgency=1, due_at=NOW, step=1, round=1)
    return replace(usual, **known)
