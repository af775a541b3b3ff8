"""The chat in the terminal: lines in, cards as text out, and news of one's own cases."""

import asyncio
import itertools
import sys
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace

from adapters.terminal.text import choices, render
from bot.ports import Reader
from bot.status import own_cases
from bot.turn import Turn
from bot.wiring import Bot
from content.cards.timelines import entry_line
from content.times import precise
from routing.audit import Entry
from routing.card import Action, Card
from routing.errors import StoreUnavailable
from routing.exchange import Call, Request
from routing.language import is_language
from routing.people import Account, Person, Profile

NEWS_EVERY = 0.5
NOBODY = "you"


class Terminal:
    """One chat. ``write`` prints a text; lines come from standard input."""

    def __init__(self, bot: Bot, email: str | None, write: Callable[[str], None] = print) -> None:
        self._bot = bot
        self._write = write
        self._account = _account(email)
        self._card: Card | None = None
        self._seen: dict[int, int] = {}
        self._session = uuid.uuid4().hex
        self._numbers = itertools.count(1)

    async def introduce(self, office: str | None, language: str | None) -> None:
        """Tell the bot what was given on the command line, and mark old news as seen."""
        if office:
            await self.say(f"office {office}", quiet=True)
        if language and is_language(language):
            await self.say(f"language {language}", quiet=True)
        await self._news(quiet=True)

    async def run(self) -> None:
        """Answer every line until the end of the input."""
        typed = sys.stdin is not None and sys.stdin.isatty()
        if typed:
            self._write("Ask who can help, or write: help. An empty line or Ctrl-D ends the chat.")
        lines = _lines_of_stdin()
        news = asyncio.create_task(self._watch())
        try:
            while (line := await lines.get()) is not None:
                if not line and typed:
                    break
                if line:
                    await self.say(line)
        finally:
            news.cancel()
            await asyncio.gather(news, return_exceptions=True)

    async def say(self, line: str, *, quiet: bool = False) -> None:
        """Say one line to the bot and print its answer."""
        if line.startswith("/as "):
            self._account = _account(line.removeprefix("/as ").strip())
            self._write(f"You are {self._account.user} now.")
            await self._news(quiet=True)
            return
        reply = await self._bot.conversation.handle(self._request(line))
        self._card = reply.card
        if not quiet:
            self._write(render(reply.card, numbered=True) + "\n")

    def _request(self, line: str) -> Request:
        call = self._choice(line)
        key = f"terminal:{self._session}:{next(self._numbers)}"
        email = self._account.user if "@" in self._account.user else None
        return Request(
            key=key,
            account=self._account,
            conversation=f"terminal:{self._account.user}",
            surface="action" if call else "command",
            text="" if call else line,
            call=call,
            profile=Profile(email=email),
        )

    def _choice(self, line: str) -> Call | None:
        """A number chooses a button or a line of a menu; words behind it fill in its text."""
        number, _, text = line.partition(" ")
        if self._card is None or not number.isdecimal():
            return None
        found = choices(self._card)
        if not 1 <= int(number) <= len(found):
            return None
        control, _, value = found[int(number) - 1]
        inputs = {}
        if isinstance(control, Action) and text:
            free = [field for field in control.inputs if field.kind != "choice"]
            inputs = {field.name: text for field in free[:1]}
        return Call(control.verb, value, inputs)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(NEWS_EVERY)
            await self._news()

    async def _news(self, *, quiet: bool = False) -> None:
        """Print what has happened to the person's cases since the last look."""
        try:
            found = await self._bot.database.read(self._unseen)
        except StoreUnavailable:
            return
        labels = self._turn().labels
        for entry in found:
            if not quiet:
                line = f"· {precise(entry.at)} IOM-{entry.case}: {entry_line(entry, labels)}"
                self._write(line)

    def _unseen(self, reader: Reader) -> list[Entry]:
        turn = self._turn(reader.person(self._account))
        new: list[Entry] = []
        for case in own_cases(reader, turn):
            entries = reader.entries(case.number)
            new += entries[self._seen.get(case.number, 0) :]
            self._seen[case.number] = len(entries)
        return sorted(new, key=lambda entry: entry.at)

    def _turn(self, person: Person | None = None) -> Turn:
        person = person or Person(self._account, self._account.user)
        if "@" in self._account.user:
            person = replace(person, email=self._account.user)
        now = self._bot.clock.now()
        return Turn(self._request(""), person, person.reads, now, self._bot.knowledge)


def _account(email: str | None) -> Account:
    return Account("terminal", "", (email or NOBODY).strip())


def _lines_of_stdin() -> asyncio.Queue[str | None]:
    """The lines of standard input, None at its end; its thread never holds up the program's end."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin.buffer if sys.stdin is not None else ():
            loop.call_soon_threadsafe(
                lines.put_nowait, line.decode(sys.stdin.encoding, "replace").strip()
            )
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True, name="stdin").start()
    return lines
