"""The weekly digest: Monday morning where each steward is, once whatever the number of replicas."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.coverage import gaps
from bot.database import Database
from bot.keepers import Keeper, keepers
from bot.knowledge import Knowledge
from bot.ports import Clock, Reader, Writer
from routing.audit import Entry
from routing.errors import RoutingError
from routing.notices import Notice
from routing.posts import Post, parse_post
from routing.stewards import looks_after
from routing.telling import LATER_THAN_ANY_TELLING

_HOUR: Final = 8
_LAST_DAY: Final = 2
"""A Monday that was missed is made up for until the end of Wednesday (Monday is 0)."""
_LOOK_EVERY: Final = 60.0
_CHANGES: Final = frozenset(
    {"confirmed", "doubtful", "flagged", "away", "changed", "given_on", "removed"}
)
_WEEK: Final = timedelta(days=7)


class Digest:
    def __init__(self, database: Database, knowledge: Knowledge, clock: Clock) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._next = 0.0
        self._sent: frozenset[str] = frozenset()

    async def tick(self) -> int:
        """Now and then looks whose Monday morning it is. Raises StoreUnavailable."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + _LOOK_EVERY
        return await self.work()

    async def work(self) -> int:
        """Owe every steward whose Monday it is this week's digest; returns how many are new."""
        now = self._clock.now()
        await self._database.read(lambda reader: self._knowledge.refresh(reader, now))
        found = {_key(keeper, now): keeper for keeper in keepers(self._knowledge, now)}
        due = {key: keeper for key, keeper in found.items() if key and key not in self._sent}
        if not due:
            return 0
        count = await self._database.write(lambda writer: self._owe(writer, due, now))
        self._sent = frozenset(key for key in found if key)
        if count:
            self._database.bell.ring()
        return count

    def _owe(self, writer: Writer, due: Mapping[str, Keeper], now: datetime) -> int:
        self._knowledge.refresh(writer, now)
        return writer.add_notices(
            [
                Notice(
                    key=key,
                    kind="digest",
                    case=0,
                    to=keeper.to,
                    urgency=LATER_THAN_ANY_TELLING + 1,
                    due_at=now,
                    facts=digest_facts(writer, self._knowledge, keeper.offices, now),
                )
                for key, keeper in due.items()
            ]
        )


def _key(keeper: Keeper, now: datetime) -> str:
    """The digest's own name where it is due: of the steward and the week; else empty."""
    local = now.astimezone(ZoneInfo(keeper.zone))
    if local.weekday() > _LAST_DAY or (local.weekday() == 0 and local.hour < _HOUR):
        return ""
    year, week, _ = local.isocalendar()
    return f"digest/{year}-W{week:02}/{keeper.to.route}/{keeper.to.address}"


def digest_facts(
    reader: Reader, knowledge: Knowledge, offices: Collection[str] | None, now: datetime
) -> dict[str, str]:
    """What there is to say of these offices' posts, as ``content/cards/digest.py`` reads it."""
    day = now.date()
    structure = knowledge.content.structure

    def ours(post: str) -> bool:
        return looks_after(offices, Post(post), structure, day)

    organization = knowledge.organization()
    standings = [
        standing
        for post in knowledge.snapshot.directory.contacts
        if ours(post)
        for standing in organization.standings(post, day)
    ]
    seats = {
        kind: [f"{s.contact.post}#{s.contact.rank}" for s in standings if s.freshness == kind]
        for kind in ("stale", "doubtful")
    }
    counted = Counter((g.post, g.reason) for g in gaps(knowledge, day) if ours(g.post))
    vacant = sorted({post for post, reason in counted if reason == "vacant"})
    empty = [
        iso3
        for iso3 in structure.countries
        if ours(f"co:{iso3}") and not knowledge.snapshot.directory.contacts.get(Post(f"co:{iso3}"))
    ]
    if empty:
        vacant.append(f"|{len(empty)}")
    since = now - _WEEK
    facts = {
        "since": since.date().isoformat(),
        "changes": "\n".join(_changes(reader.directory_lines(since), ours)),
        "vacant": "\n".join(vacant),
        "gaps": "\n".join(
            f"{post}|{reason}|{count}"
            for (post, reason), count in sorted(counted.items())
            if reason != "vacant"
        ),
        "bounced": "\n".join(
            line for line in reader.dead_addresses(since) if _is_about(line, ours)
        ),
    }
    return facts | {kind: "\n".join(found) for kind, found in seats.items()}


def _changes(lines: Iterable[Entry], ours: Callable[[str], bool]) -> list[str]:
    """What changed, and how often: the day, what, and the seat or the counts."""
    found = []
    for line in lines:
        day = line.at.date().isoformat()
        if line.what == "imported":
            counts = (line.facts.get(kind, "0") for kind in ("added", "changed", "removed"))
            found.append("|".join((day, line.what, *counts)))
        elif line.what in _CHANGES and ours(line.facts.get("post", "doe")):
            found.append(f"{day}|{line.what}|{line.facts.get('post')}#{line.facts.get('rank')}")
    return found


def _is_about(line: str, ours: Callable[[str], bool]) -> bool:
    """A dead address is told as "post name (route: why)"."""
    try:
        return ours(parse_post(line.partition(" ")[0]))
    except RoutingError:
        return True
