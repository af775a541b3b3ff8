"""The stewards as those whom the bot writes to: by which way, for which offices, at what hour."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.knowledge import Knowledge
from routing.notices import Recipient
from routing.posts import Post, regional_specialist
from routing.stewards import HEADQUARTERS

_UTC = "UTC"
_AT_HEADQUARTERS = Post("doe")


@dataclass(frozen=True, slots=True)
class Keeper:
    """A steward: how to reach them, the offices that they look after (None: all), and their
    IANA time zone."""

    to: Recipient
    offices: frozenset[str] | None
    zone: str


def keepers(knowledge: Knowledge, now: datetime) -> tuple[Keeper, ...]:
    """Every steward once, with all their offices."""
    world = knowledge.world(now)
    everybody = knowledge.snapshot.directory.everybody()
    zones = {c.email.lower(): c.timezone for c in everybody if c.email and c.timezone}
    found: dict[tuple[str, str], Keeper] = {}
    for to in world.stewards:
        found[_way(to)] = Keeper(to, None, _zone(zones, to, _UTC))
    for office, recipients in world.office_stewards.items():
        post = _AT_HEADQUARTERS if office == HEADQUARTERS else regional_specialist(office)
        there = world.calendar(post, None).timezone
        for to in recipients:
            keeper = found.get(_way(to)) or Keeper(to, frozenset(), _zone(zones, to, there))
            offices = None if keeper.offices is None else keeper.offices | {office}
            found[_way(to)] = replace(keeper, offices=offices)
    return tuple(found.values())


def _way(to: Recipient) -> tuple[str, str]:
    return to.route, to.address.lower()


def _zone(zones: Mapping[str, str], to: Recipient, otherwise: str) -> str:
    return zones.get((to.email or "").lower(), otherwise)
