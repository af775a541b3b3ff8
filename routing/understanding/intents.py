"""What a person wants, decided as a careful colleague would.

An explicit request to raise or escalate something is ``escalate``. Any other question or need
about a topic, also a plain statement ("300 familles sans abri à Goma"), is ``who``: it opens no
case by mistake, and its answer offers to escalate. ``about`` needs an article's term, or a clear
"what is …" with little else. ``ack``, ``status`` and ``verify`` need their own words and nothing
that asks for help; a bare reference asks for its status. Thanks, small talk, abuse, pasted
documents and texts that try to give the bot orders are ``none``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from routing.understanding.countries import Where
from routing.understanding.cues import Cues
from routing.understanding.findings import Intent
from routing.understanding.lexicon import Lexicon
from routing.understanding.phrases import Match
from routing.understanding.topics import Matter
from routing.understanding.words import Words

_SHORT: Final = 3
_BRIEF: Final = 6
_FEW: Final = 12
#: From this score on, a topic's words are more than a setting.
_FIRM: Final = 0.5
#: Above this score a term alone asks for help with its topic, though an article explains it.
_SURE: Final = 0.75
#: Nearly all of its terms are names of frameworks: alone, they ask what they are.
_EXPLAINED_TOPIC: Final = "directors_office"
#: Below this a term says something only beside others, except for the words of sudden events.
_TELLING: Final = 0.6
_EVENTS: Final = "emergency_response"


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the decision looks at."""

    words: Words
    lexicon: Lexicon
    cues: Cues
    matter: Matter
    where: Where
    reference: int | None
    article: Match[str] | None
    #: Places of words that are said not to be meant.
    refused: frozenset[int] = frozenset()

    @property
    def asks(self) -> bool:
        """Asks for somebody or something."""
        return self.cues.any_of(("who", "need", "escalate", "escalate_question")) or (
            "?" in self.words.text or "who_word" in self.cues
        )

    @property
    def firm(self) -> bool:
        return self.matter.rts or any(c.score >= _FIRM for c in self.matter.candidates)

    @property
    def wants_person(self) -> bool:
        """Asks who somebody is, rather than for help with something unnamed."""
        return self.matter.rts or self.cues.any_of(("who", "who_word", "escalate_question"))

    @property
    def unexplained(self) -> int:
        """How many words carry a meaning that the bot doesn't know."""
        return self._unknown()

    @property
    def unmeant(self) -> int:
        """How many of them belong to no topic either."""
        meant = {place for piece in self.matter.evidence for place in range(piece.start, piece.end)}
        neutral = self.lexicon.words["neutral"]
        meant.update(place for place, word in enumerate(self.words.fixed) if word in neutral)
        return self._unknown(meant | self.refused)

    def _unknown(self, meant: Collection[int] = ()) -> int:
        explained = {*meant, *self.cues.covered(*self.cues.names)}
        for mention in self.where.mentions:
            explained.update(range(mention.start, mention.end))
        known = self.lexicon.stop_words
        joining = self.lexicon.words["joining"]
        return sum(
            place not in explained
            and word not in known
            and word not in joining
            and not word.isdecimal()
            for place, word in enumerate(self.words.fixed)
        )


def find_intent(scene: Scene) -> Intent:
    cues = scene.cues
    if not scene.words or "injection" in cues:
        return "status" if scene.reference is not None and "injection" not in cues else "none"
    if "verify" in cues and not _asks_about_topic(scene):
        return "verify"
    if "ack" in cues and "not_ack" not in cues and _is_ack(scene):
        return "ack"
    if "escalate" in cues and "not_escalate" not in cues and "escalate_question" not in cues:
        return "escalate"
    if _is_status(scene):
        return "status"
    if _is_about(scene):
        return "about"
    if _is_help(scene):
        return "help"
    return _who_or_none(scene)


def _asks_about_topic(scene: Scene) -> bool:
    return scene.firm and scene.cues.any_of(("who", "need"))


def _is_ack(scene: Scene) -> bool:
    if scene.reference is not None:
        return True
    return len(scene.words) <= _BRIEF and not scene.firm and scene.where.decided is None


def _is_status(scene: Scene) -> bool:
    if "not_status" in scene.cues:
        return False
    if scene.reference is not None:
        return "status" in scene.cues or not scene.matter.found
    return "status" in scene.cues and not scene.firm and not scene.where.named


