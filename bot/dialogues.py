"""Asking for what is missing, one thing at a time, and going on from the answer."""

import contextlib
from dataclasses import replace
from datetime import timedelta

from bot.database import Database
from bot.ports import Document
from bot.turn import Turn
from bot.wish import Wish, wish_of_document
from content.cards.questions import (
    BUTTONS_AT_MOST,
    RTS_ONLY,
    country_question,
    region_question,
    topic_question,
)
from content.typed import choice_in
from routing.card import Card
from routing.errors import StoreUnavailable
from routing.posts import Post
from routing.topics import TOPIC_SLUGS
from routing.understanding import find_country, find_topic

LASTS = timedelta(hours=1)
_SURE = 0.5


_BY = "by"
"""In a dialogue's state: the key of the delivery that it comes from, which may come again."""


class Dialogues:
    """Open questions, kept in the database for an hour, one for each conversation.

    A wish that was granted stays for that hour too, so that the answer that completed it, when it
    is delivered once more, isn't taken for something new.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(
        self, turn: Turn, wish: Wish, topics: tuple[str, ...] = (), countries: tuple[str, ...] = ()
    ) -> Card:
        """Ask for the topic if it is missing, else for the country; remember the wish.

        Raises StoreUnavailable.
        """
        await self._save(turn, wish, _offered(wish, topics, countries))
        return question(turn, wish, topics, countries)

    async def granted(self, turn: Turn, wish: Wish) -> None:
        """The question of this wish, if it is still the open one, has its answer."""
        # What was granted is stored: without this, its question just stays open for its hour.
        with contextlib.suppress(StoreUnavailable):
            state = await self._state(turn)
            if state is not None and state.get("key") == wish.key:
                await self._save(turn, wish)

    async def answered(self, turn: Turn, text: str) -> tuple[Wish, Card | None] | None:
        """The open wish with a typed answer in it, and the question that is still open.

        None where nothing was asked, or the text doesn't answer it.
        """
        state = await self._state(turn)
        if state is None:
            return None
        wish = wish_of_document(state)
        if state.get(_BY) == turn.request.key:
            return wish, None if wish.complete else question(turn, wish)
        if wish.complete:
            return None
        offered = state.get("offered", ())
        place = choice_in(text, len(offered))
        if place is not None:
            return _with_answer(wish, offered[place]), None
        topics, countries = _candidates(turn, wish, text)
        found = topics if not wish.topic_known else countries
        if not found:
            return None
        if len(found) > 1:
            return wish, await self.ask(turn, wish, tuple(topics), tuple(countries))
        return _with_answer(wish, found[0]), None

    async def keep(self, turn: Turn, wish: Wish) -> None:
        """Remember what was answered last, for "no, I meant Chad", if the database is there."""
        if turn.away_for is None:
            with contextlib.suppress(StoreUnavailable):
                await self._save(turn, wish)

    async def is_open(self, turn: Turn) -> bool:
        """Is there a question that waits for its answer? Raises StoreUnavailable."""
        wish = await self.last(turn)
        return wish is not None and not wish.complete

    async def last(self, turn: Turn) -> Wish | None:
        """What was asked for last here, answered or not. Raises StoreUnavailable."""
        state = await self._state(turn)
        return None if state is None else wish_of_document(state)

    async def restore(self, turn: Turn, wish: Wish) -> Wish:
        """A wish from a button, with the words that the button couldn't carry."""
        state = await self._state(turn)
        if state is None or state.get("key") != wish.key or wish.summary:
            return wish
        return replace(wish, summary=str(state.get("summary", "")))

    async def end(self, turn: Turn) -> None:
        """Forget the open question."""
        conversation = turn.request.conversation
        await self._database.write(lambda w: w.end_dialogue(conversation))

    async def _state(self, turn: Turn) -> Document | None:
        conversation, now = turn.request.conversation, turn.now
        return await self._database.read(lambda r: r.dialogue(conversation, now))

    async def _save(self, turn: Turn, wish: Wish, offered: tuple[str, ...] = ()) -> None:
        conversation, until = turn.request.conversation, turn.now + LASTS
        state = {**wish.document(), _BY: turn.request.key, "offered": list(offered)}
        await self._database.write(lambda w: w.save_dialogue(conversation, state, until))


def question(
    turn: Turn, wish: Wish, topics: tuple[str, ...] = (), countries: tuple[str, ...] = ()
) -> Card:
    """What to ask for a wish that isn't complete."""
    if wish.topic_known:
        return _how_to_type(turn, _country_question(turn, wish, countries))
    card = topic_question(
        turn.labels, topics, wish.country, lambda slug: wish.with_topic(slug).value()
    )
    return _how_to_type(turn, card)


def _offered(wish: Wish, topics: tuple[str, ...], countries: tuple[str, ...]) -> tuple[str, ...]:
    """The choices in the order in which the question shows them: for "the second"."""
    if wish.topic_known:
        return countries[:BUTTONS_AT_MOST]
    likely = tuple(slug for slug in topics if slug in TOPIC_SLUGS)[:BUTTONS_AT_MOST]
    return likely or (*TOPIC_SLUGS, RTS_ONLY)


def _country_question(turn: Turn, wish: Wish, countries: tuple[str, ...]) -> Card:
    structure = turn.knowledge.content.structure
    regions = [
        (office, structure.offices[Post(f"rts:{office}")].names[turn.language])
        for office in turn.knowledge.regions(turn.now.date())
    ]
    return country_question(
        turn.labels,
        countries,
        wish.topic,
        lambda iso3: wish.with_country(iso3).value(),
        lambda office: f"{wish.value()}&o={office}",
        sorted(regions, key=lambda pair: pair[1]),
    )


def countries_question(turn: Turn, wish: Wish, office: str) -> Card:
    """The countries of a Regional Office to choose from."""
    countries = turn.knowledge.regions(turn.now.date()).get(office, ())
    card = region_question(turn.labels, countries, lambda iso3: wish.with_country(iso3).value())
    return _how_to_type(turn, card)


def _how_to_type(turn: Turn, card: Card) -> Card:
    """Where only a slash command is heard, the question says so."""
    if turn.request.account.platform != "slack" or turn.request.surface == "message":
        return card
    return replace(card, footer=(*card.footer, turn.labels.words("question.type_slash")))


def _candidates(turn: Turn, wish: Wish, text: str) -> tuple[list[str], list[str]]:
    lexicon = turn.knowledge.content.lexicon
    if not wish.topic_known:
        found = [f.value for f in find_topic(text, lexicon) if f.score >= _SURE]
        return [slug if slug in TOPIC_SLUGS else RTS_ONLY for slug in found], []
    return [], [f.value for f in find_country(text, lexicon) if f.score >= _SURE]


def _with_answer(wish: Wish, answer: str) -> Wish:
    return wish.with_country(answer) if wish.topic_known else wish.with_topic(answer)
