"""Free text: what it means decides what follows; nothing that it says opens a case by itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot import answers
from bot.casework import Deed
from bot.confirming import ask_about_entry
from bot.continuing import Continuing
from bot.danger import danger_card
from bot.database import Database
from bot.dialogues import Dialogues
from bot.granting import Granting
from bot.replays import once, short_key
from bot.status import own_status, status, waiting_for
from bot.turn import Turn
from bot.wish import wish_of_understanding
from bot.wording import done
from content.cards.questions import help_card, line_card
from routing.exchange import Reply
from routing.understanding.findings import Intent, Understanding

Handler = Callable[[Turn, Understanding], Awaitable[Reply]]


class FreeText:
    def __init__(self, database: Database, dialogues: Dialogues, granting: Granting) -> None:
        self._database = database
        self._dialogues = dialogues
        self._granting = granting
        self._continuing = Continuing(dialogues, granting)
        self._handlers: Mapping[Intent, Handler] = {
            "who": self._who,
            "escalate": self._escalate,
            "about": self._about,
            "ack": self._ack,
            "status": self._status,
            "verify": self._verify,
            "help": self._help,
            "none": self._friendly,
        }

    async def answer(self, turn: Turn, text: str) -> Reply:
        """Raises StoreUnavailable where something had to be stored or read and couldn't be."""
        found = turn.knowledge.hearing.understand(
            text,
            office=turn.person.office,
            language=turn.person.language or turn.person.platform_language,
        )
        if found.danger:
            return Reply(danger_card(turn.speaking(found.language), found))
        continued = await self._continuing.reply(turn, text, found)
        if continued is not None:
            return continued
        return await self._handlers[found.intent](turn.speaking(found.language), found)

    async def _who(self, turn: Turn, found: Understanding) -> Reply:
        wish = wish_of_understanding(short_key(turn.request.key), "who", found)
        if found.referral is not None and wish.country is None:
            return Reply(answers.referral(turn, found.referral))
        reply = await self._granting.grant(turn, wish, found)
        if wish.complete:
            await self._dialogues.keep(turn, wish)
        return reply

    async def _escalate(self, turn: Turn, found: Understanding) -> Reply:
        wish = wish_of_understanding(short_key(turn.request.key), "escalate", found)
        reply = await self._granting.offer(turn, wish, found)
        if wish.complete:
            await self._dialogues.keep(turn, replace(wish, aim="who"))
        return reply

    async def _about(self, turn: Turn, found: Understanding) -> Reply:
        return Reply(answers.about(turn, found.summary, found.article))

    async def _ack(self, turn: Turn, found: Understanding) -> Reply:
        number = found.reference
        if number is None:
            waiting = await self._database.read(lambda reader: waiting_for(reader, turn))
            if len(waiting) != 1:
                return Reply(line_card(turn.labels, "answer.which_case"))
            number = waiting[0].number
        deed = Deed("ack", number)
        key = turn.request.key
        return await once(self._database, key, turn.now, lambda writer: done(writer, turn, deed))

    async def _status(self, turn: Turn, found: Understanding) -> Reply:
        number = found.reference
        if number is None:
            return Reply(await self._database.read(lambda reader: own_status(reader, turn)))
        return Reply(await self._database.read(lambda reader: status(reader, turn, number)))

    async def _verify(self, turn: Turn, found: Understanding) -> Reply:
        del found
        answer = await self._database.read(lambda reader: ask_about_entry(reader, turn))
        if answer is not None:
            return answer
        stewards = ", ".join(turn.knowledge.stewards.addresses())
        if not stewards:
            return Reply(line_card(turn.labels, "answer.verify_none"))
        return Reply(line_card(turn.labels, "answer.verify", stewards=stewards))

    async def _help(self, turn: Turn, found: Understanding) -> Reply:
        del found
        return Reply(help_card(turn.labels))

    async def _friendly(self, turn: Turn, found: Understanding) -> Reply:
        del found
        return Reply(line_card(turn.labels, "answer.friendly"))
