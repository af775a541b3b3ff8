"""Contacts and cases to measure with."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.effects import write_decision
from bot.knowledge import Knowledge, load_content
from bot.ports import Store
from content.structure import load_structure
from routing.cases import Asker, Case, Rung
from routing.contacts import Contact
from routing.decisions import ENGINE_ACTOR
from routing.escalation import opened
from routing.people import Account, Person
from routing.posts import Post
from routing.topics import Severity

COUNTRIES = tuple(sorted(load_structure().countries))
_TOPICS = ("wash", "shelter_settlements", "resettlement")
_KNOWLEDGE = Knowledge(load_content(), frozenset({"slack"}))


def contacts(today: date) -> tuple[Contact, ...]:
    """Somebody at each country, office and unit, each with a Slack account of their own."""
    offices = [post for post in _KNOWLEDGE.content.structure.offices if post.startswith("rts:")]
    posts = [Post(f"co:{iso3}") for iso3 in COUNTRIES]
    posts += [*offices, *(Post(p) for p in ("prd", "prd:wash", "rmm", "doe"))]
    return tuple(_contact(post, number, today) for number, post in enumerate(posts, 1))


def _contact(post: Post, number: int, today: date) -> Contact:
    name = f"Contact {number}"
    mail = f"contact{number}@example.org"
    return Contact(post, 1, name, mail, slack=f"UC{number}", language="en", verified_on=today)


def cases(
    count: int, now: datetime, due_at: datetime, severity: Severity = "critical"
) -> list[Case]:
    """Open cases of many countries and askers, whose first step is due then."""
    return [_case(number, now, due_at, severity) for number in range(count)]


def _case(number: int, now: datetime, due_at: datetime, severity: Severity) -> Case:
    user = f"UA{number % 5000}"
    person = Person(Account("slack", "T1", user), f"Asker {user}", f"{user.lower()}@example.org")
    country, topic = COUNTRIES[number % len(COUNTRIES)], _TOPICS[number % len(_TOPICS)]
    ladder = _KNOWLEDGE.organization().ladder(country, topic, now.date())
    return Case(
        number=0,
        opened_at=now,
        country=country,
        topic=topic,
        subject=None,
        severity=severity,
        summary="Roofs torn off, two hundred families outside.",
        asker=Asker.of(person, "en"),
        rungs=tuple(Rung(step.level, step.post) for step in ladder.steps),
        position=0,
        due_at=due_at,
        people=frozenset({person.key}),
    )


def fill_directory(store: Store, now: datetime) -> None:
    with store.write() as writer:
        writer.replace_contacts(contacts(now.date()), now)


def open_cases(store: Store, found: Sequence[Case], now: datetime) -> None:
    """All of them, each with its first audit line, in one transaction."""
    with store.write() as writer:
        world = _KNOWLEDGE.world(now)
        for case in found:
            stored = writer.open_case(case)
            write_decision(writer, stored, opened(stored, world, ENGINE_ACTOR), world)
