"""Typed commands: each verb of the contract, one small handler."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date

from bot import answers
from bot.arguments import wish_of_arguments
from bot.casework import Deed
from bot.confirming import confirm
from bot.covering import coverage
from bot.database import Database
from bot.dialogues import Dialogues
from bot.drilling import drill, tap, wants_to_acknowledge
from bot.flagging import flag
from bot.granting import Granting
from bot.opening import with_office
from bot.owndata import own_data
from bot.removal import ask_to_remove
from bot.replays import once
from bot.seat_answers import away
from bot.seat_deeds import typed_change
from bot.status import own_status, status, waiting_for
from bot.stragglers import Stragglers
from bot.turn import Turn
from bot.wording import done
from content.cards.questions import help_card, line_card
from content.commands import Command
from routing.exchange import Reply
from routing.language import is_language
from routing.understanding import find_country, in_danger

_DATE = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")

_NAMED = 6

Handler = Callable[[Turn, Command], Awaitable[Reply]]


class Commands:
    def __init__(self, database: Database, dialogues: Dialogues, granting: Granting) -> None:
        self._database = database
        self._dialogues = dialogues
        self._granting = granting
        self._stragglers = Stragglers(database)
        self._handlers: Mapping[str, Handler] = {
            "who": self._who,
            "ladder": self._who,
            "escalate": self._escalate,
            "simulate": self._simulate,
            "about": self._about,
            "status": self._status,
            "ack": self._deed,
            "next": self._deed,
            "handover": self._deed,
            "resolve": self._deed,
            "cancel": self._deed,
            "details": self._deed,
            "office": self._office,
            "language": self._language,
            "help": self._help,
            "stop": self._stop,
            "mydata": self._my_data,
            "remove": self._remove,
            "confirm": self._confirm,
            "coverage": self._coverage,
            "drill": self._drill,
            "away": self._away,
            "flag": self._flag,
            "change": self._change,
        }

    async def run(self, turn: Turn, command: Command) -> Reply:
        """Raises StoreUnavailable where something had to be stored or read and couldn't be."""
        return await self._handlers[command.verb](turn, command)

    async def _who(self, turn: Turn, command: Command) -> Reply:
        dated = _DATE.search(command.argument)
        at = _day(dated.group(1)) if dated else None
        if dated and at is None:
            return Reply(line_card(turn.labels, "refusal.bad_date", text=dated.group(1)))
        plain = replace(command, argument=_DATE.sub(" ", command.argument))
        turn, wish, found = wish_of_arguments(turn, plain, "who")
        if found.referral is not None and wish.country is None:
            return Reply(answers.referral(turn, found.referral))
        if at is not None and wish.complete:
            return Reply(await self._granting.who(turn, wish, found, at))
        reply = await self._granting.grant(turn, wish, found)
        # Where people talk, the next message may be "no, I meant Chad"; a slash command is
        # repeated instead, and must not wait for the disk.
        is_slash = turn.request.account.platform == "slack" and turn.request.surface == "command"
        if wish.complete and not is_slash:
            await self._dialogues.keep(turn, wish)
        return reply

    async def _escalate(self, turn: Turn, command: Command) -> Reply:
        turn, wish, found = wish_of_arguments(turn, command, "escalate")
        if not wish.topic_known and in_danger(turn.request.text, turn.knowledge.content.lexicon):
            # Nobody under fire is asked what it is about: the Regional Office is told.
            wish = replace(wish, rts_only=True)
        return await self._granting.grant(turn, wish, found)

    async def _simulate(self, turn: Turn, command: Command) -> Reply:
        turn, wish, found = wish_of_arguments(turn, command, "simulate")
        return await self._granting.grant(turn, wish, found)

    async def _coverage(self, turn: Turn, command: Command) -> Reply:
        del command
        return Reply(await asyncio.to_thread(coverage, turn))

    async def _drill(self, turn: Turn, command: Command) -> Reply:
        number = wants_to_acknowledge(command.argument)
        if number is None:
            return await self._database.read(lambda reader: drill(reader, turn, command.argument))
        key = turn.request.key
        return await once(self._database, key, turn.now, lambda writer: tap(writer, turn, number))

    async def _about(self, turn: Turn, command: Command) -> Reply:
        return Reply(answers.about(turn, command.argument))

    async def _status(self, turn: Turn, command: Command) -> Reply:
        number = command.reference
        if number is None:
            return Reply(await self._database.read(lambda reader: own_status(reader, turn)))
        return Reply(await self._database.read(lambda reader: status(reader, turn, number)))

    async def _deed(self, turn: Turn, command: Command) -> Reply:
        number = command.reference
        if number is None:
            if command.verb == "cancel" and await self._dialogues.is_open(turn):
                return await self._stop(turn, command)
            waiting = await self._database.read(lambda reader: waiting_for(reader, turn))
            if command.verb != "ack" or len(waiting) != 1:
                line = line_card(turn.labels, "refusal.no_reference", verb=command.verb)
                return Reply(line)
            number = waiting[0].number
        text = command.rest if command.verb == "handover" else command.note or command.rest
        deed = Deed(command.verb, number, text)
        key = turn.request.key
        reply = await once(self._database, key, turn.now, lambda writer: done(writer, turn, deed))
        return await self._stragglers.end(turn, reply, number)

    async def _office(self, turn: Turn, command: Command) -> Reply:
        labels = turn.labels
        if not command.argument:
            if turn.person.office is None:
                return Reply(line_card(labels, "answer.office_none"))
            country = labels.country(turn.person.office)
            return Reply(line_card(labels, "answer.office_is", country=country))
        found = find_country(command.argument, turn.knowledge.content.lexicon)
        if len(found) > 1:
            names = ", ".join(labels.country(finding.value) for finding in found[:_NAMED])
            return Reply(line_card(labels, "refusal.did_you_mean", terms=names))
        if not found:
            return Reply(line_card(labels, "refusal.no_country", text=command.argument))
        person = with_office(turn.person, found[0].value)
        await self._database.write(lambda writer: writer.save_person(person, turn.now))
        return Reply(line_card(labels, "answer.office", country=labels.country(found[0].value)))

    async def _language(self, turn: Turn, command: Command) -> Reply:
        code = command.argument.strip().lower()[:2]
        if not is_language(code):
            return Reply(line_card(turn.labels, "refusal.no_language"))
        person = replace(turn.person, language=code)
        await self._database.write(lambda writer: writer.save_person(person, turn.now))
        return Reply(line_card(turn.speaking(code).labels, "answer.language"))

    async def _my_data(self, turn: Turn, command: Command) -> Reply:
        del command
        if not turn.request.private:
            return Reply(line_card(turn.labels, "own.in_private"))
        return Reply(await self._database.read(lambda reader: own_data(reader, turn)))

    async def _remove(self, turn: Turn, command: Command) -> Reply:
        del command
        if not turn.request.private:
            return Reply(line_card(turn.labels, "own.in_private"))
        return Reply(await self._database.read(lambda reader: ask_to_remove(reader, turn)))

    async def _confirm(self, turn: Turn, command: Command) -> Reply:
        del command
        key = turn.request.key
        return await once(self._database, key, turn.now, lambda writer: confirm(writer, turn))

    async def _away(self, turn: Turn, command: Command) -> Reply:
        key, text = turn.request.key, command.argument
        return await once(self._database, key, turn.now, lambda writer: away(writer, turn, text))

    async def _change(self, turn: Turn, command: Command) -> Reply:
        key, text = turn.request.key, command.argument
        return await once(
            self._database, key, turn.now, lambda writer: typed_change(writer, turn, text)
        )

    async def _flag(self, turn: Turn, command: Command) -> Reply:
        key, note = turn.request.key, command.note or ""
        return await once(
            self._database, key, turn.now, lambda w: flag(w, turn, command.argument, note)
        )

    async def _help(self, turn: Turn, command: Command) -> Reply:
        del command
        return Reply(help_card(turn.labels))

    async def _stop(self, turn: Turn, command: Command) -> Reply:
        del command
        await self._dialogues.end(turn)
        return Reply(line_card(turn.labels, "answer.stopped"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
