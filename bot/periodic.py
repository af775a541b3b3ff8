"""Messages that come round: one to each steward a period, in the morning where they are.

A message's key names its period and its steward, so that it is owed once whatever the number of
replicas.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from bot.database import Database
from bot.keepers import Keeper, keepers
from bot.knowledge import Knowledge
from bot.pauses import Seldom
from bot.ports import Clock
from routing.notices import Notice, NoticeKind
from routing.telling import LATER_THAN_ANY_TELLING

MORNING: Final = 8
"""The hour, local time, from which a message may come on its first day."""
_LOOK_EVERY: Final = 60.0


class Periodic(Seldom):
    """Which ``kind`` of message, in which period, with what in it: a subclass says so."""

    kind: ClassVar[NoticeKind]

    def __init__(self, database: Database, knowledge: Knowledge, clock: Clock) -> None:
        super().__init__(_LOOK_EVERY)
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._sent: frozenset[str] = frozenset()

    async def work(self) -> int:
        """Owe every steward whose period has begun its message; returns how many are new."""
        now = self._clock.now()
        await self._database.read(lambda reader: self._knowledge.refresh(reader, now))
        found = {self._key(keeper, now): keeper for keeper in keepers(self._knowledge, now)}
        due = {key: keeper for key, keeper in found.items() if key and key not in self._sent}
        if not due:
            return 0
        facts = await self._facts(tuple(due.values()), now)
        notices = [
            Notice(
                key=key,
                kind=self.kind,
                case=0,
                to=keeper.to,
                urgency=LATER_THAN_ANY_TELLING + 1,
                due_at=now,
                facts=told,
            )
            for (key, keeper), told in zip(due.items(), facts, strict=True)
        ]
        count = await self._database.write(lambda writer: writer.add_notices(notices))
        self._sent = frozenset(key for key in found if key)
        if count:
            self._database.bell.ring()
        return count

    def _key(self, keeper: Keeper, now: datetime) -> str:
        """The message's own name where it is due; else empty."""
        period = self._period(now.astimezone(ZoneInfo(keeper.zone)))
        return period and f"{self.kind}/{period}/{keeper.to.route}/{keeper.to.address}"

    @abstractmethod
    def _period(self, local: datetime) -> str:
        """The name of the period for which a message is due at this local time; else empty."""

    @abstractmethod
    async def _facts(
        self, stewards: Sequence[Keeper], now: datetime
    ) -> Sequence[Mapping[str, str]]:
        """What the words need, for each of the stewards in their order."""
