"""What the words behind a command mean: topic, country, severity, what happened."""

from collections.abc import Mapping
from dataclasses import replace

from bot.knowledge import Content
from bot.replays import short_key
from bot.turn import Turn
from bot.wish import Aim, Wish, wish_of_understanding
from content.commands import Command, parse_command
from routing.topics import SEVERITIES, Severity
from routing.understanding import Lexicon, find_country, find_topic
from routing.understanding.findings import Intent, Understanding

_SURE = 0.8
_SURE_COUNTRY = 0.5
_FEW = 2
# More words than these are a sentence, and "it" in a sentence is not Italy.
_BRIEF = 4
# The command says what is wanted, whatever else its words could mean.
_INTENTS: Mapping[Aim, Intent] = {"who": "who", "escalate": "escalate", "simulate": "escalate"}


def command_in(text: str, content: Content) -> Command | None:
    """The command that a text is; None where its first word only looks like one.

    "About 200 families need tents" asks for no article, and "bureau de liaison à New York" tells
    no office.
    """
    command = parse_command(text)
    if command is None or command.verb not in ("about", "office"):
        return command
    if command.verb == "about":
        no_article = content.articles.find(command.argument) is None
        return None if no_article and find_topic(command.argument, content.lexicon) else command
    words = len(command.argument.split())
    found = find_country(command.argument, content.lexicon)
    named = [len(" ".join(finding.evidence).split()) for finding in found]
    return command if words <= _FEW or words in named else None


def wish_of_arguments(turn: Turn, command: Command, aim: Aim) -> tuple[Turn, Wish, Understanding]:
    """The wish, what was understood of the words, and the turn in the language they are in."""
    argument, note = command.argument, command.note
    if aim != "escalate" and note:
        argument, note = f"{argument} {note}", None
    severity, words = _severity(argument.split())
    found = turn.knowledge.hearing.understand(
        " ".join(words),
        office=turn.person.office,
        language=turn.person.language or turn.person.platform_language,
        intent=_INTENTS[aim],
    )
    wish = wish_of_understanding(short_key(turn.request.key), aim, found)
    wish = _with_codes(turn, wish, words, found)
    if aim == "who" and len(words) == 1 and wish.country and not found.country_named:
        # ``who KEN``: a country and nothing else asks for its RTS.
        wish = wish if wish.topic_known or found.topics else replace(wish, rts_only=True)
    summary = note if note is not None else found.summary
    wish = replace(wish, summary=summary, severity=severity or wish.severity)
    return turn.speaking(found.language), wish, found


def _severity(words: list[str]) -> tuple[Severity | None, list[str]]:
    """A severity written as itself, and the other words."""
    named = [s for word in words for s in SEVERITIES if word.lower() == s]
    left = [word for word in words if word.lower() not in SEVERITIES]
    return (named[0] if named else None), left


def _with_codes(turn: Turn, wish: Wish, words: list[str], found: Understanding) -> Wish:
    """Codes are allowed behind a command that mean nothing in free text: ``shelter ken``."""
    lexicon = turn.knowledge.content.lexicon
    if not found.country_named and not found.countries:
        code = _country_code(words, lexicon)
        wish = wish if code is None else wish.with_country(code)
    if not found.topics and not wish.topic_known and words:
        topics = [f for f in find_topic(words[0], lexicon) if f.score >= _SURE]
        if len(topics) == 1:
            wish = wish.with_topic(topics[0].value)
    return wish


def _country_code(words: list[str], lexicon: Lexicon) -> str | None:
    """The country that the last or the first word means as a code, or as any name of its own."""
    if len(words) > _BRIEF:
        return None
    for word in (*words[-1:], *words[:1]):
        found = [f for f in find_country(word, lexicon) if f.score >= _SURE_COUNTRY]
        if len(found) == 1 and word.lower() not in lexicon.stop_words:
            return found[0].value
    return None
