"""The weekly digest: Monday morning where each steward is, once whatever the number of replicas."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.coverage import gaps
from bot.keepers import Keeper
from bot.knowledge import Knowledge
from bot.periodic import MORNING, Periodic
from bot.ports import Reader
from routing.audit import Entry
from routing.errors import RoutingError
from routing.posts import Post, parse_post
from routing.stewards import looks_after

_LAST_DAY: Final = 2
"""A Monday that was missed is made up for until the end of Wednesday (Monday is 0)."""
_CHANGES: Final = frozenset(
    {"confirmed", "doubtful", "flagged", "away", "changed", "given_on", "removed"}
)
_WEEK: Final = timedelta(days=7)

_Ours = Callable[[str], bool]
"""Does a steward look after this post?"""


class Digest(Periodic):
    kind = "digest"

    def _period(self, local: datetime) -> str:
        if local.weekday() > _LAST_DAY or (local.weekday() == 0 and local.hour < MORNING):
            return ""
        year, week, _ = local.isocalendar()
        return f"{year}-W{week:02}"

    async def _facts(
        self, stewards: Sequence[Keeper], now: datetime
    ) -> Sequence[Mapping[str, str]]:
        def read(reader: Reader) -> Sequence[Mapping[str, str]]:
            self._knowledge.refresh(reader, now)
            return [_of_steward(reader, self._knowledge, steward, now) for steward in stewards]

        return await self._database.read(read)


def _of_steward(
    reader: Reader, knowledge: Knowledge, steward: Keeper, now: datetime
) -> Mapping[str, str]:
    """What there is to say of a steward's posts, as ``content/cards/digest.py`` reads it."""
    day, since = now.date(), now - _WEEK
    structure = knowledge.content.structure

    def ours(post: str) -> bool:
        return looks_after(steward.offices, Post(post), structure, day)

    vacant, lacking = _gaps(knowledge, ours, day)
    found = {
        "changes": _changes(reader.directory_lines(since), ours),
        "vacant": vacant,
        "gaps": lacking,
        "bounced": [line for line in reader.dead_addresses(since) if _is_about(line, ours)],
        **_doubtful(knowledge, ours, day),
    }
    return {"since": since.date().isoformat()} | {
        kind: "\n".join(lines) for kind, lines in found.items()
    }


def _doubtful(knowledge: Knowledge, ours: _Ours, day: date) -> dict[str, list[str]]:
    """The seats whose entries are stale or in doubt."""
    organization = knowledge.organization()
    standings = [
        standing
        for post in knowledge.snapshot.directory.contacts
        if ours(post)
        for standing in organization.standings(post, day)
    ]
    return {
        kind: [f"{s.contact.post}#{s.contact.rank}" for s in standings if s.freshness == kind]
        for kind in ("stale", "doubtful")
    }


def _gaps(knowledge: Knowledge, ours: _Ours, day: date) -> tuple[list[str], list[str]]:
    """Posts that are vacant, with the number of Country Offices that are; and what else lacks."""
    counted = Counter((g.post, g.reason) for g in gaps(knowledge, day) if ours(g.post))
    vacant = sorted({post for post, reason in counted if reason == "vacant"})
    contacts = knowledge.snapshot.directory.contacts
    offices = (f"co:{iso3}" for iso3 in knowledge.content.structure.countries)
    empty = sum(ours(office) and not contacts.get(Post(office)) for office in offices)
    lacking = [
        f"{post}|{reason}|{count}"
        for (post, reason), count in sorted(counted.items())
        if reason != "vacant"
    ]
    return [*vacant, f"|{empty}"] if empty else [*vacant], lacking


def _changes(lines: Iterable[Entry], ours: _Ours) -> list[str]:
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


def _is_about(line: str, ours: _Ours) -> bool:
    """A dead address is told as "post name (route: why)"."""
    try:
        return ours(parse_post(line.partition(" ")[0]))
    except RoutingError:
        return True
