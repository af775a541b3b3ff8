"""A message that goes on with what was said before: it answers a question or corrects an answer."""

from dataclasses import replace

from bot.dialogues import Dialogues
from bot.granting import Granting
from bot.replays import short_key
from bot.turn import Turn
from bot.wish import Wish
from content.typed import corrected_in
from routing.errors import StoreUnavailable
from routing.exchange import Reply
from routing.topics import TOPIC_SLUGS
from routing.understanding.findings import Intent, Understanding

_ANSWER_AT_MOST_WORDS = 8
_CORRECTION_AT_MOST_WORDS = 16
# A sentence that names topic and country by itself asks anew, however short the answer awaited.
_BARE = 4
_ELSEWHERE: frozenset[Intent] = frozenset({"about", "ack", "status", "verify"})


class Continuing:
    def __init__(self, dialogues: Dialogues, granting: Granting) -> None:
        self._dialogues = dialogues
        self._granting = granting

    async def reply(self, turn: Turn, text: str, found: Understanding) -> Reply | None:
        """What follows from the text if it goes on with a dialogue; None if it stands alone."""
        try:
            corrected = await self._corrected(turn, text)
            if corrected is not None:
                return corrected
            return await self._answered(turn, text, found)
        except StoreUnavailable:
            return None

    async def _corrected(self, turn: Turn, text: str) -> Reply | None:
        meant = corrected_in(text)
        if meant is None or len(text.split()) > _CORRECTION_AT_MOST_WORDS:
            return None
        before = await self._dialogues.last(turn)
        if before is None:
            return None
        found = turn.knowledge.hearing.understand(
            meant, language=turn.person.language or turn.person.platform_language, intent="who"
        )
        wish = _corrected(before, found, short_key(turn.request.key))
        if wish is None:
            return None
        if wish.complete:
            await self._dialogues.keep(turn, wish)
            # What the words don't say again is known, not guessed.
            named = found.country_named and found.country == wish.country
            found = replace(found, country=wish.country if named else None)
        return await self._granting.grant(turn, wish, found)

    async def _answered(self, turn: Turn, text: str, found: Understanding) -> Reply | None:
        if not text or len(text.split()) > _ANSWER_AT_MOST_WORDS or _stands_alone(text, found):
            return None
        answered = await self._dialogues.answered(turn, text)
        if answered is None:
            return None
        wish, still_open = answered
        if still_open is not None:
            return Reply(still_open)
        reply = await self._granting.grant(turn, wish)
        if wish.complete:
            await self._dialogues.granted(turn, wish)
        return reply


def _stands_alone(text: str, found: Understanding) -> bool:
    """Is it a question or a command of its own, though a question is open?"""
    if found.intent in _ELSEWHERE:
        return True
    names_both = found.topic is not None and found.country_named
    return names_both and len(text.split()) > _BARE


def _corrected(before: Wish, found: Understanding, key: str) -> Wish | None:
    """The wish with what was meant in it; None where the words name neither topic nor country.

    A case that was opened stays as it is: what was meant is shown, with the button to open it.
    """
    wish = replace(before, key=key)
    if before.complete and before.aim == "escalate":
        wish = replace(wish, aim="who")
    # Whoever corrects doesn't mean what was understood before ("pas l'EHA, les abris").
    others = [f.value for f in found.topics if f.value not in (before.topic, before.subject)]
    if found.subject is not None and found.subject != before.subject:
        wish = replace(wish, topic=None, subject=found.subject, rts_only=False)
    elif len(others) == 1 and others[0] in TOPIC_SLUGS:
        wish = replace(wish, topic=others[0], subject=None, rts_only=False)
    elif others:
        wish = replace(wish, topic=None, subject=None, rts_only=False)
    if found.country_named:
        wish = replace(wish, country=found.country)
    elif found.countries:
        wish = replace(wish, country=None)
    return None if wish == replace(before, key=key, aim=wish.aim) else wish
