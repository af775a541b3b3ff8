"""A dry run in words: who would be told, when, and what its weak points are."""

from collections.abc import Collection, Sequence
from datetime import datetime

from content.labels import Labels
from content.times import moment
from routing.card import Card, Section
from routing.cases import Case
from routing.contacts import Standing
from routing.notices import Route
from routing.simulation import Hours, Telling
from routing.telling import is_reachable, routes

_DOUBTED = ("stale", "doubtful", "away")


def simulation_card(
    case: Case, tellings: Sequence[Telling], live: Collection[Route], labels: Labels
) -> Card:
    """The whole dry run; of a case that has a number, from where it stands."""
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
        text=(words("simulate.text" if tellings else "simulate.nobody_further"),),
        sections=tuple(sections),
        reference=case.reference if case.number else None,
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
        elif not telling.reminder:
            found += _thin(telling, live, labels)
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


def _thin(telling: Telling, live: Collection[Route], labels: Labels) -> list[str]:
    """A single way in, or a time at which nobody of the level works."""
    words = labels.words
    post = labels.post(telling.post)
    ways = [way for way in routes(telling.contacts, live) if way.route in live]
    found = []
    if len(ways) == 1:
        route = labels.route(ways[0].route)
        found.append(words("simulate.weak_one_channel", post=post, route=route))
    reached = [
        hours
        for standing, hours in zip(telling.contacts, telling.hours, strict=True)
        if is_reachable((standing,), live)
    ]
    if reached and "working" not in reached:
        at = moment(telling.at, telling.contacts[0].contact.timezone)
        hours = words(f"hours.{reached[0]}")
        found.append(words("simulate.weak_hours", post=post, at=at, hours=hours))
    return found


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
    there: dict[tuple[str | None, int | None], str] = {
        (standing.contact.post, standing.contact.rank): _there(telling.at, standing, hours, labels)
        for standing, hours in zip(telling.contacts, telling.hours, strict=True)
    }
    lines = [
        words("simulate.way", name=way.name, route=labels.route(way.route), address=way.address)
        + there.get((way.post, way.rank), "")
        for way in ways
    ]
    reached = {(way.post, way.rank) for way in ways}
    lines += [
        words("simulate.no_way", name=s.contact.name, freshness=labels.freshness(s))
        for s in telling.contacts
        if (s.contact.post, s.contact.rank) not in reached
    ]
    return lines


def _there(at: datetime, standing: Standing, hours: Hours, labels: Labels) -> str:
    """What time it is then where the contact is, and whether they work."""
    zone = standing.contact.timezone
    parts = [moment(at, zone)] if zone else []
    if hours != "working":
        parts.append(labels.words(f"hours.{hours}"))
    return f" · {', '.join(parts)}" if parts else ""
