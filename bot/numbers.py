"""Noting whose telephone number was shown to whom, before it is shown or as soon as it can be."""

import logging
from collections.abc import Sequence

from bot.database import Database
from bot.knowledge import Knowledge
from bot.ports import Writer
from bot.turn import Turn
from routing.cases import Case
from routing.errors import StoreUnavailable
from routing.ladder import Ladder
from routing.notices import Notice
from routing.people import Person
from routing.privacy import Ground, Showing, showing_key, showings_of
from routing.telling import World

logger = logging.getLogger(__name__)

AT_THE_END = frozenset({"exhausted", "unreachable"})
"""News after which the asker has to call somebody."""


def numbers_seen(
    turn: Turn, ladder: Ladder, ground: Ground, case: int | None = None
) -> tuple[Showing, ...]:
    """What there is to note where somebody is answered with a ladder's numbers."""
    standings = [standing for step in ladder.steps for standing in step.contacts]
    return showings_of(standings, turn.person, ground, turn.now, turn.request.key, case)


async def note(database: Database, turn: Turn, found: Sequence[Showing]) -> None:
    """Note it now; while the database is away, as soon as it is back."""
    if not found:
        return
    if turn.away_for is not None:
        note_later(turn, found)
        return
    try:
        await database.write(lambda writer: writer.add_showings(found))
    except StoreUnavailable:
        note_later(turn, found)


def note_later(turn: Turn, found: Sequence[Showing]) -> None:
    """Keep it in memory, and log how many: all that is left if this process ends before."""
    if found:
        turn.knowledge.unnoted.extend(found)
        logger.warning("%d telephone numbers shown while the database is away", len(found))


class Noting:
    """Notes what couldn't be noted while the database was away."""

    def __init__(self, database: Database, knowledge: Knowledge) -> None:
        self._database = database
        self._unnoted = knowledge.unnoted

    async def tick(self) -> int:
        """Returns how many. Raises StoreUnavailable."""
        found = tuple(self._unnoted)
        if found:
            await self._database.write(lambda writer: writer.add_showings(found))
            for _ in found:
                self._unnoted.popleft()
        return len(found)


def note_news(writer: Writer, notice: Notice, case: Case, world: World) -> None:
    """Note the numbers that a piece of news tells the asker."""
    if notice.kind != "progress":
        return
    asker = Person(case.asker.account, case.asker.name, case.asker.email)
    event = notice.facts.get("event", "")
    if event in AT_THE_END:
        standings = [s for rung in case.rungs[1:] for s in world.standings(rung.post)]
        ground: Ground = "critical" if case.severity == "critical" else "end_of_ladder"
        found = showings_of(standings, asker, ground, world.now, notice.key, case.number)
        writer.add_showings(found)
    elif event == "taken" and notice.facts.get("phone") == "yes":
        taker = case.taken_by or ""
        seen = Showing(
            key=showing_key(notice.key, taker),
            at=world.now,
            viewer=asker.key,
            viewer_name=asker.name,
            platform=asker.account.platform,
            whose=taker,
            name=case.taken_by_name or "",
            post=None,
            ground="taken",
            case=case.number,
        )
        writer.add_showings((seen,))
