"""The conversation: every request of every platform comes in here, and a reply goes out."""

from dataclasses import replace

from bot.arguments import command_in
from bot.buttons import Buttons
from bot.commands import Commands
from bot.danger import with_security_line
from bot.database import Database
from bot.dialogues import Dialogues
from bot.freetext import FreeText
from bot.granting import Granting
from bot.knowledge import Knowledge
from bot.people import Introductions
from bot.ports import Clock
from bot.replays import replied
from bot.turn import Turn
from bot.unstored import unstored
from content.cards.questions import help_card
from content.commands import without_slash
from routing.errors import StoreUnavailable
from routing.exchange import Reply, Request
from routing.people import Person


class Conversation:
    """Answers requests. ``rehearsal`` makes every card say that it is one."""

    def __init__(
        self,
        database: Database,
        knowledge: Knowledge,
        clock: Clock,
        introductions: Introductions,
        *,
        rehearsal: bool = False,
    ) -> None:
        dialogues = Dialogues(database)
        granting = Granting(database, dialogues)
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._introductions = introductions
        self._rehearsal = rehearsal
        self._buttons = Buttons(database, dialogues, granting)
        self._commands = Commands(database, dialogues, granting)
        self._free_text = FreeText(database, dialogues, granting)

    async def handle(self, request: Request) -> Reply:
        """The reply; whatever the request changed is committed when this returns."""
        person, away_for = await self._introductions.person(request)
        turn = Turn(request, person, person.reads, self._clock.now(), self._knowledge, away_for)
        try:
            reply = await self._answer(turn)
        except StoreUnavailable as fault:
            reply = Reply(unstored(turn, fault=fault))
        return self._marked(reply, turn) if self._rehearsal else reply

    async def press(self, request: Request, person: Person) -> Reply:
        """The reply to a button of somebody whom a signed link names. Raises StoreUnavailable."""
        if request.call is None:
            raise ValueError("no button was pressed")
        turn = Turn(request, person, person.reads, self._clock.now(), self._knowledge)
        return await self._buttons.press(turn, request.call)

    async def earlier(self, key: str) -> Reply | None:
        """What was answered to a delivery with this key, if it came before."""
        return await replied(self._database, key)

    async def _answer(self, turn: Turn) -> Reply:
        request = turn.request
        if request.call is not None:
            return await self._buttons.press(turn, request.call)
        text = without_slash(request.text)
        if not text:
            return Reply(help_card(turn.labels))
        command = command_in(text, turn.knowledge.content)
        if command is not None:
            return with_security_line(turn, await self._commands.run(turn, command))
        return await self._free_text.answer(turn, text)

    def _marked(self, reply: Reply, turn: Turn) -> Reply:
        mark = turn.labels.words("rehearsal")
        return replace(reply, card=replace(reply.card, text=(mark, *reply.card.text)))
