"""Tellings that were just going out when their case changed: nobody is told that it is quiet
before it is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.database import Database
from bot.ports import Reader
from bot.turn import Turn
from routing.errors import StoreUnavailable
from routing.escalation import is_current
from routing.exchange import Reply
from routing.notices import Posted

# Slack gives an answer three seconds in all.
_PATIENCE = 1.5
_LOOK_EVERY = 0.05

Sleep = Callable[[float], Awaitable[None]]


class Stragglers:
    """Waits a little for messages that a claim let go before the case changed."""

    def __init__(self, database: Database, sleep: Sleep = asyncio.sleep) -> None:
        self._database = database
        self._sleep = sleep

    async def end(self, turn: Turn, reply: Reply, number: int) -> Reply:
        """The reply to what was done to a case, once no message of before is going out any more.

        A message that takes longer is named in it.
        """
        try:
            late = await self._wait(turn, number)
        except StoreUnavailable:
            return _remarked(reply, turn.labels.words("answer.stragglers_unknown"))
        if not late:
            return reply
        names = ", ".join(dict.fromkeys(posted.notice.to.name for posted in late))
        return _remarked(reply, turn.labels.words("answer.stragglers", names=names))

    async def _wait(self, turn: Turn, number: int) -> Sequence[Posted]:
        for _ in range(round(_PATIENCE / _LOOK_EVERY)):
            late = await self._database.read(lambda reader: _outdated(reader, turn, number))
            if not late:
                break
            await self._sleep(_LOOK_EVERY)
        return late


def _outdated(reader: Reader, turn: Turn, number: int) -> Sequence[Posted]:
    """Tellings that are going out and that the case as it stands doesn't need."""
    going_out = reader.going_out(number, turn.now)
    case = reader.case(number) if going_out else None
    if case is None:
        return ()
    return [posted for posted in going_out if not is_current(case, posted.notice)]


def _remarked(reply: Reply, remark: str) -> Reply:
    return replace(reply, card=replace(reply.card, text=(*reply.card.text, remark)))
