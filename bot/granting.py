"""Granting a wish: ask for what is missing, else answer or open the case."""

from dataclasses import replace
from datetime import date

from bot import answers
from bot.database import Database
from bot.dialogues import Dialogues, question
from bot.numbers import note, numbers_seen
from bot.opening import open_case, shown_of
from bot.replays import once
from bot.turn import Turn
from bot.unstored import unstored
from bot.wish import Wish
from routing.card import Card
from routing.errors import StoreUnavailable
from routing.exchange import Reply
from routing.privacy import ground_for
from routing.understanding.findings import Understanding


class Granting:
    """What follows from a wish, whether it was typed, understood or clicked together."""

    def __init__(self, database: Database, dialogues: Dialogues) -> None:
        self._database = database
        self._dialogues = dialogues

    async def grant(self, turn: Turn, wish: Wish, found: Understanding | None = None) -> Reply:
        if not wish.complete:
            return await self._ask(turn, wish, found)
        if wish.aim == "escalate":
            return await self._open(turn, wish)
        if wish.aim == "simulate":
            return Reply(answers.simulate(turn, wish), replaces=True)
        return Reply(await self.who(turn, wish, found), replaces=True)

    async def who(
        self,
        turn: Turn,
        wish: Wish,
        found: Understanding | None = None,
        at: date | None = None,
    ) -> Card:
        """The ladder, with telephone numbers for whom they are; each showing is noted before."""
        ladder = shown_of(turn, wish, at).ladder
        ground = ground_for(turn.person, ladder, turn.knowledge.stewards)
        if not turn.request.private:
            ground = None
        if ground is not None:
            await note(self._database, turn, numbers_seen(turn, ladder, ground))
        return answers.who(turn, wish, found, at, numbers=ground is not None)

    async def _ask(self, turn: Turn, wish: Wish, found: Understanding | None) -> Reply:
        topics = tuple(f.value for f in found.topics) if found else ()
        countries = tuple(f.value for f in found.countries) if found else ()
        try:
            card = await self._dialogues.ask(turn, wish, topics, countries)
        except StoreUnavailable as fault:
            if wish.aim == "escalate":
                return Reply(unstored(turn, wish, fault))
            card = question(turn, wish, topics, countries)
        return Reply(card, replaces=True)

    async def _open(self, turn: Turn, wish: Wish) -> Reply:
        if turn.away_for is not None:
            # The database has just been asked in vain; a second wait would outlast the asker's.
            return Reply(unstored(turn, wish))
        # In a channel others see the same button: what they open is a case of their own.
        key = f"open:{wish.key}:{turn.request.account.key}"
        try:
            return await once(
                self._database, key, turn.now, lambda writer: open_case(writer, turn, wish)
            )
        except StoreUnavailable as fault:
            return Reply(unstored(turn, wish, fault))

    async def offer(self, turn: Turn, wish: Wish, found: Understanding) -> Reply:
        """The ladder with the button to open a case, for a need told in free text."""
        if not wish.complete:
            return await self._ask(turn, replace(wish, aim="who"), found)
        card = await self.who(turn, replace(wish, aim="who"), found)
        confirm = turn.labels.words(
            "ladder.confirm", topic=wish.topic or "rts", country=wish.country
        )
        return Reply(replace(card, text=(confirm, *card.text)))
