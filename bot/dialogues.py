"""Asking for what is missing, one thing at a time, and going on from the answer."""

from dataclasses import replace
from datetime import timedelta

from bot.database import Database
from bot.turn import Turn
from bot.wish import Wish, wish_of_document
from content.cards.questions import RTS_ONLY, country_question, region_question, topic_question
from routing.card import Card
from routing.posts import Post
from routing.topics import TOPIC_SLUGS
from routing.understanding import find_country, find_topic

LASTS = timedelta(hours=1)
_SURE = 0.5


class Dialogues:
    """Open questions, kept in the database for an hour, one for each conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(
        self, turn: Turn, wish: Wish, topics: tuple[str, ...] = (), countries: tuple[str, ...] = ()
    ) -> Card:
        """Ask for the topic if it is missing, else for the country; remember the wish.

        Raises StoreUnavailable.
        """
        conversation = turn.request.conversation
        until = turn.now + LASTS
        state = wish.document()
        await self._database.write(lambda w: w.save_dialogue(conversation, state, until))
        return question(turn, wish, topics, countries)

    async def answered(self, turn: Turn, text: str) -> tuple[Wish, Card | None] | None:
        """The open wish with a typed answer in it, and the question that is still open.

        None where nothing was asked, or the text doesn't answer it.
        """
        conversation, now = turn.request.conversation, turn.now
        state = await self._database.read(lambda r: r.dialogue(conversation, now))
        if state is None:
            return None
        wish = wish_of_document(state)
        topics, countries = _candidates(turn, wish, text)
        found = topics if not wish.topic_known else countries
        if not found:
            return None
        if len(found) > 1:
            return wish, question(turn, wish, tuple(topics), tuple(countries))
        return _with_answer(wish, found[0]), None

    async def restore(self, turn: Turn, wish: Wish) -> Wish:
        """A wish from a button, with the words that the button couldn't carry."""
        conversation, now = turn.request.conversation, turn.now
        state = await self._database.read(lambda r: r.dialogue(conversation, now))
        if state is None or state.get("key") != wish.key or wish.summary:
            return wish
        return replace(wish, summary=str(state.get("summary", "")))

    async def end(self, turn: Turn) -> bool:
        """Forget the open question; was there one?"""
        conversation, now = turn.request.conversation, turn.now
        if await self._database.read(lambda r: r.dialogue(conversation, now)) is None:
            return False
        await self._database.write(lambda w: w.end_dialogue(conversation))
        return True


def question(
    turn: Turn, wish: Wish, topics: tuple[str, ...] = (), countries: tuple[str, ...] = ()
) -> Card:
    """What to ask for a wish that isn't complete."""
    labels = turn.labels
    if not wish.topic_known:
        return topic_question(
            labels, topics, wish.country, lambda slug: wish.with_topic(slug).value()
        )
    structure = turn.knowledge.content.structure
    regions = [
        (office, structure.offices[Post(f"rts:{office}")].names[turn.language])
        for office in turn.knowledge.regions(turn.now.date())
    ]
    return country_question(
        labels,
        countries,
        wish.topic,
        lambda iso3: wish.with_country(iso3).value(),
        lambda office: f"{wish.value()}&o={office}",
        sorted(regions, key=lambda pair: pair[1]),
    )


def countries_question(turn: Turn, wish: Wish, office: str) -> Card:
    """The countries of a Regional Office to choose from."""
    countries = turn.knowledge.regions(turn.now.date()).get(office, ())
    return region_question(turn.labels, countries, lambda iso3: wish.with_country(iso3).value())


def _candidates(turn: Turn, wish: Wish, text: str) -> tuple[list[str], list[str]]:
    lexicon = turn.knowledge.content.lexicon
    if not wish.topic_known:
        found = [f.value for f in find_topic(text, lexicon) if f.score >= _SURE]
        return [slug if slug in TOPIC_SLUGS else RTS_ONLY for slug in found], []
    return [], [f.value for f in find_country(text, lexicon) if f.score >= _SURE]


def _with_answer(wish: Wish, answer: str) -> Wish:
    return wish.with_country(answer) if wish.topic_known else wish.with_topic(answer)
