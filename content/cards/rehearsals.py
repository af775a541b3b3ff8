"""A dry run in words: who would be told, when, and what its weak points are."""

from collections.abc import Collection, Sequence

from content.labels import Labels
from content.times import moment
from routing.card import Card, Section
from routing.cases import Case
from routing.notices import Route
from routing.simulation import Telling
from routing.telling import is_reachable, routes

_DOUBTED = ("stale", "doubtful", "away")


def simulation_card(
    case: Case, tellings: Sequence[Telling], live: Collection[Route], labels: Labels
) -> Card:
    words = labels.words
    weak = weak_points(tellings, live, labels)
    sections = [_section(telling, live, labels) for telling in tellings]
    if weak:
        sections.append(Section(words("simulate.weak"), tuple(weak)))
    return Card(
        title=words(
            "simulate.title",
            topic=labels.topic_of(case),
            country=labels.country(case.country),
            severity=labels.severity(case.severity),
        ),
        text=(words("simulate.text"),),
        sections=tuple(sections),
    )


def weak_points(tellings: Sequence[Telling], live: Collection[Route], labels: Labels) -> list[str]:
    """What could go wrong on the way, in words; each level once."""
    words = labels.words
    found: list[str] = []
    for telling in tellings:
        post = labels.post(telling.post)
        if telling.vacant:
            found.append(words("simulate.weak_vacant", post=post))
            continue
        if not is_reachable(telling.contacts, live):
            found.append(words("simulate.weak_channel", post=post))
        if len(telling.contacts) == 1:
            found.append(words("simulate.weak_deputy", post=post))
        found += [
            words(
                "simulate.weak_stale",
                post=post,
                name=s.contact.name,
                freshness=labels.freshness(s),
            )
            for s in telling.contacts
            if s.freshness in _DOUBTED
        ]
    return list(dict.fromkeys(found))


def _section(telling: Telling, live: Collection[Route], labels: Labels) -> Section:
    words = labels.words
    timezone = telling.contacts[0].contact.timezone if telling.contacts else None
    key = "vacant" if telling.vacant else "reminder" if telling.reminder else "step"
    title = words(
        f"simulate.{key}",
        at=moment(telling.at, timezone),
        level=telling.level,
        post=labels.post(telling.post),
    )
    if telling.vacant:
        return Section(title, ())
    lines = _ways(telling, live, labels)
    if telling.until is not None and telling.until > telling.at:
        lines.append(words("simulate.until", at=moment(telling.until, timezone)))
    return Section(title, tuple(lines))


def _ways(telling: Telling, live: Collection[Route], labels: Labels) -> list[str]:
    words = labels.words
    ways = [way for way in routes(telling.contacts, live) if way.route in live]
    lines = [
        words("simulate.way", name=way.name, route=labels.route(way.route), address=way.address)
        for way in ways
    ]
    reached = {(way.post, way.rank) for way in ways}
    lines += [
        words("simulate.no_way", name=s.contact.name, freshness=labels.freshness(s))
        for s in telling.contacts
        if (s.contact.post, s.contact.rank) not in reached
    ]
    return lines
