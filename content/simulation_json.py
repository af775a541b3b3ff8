"""A dry run as JSON."""

from collections.abc import Collection, Sequence
from typing import Any

from content.cards.rehearsals import weak_points
from content.labels import Labels
from content.times import moment
from routing.cases import Case
from routing.notices import Route
from routing.simulation import Telling
from routing.telling import routes


def simulation_json(
    case: Case, tellings: Sequence[Telling], live: Collection[Route], labels: Labels
) -> dict[str, Any]:
    """Times are ISO 8601 in UTC."""
    return {
        "country": case.country,
        "topic": case.topic,
        "severity": case.severity,
        "at": case.opened_at.isoformat(),
        "steps": [_step(telling, live, labels) for telling in tellings],
        "weak_points": weak_points(tellings, live, labels),
    }


def _step(telling: Telling, live: Collection[Route], labels: Labels) -> dict[str, Any]:
    return {
        "at": telling.at.isoformat(),
        "until": telling.until.isoformat() if telling.until else None,
        "level": telling.level,
        "post": telling.post,
        "title": labels.post(telling.post),
        "reminder": telling.reminder,
        "vacant": telling.vacant,
        "hours": [
            {
                "name": standing.contact.name,
                "local": moment(telling.at, standing.contact.timezone),
                "hours": hours,
            }
            for standing, hours in zip(telling.contacts, telling.hours, strict=True)
        ],
        "ways": [
            {
                "name": way.name,
                "channel": way.route,
                "address": way.address,
                "rank": way.rank,
                "configured": way.route in live,
            }
            for way in routes(telling.contacts, live)
        ],
    }
