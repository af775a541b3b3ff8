"""Somebody in danger reads the security line before anything else, and never a menu."""

from dataclasses import replace

from bot.opening import shown_of
from bot.replays import short_key
from bot.turn import Turn
from bot.wish import Wish, form_value, wish_of_understanding
from content.cards.ladders import open_action
from routing.card import Card, Section
from routing.errors import RoutingError
from routing.exchange import Reply
from routing.understanding import in_danger
from routing.understanding.findings import Understanding


def security_line(turn: Turn) -> str:
    """The organization's own line in the person's language, else the bot's."""
    lines = turn.knowledge.content.policy.security_line
    return lines.get(turn.language) or turn.labels.words("danger.line")


def danger_card(turn: Turn, found: Understanding) -> Card:
    """The security line, whom to call, and, where the country is known, who can help after that."""
    words = turn.labels.words
    wish = _wish(turn, found)
    text = [security_line(turn), *_numbers(turn)]
    sections = _sections(turn, wish)
    if not sections:
        return Card(
            title=words("danger.title"), text=(*text, words("danger.how")), tone="attention"
        )
    text.append(words("danger.ladder"))
    if wish.country != found.country:
        evidence = ", ".join(word for f in found.countries for word in f.evidence)
        country = turn.labels.country(wish.country or "")
        text.append(words("danger.hint", words=evidence, country=country))
    value = form_value(wish, wish.summary)
    opens = replace(
        open_action(turn.labels, value, "critical", wish.summary), label=words("danger.open")
    )
    return Card(
        title=words("danger.title"),
        text=tuple(text),
        sections=sections,
        actions=(opens,),
        tone="attention",
    )


def with_security_line(turn: Turn, reply: Reply) -> Reply:
    """The answer to a command whose words say that somebody is in danger: the line comes first."""
    if not in_danger(turn.request.text, turn.knowledge.content.lexicon):
        return reply
    card = reply.card
    first = (security_line(turn), *_numbers(turn), *((card.title,) if card.title else ()))
    title = turn.labels.words("danger.title")
    warned = replace(card, title=title, text=(*first, *card.text), tone="attention", menus=())
    return replace(reply, card=warned)


def _numbers(turn: Turn) -> tuple[str, ...]:
    numbers = turn.knowledge.content.policy.security_numbers
    return (turn.labels.words("danger.numbers", numbers=", ".join(numbers)),) if numbers else ()


def _wish(turn: Turn, found: Understanding) -> Wish:
    """A critical case, for the country that the words name or hint at, else the asker's own."""
    wish = wish_of_understanding(short_key(turn.request.key), "escalate", found)
    hinted = found.countries[0].value if len(found.countries) == 1 else None
    country = wish.country or hinted or turn.person.office
    if not wish.topic_known:
        wish = replace(wish, rts_only=True)
    return replace(wish, country=country, severity="critical")


def _sections(turn: Turn, wish: Wish) -> tuple[Section, ...]:
    if wish.country is None:
        return ()
    try:
        return shown_of(turn, wish).sections
    except RoutingError:
        return ()