def _is_about(scene: Scene) -> bool:
    if scene.article is not None and _only_article(scene, scene.article):
        return True
    if scene.cues.any_of(("who", "escalate")):
        return False
    if scene.article is not None:
        about = scene.cues.of("about", "about_article")
        soon = bool(about) and scene.article.start <= about[-1].end + _SHORT
        if "about" not in scene.cues and _has_other_matter(scene, scene.article):
            return False
        return soon and (scene.where.decided is None or len(scene.words) <= _FEW)
    about = scene.cues.of("about")
    if not about or scene.where.mentions or "need" in scene.cues:
        return False
    rest = [w for w in scene.words.plain[about[-1].end :] if not _joins(scene, w)]
    listed, common = scene.lexicon.words, scene.lexicon.stop_words
    unasked = any(word in listed["not_articles"] or word in listed["bots"] for word in rest)
    return 0 < sum(word not in common for word in rest) <= _SHORT and not unasked


def _has_other_matter(scene: Scene, article: Match[str]) -> bool:
    """A topic named apart from the article's term: "plantilla del informe, misión de Panamá"."""
    return any(
        piece.readings[0].weight > _FIRM
        and (piece.end <= article.start or piece.start >= article.end)
        for piece in scene.matter.evidence
    )


def _joins(scene: Scene, word: str) -> bool:
    lists = scene.lexicon.words
    return word in lists["joining"] or word in lists["articles"] or word in lists["polite"]


def _only_article(scene: Scene, article: Match[str]) -> bool:
    """Nothing but the term: "MCOF?". The RTS alone is asked for as a person."""
    topics = scene.matter.candidates
    if scene.matter.rts or any(t.score > _SURE for t in topics if t.value != _EXPLAINED_TOPIC):
        return False
    rest = [p for p, word in enumerate(scene.words.plain) if not _joins(scene, word)]
    return bool(rest) and article.start <= rest[0] and article.end > rest[-1]


def _is_help(scene: Scene) -> bool:
    if scene.firm or scene.where.mentions:
        return False
    if "help_bot" in scene.cues:
        return True
    if "help_word" not in scene.cues or "need" in scene.cues:
        return False
    covered = scene.cues.covered("help_word", "greeting", "closing", "thanks")
    return all(place in covered for place in range(len(scene.words)))


def _who_or_none(scene: Scene) -> Intent:
    cues = scene.cues
    chat = cues.any_of(("thanks", "small_talk", "abuse", "done"))
    if chat and not scene.asks and _is_chat(scene):
        return "none"
    if (scene.matter.found and not _is_by_the_way(scene)) or scene.matter.rts:
        return "who"
    if scene.where.mentions:
        plain = len(scene.words) - len(cues.covered("greeting", "closing"))
        wanted = scene.asks or "help_word" in cues
        if "small_talk" in cues and not cues.any_of(("who", "need", "help_word")):
            return "none"
        return "who" if wanted or plain <= _SHORT else "none"
    if cues.any_of(("who", "escalate_question")) or cues.any_of(("need",)):
        return "who" if _wants_help(scene) else "none"
    return "none"


def _is_by_the_way(scene: Scene) -> bool:
    """Nothing but words that carry little, such as "wrong window", and no event, place or wish."""
    if scene.asks or "help_word" in scene.cues or scene.where.mentions:
        return False
    return scene.unmeant > 0 and all(
        piece.readings[0].weight < _TELLING and piece.readings[0].slug != _EVENTS
        for piece in scene.matter.evidence
    )


def _is_chat(scene: Scene) -> bool:
    """Thanks at the end of a request are politeness; at its start they are the message."""
    if "done" in scene.cues:
        return True
    if scene.cues.any_of(("abuse", "small_talk")):
        return not scene.firm
    opening = [m for m in scene.cues.of("thanks") if "closing" not in m.payload.names]
    skipped = len(scene.cues.covered("greeting"))
    return bool(opening) and opening[0].start <= skipped


def _wants_help(scene: Scene) -> bool:
    """ "I need help" asks what with; "who won?" and "I want coffee" are no business of the bot."""
    if scene.cues.any_of(("small_talk", "abuse", "thanks")):
        return False
    wanted = scene.cues.of("who", "escalate_question", "need", "help_word")
    meaning = len(scene.words) - len(scene.cues.covered(*scene.cues.names))
    return bool(wanted) and meaning <= _BRIEF
