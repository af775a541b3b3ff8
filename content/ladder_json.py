"""A ladder as the JSON of the contract."""

from typing import Any

from content.cards.ladders import source_line, why
from content.labels import Labels
from routing.contacts import Standing
from routing.ladder import Ladder, Step
from routing.topics import Severity


def ladder_json(ladder: Ladder, labels: Labels, severity: Severity | None) -> dict[str, Any]:
    return {
        "country": ladder.country,
        "topic": ladder.topic,
        "at": ladder.at.isoformat(),
        "severity": severity,
        "steps": steps_json(ladder, labels),
    }


def steps_json(ladder: Ladder, labels: Labels) -> list[dict[str, Any]]:
    return [_step(step, labels) for step in ladder.steps]


def _step(step: Step, labels: Labels) -> dict[str, Any]:
    return {
        "level": step.level,
        "post": step.post,
        "title": labels.post(step.post),
        "filled_by": step.filled_by,
        "vacant": step.vacant,
        "contacts": [_contact(standing) for standing in step.contacts],
        "why": why(step, labels),
        "source": source_line(step.source, labels),
    }


def _contact(standing: Standing) -> dict[str, Any]:
    contact = standing.contact
    addresses = contact.addresses()
    verified = contact.verified_on
    return {
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "rank": contact.rank,
        "channel": addresses[0][0] if addresses else None,
        "verified_on": verified.isoformat() if verified else None,
        "freshness": standing.freshness,
    }
