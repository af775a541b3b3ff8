"""Reading a message: everything found in it, and what the bot would ask back instead of guessing.

What is asked back: an escalation or a question of who can help needs a country (from the text,
else the asker's office) and a topic, a subject outside DOE, or the RTS alone. A question for a
person with no topic ("who is the RTS for Kenya?", "who can help me in Kenya?") asks for the RTS,
unless it holds words that the bot doesn't know; a call for help with no topic is asked what it is
about. Referrals, such as relations with the UN, need no country. Where a topic or country is
ambiguous, the candidates are listed and the field stays empty.
"""

import re
from typing import Final

from routing.language import Language
from routing.topics import TOPIC_SLUGS, Severity
from routing.understanding.countries import Where, find_where
from routing.understanding.cues import Cues, find_cues
from routing.understanding.danger import is_danger
from routing.understanding.findings import Ask, Finding, Intent, Understanding
from routing.understanding.intents import Scene, find_intent
from routing.understanding.lexicon import Lexicon
from routing.understanding.negation import find_negation
from routing.understanding.phrases import Match
from routing.understanding.summary import summarize
from routing.understanding.surface import is_pasted, strip_markup
from routing.understanding.tongue import find_language
from routing.understanding.topics import Evidence, Matter, find_matter
from routing.understanding.words import Words, read_words

REFERRALS: Final = frozenset({"un_relations", "african_union", "it_admin", "donors"})

#: From this weight on a term says by itself what a text is about.
_CERTAIN: Final = 0.9
_SEVERAL: Final = 2
_REFERENCE: Final = re.compile(r"\biom\s?[-#_ ]\s?#?(\d{1,9})\b", re.IGNORECASE)
_ACTING: Final[frozenset[Intent]] = frozenset({"who", "escalate"})
#: From this many words on, a text that asks for nothing is a document.
_DOCUMENT: Final = 150
_DOCUMENT_EDGE: Final = 30
#: A question about a pasted document stands above it.
_OPENING: Final = 300
_OPENING_END: Final = re.compile(r"[?\n]")


def understand(
    text: str,
    lexicon: Lexicon,
    *,
    office: str | None = None,
    language: Language | None = None,
    intent: Intent | None = None,
) -> Understanding:
    """Everything that a message says. Never raises, whatever the text holds.

    ``office`` is the country of the asker's office (ISO 3166-1 alpha-3); ``language`` is what the
    person or the platform has fixed, and wins over the text; so does ``intent``, which a command
    has named.
    """
    scene = _scene(text, lexicon, office)
    aim = intent or _intent(text, scene)
    decision = _Decision(scene, aim, office, wants_person=intent == "who" or scene.wants_person)
    words, cues, matter, where = scene.words, scene.cues, scene.matter, scene.where
    spoken, sure = find_language(words, lexicon, cues, matter.evidence, where.mentions)
    return Understanding(
        language=language or spoken,
        language_sure=sure or language is not None,
        intent=aim,
        topics=matter.candidates,
        topic=decision.topic,
        subject=decision.subject,
        referral=decision.referral,
        countries=where.candidates,
        country=decision.country,
        country_named=decision.country is not None and decision.country == where.decided,
        ask=decision.ask,
        article=scene.article.payload if scene.article and aim == "about" else None,
        severity=_severity(cues),
        reference=scene.reference,
        summary=summarize(words, lexicon, cues, matter, where),
        danger=not is_pasted(text) and is_danger(words, lexicon, cues),
    )


def _scene(text: str, lexicon: Lexicon, office: str | None) -> Scene:
    """Everything found in a text, before anything is decided."""
    shown = _opening(strip_markup(text)) if is_pasted(text) else strip_markup(text)
    number = _REFERENCE.search(shown)
    words = read_words(_REFERENCE.sub(" ", shown) if number else shown, lexicon.spell)
    cues = find_cues(words, lexicon)
    negation = find_negation(words, lexicon, cues)
    where = find_where(words, lexicon, negation, office=office)
    return Scene(
        words=words,
        lexicon=lexicon,
        cues=cues,
        matter=find_matter(words, lexicon, negation, named=where.places),
        where=where,
        reference=int(number[1]) if number else None,
        article=_article(words, lexicon, cues),
        refused=negation.refused,
    )


def _intent(text: str, scene: Scene) -> Intent:
    if is_pasted(text) and not scene.cues.any_of(("who", "escalate")):
        return "none"
    if _is_document(scene):
        return "none"
    return find_intent(scene)


def _is_document(scene: Scene) -> bool:
    """A long text that neither begins nor ends with what somebody wants."""
    size = len(scene.words)
    if size < _DOCUMENT or "?" in scene.words.text:
        return False
    edges = (*range(_DOCUMENT_EDGE), *range(size - _DOCUMENT_EDGE, size))
    return scene.cues.covered("who", "escalate", "need").isdisjoint(edges)


def find_country(text: str, lexicon: Lexicon) -> tuple[Finding, ...]:
    """The countries that an argument or a typed answer may mean, the likeliest first.

    Codes of two or three letters in any case, names, demonyms, capitals, acronyms, cities and
    misspellings are all allowed.
    """
    return find_where(_field(text, lexicon), lexicon, field=True).candidates


def find_topic(text: str, lexicon: Lexicon) -> tuple[Finding, ...]:
    """The topics, subjects and referrals that an argument or a typed answer may mean."""
    words = _field(text, lexicon)
    slug = "_".join(words.plain)
    if slug in TOPIC_SLUGS:
        return (Finding(slug, 1.0, (words.evidence(0, len(words)),)),)
    return find_matter(words, lexicon, field=True).candidates


def _field(text: str, lexicon: Lexicon) -> Words:
    return read_words(strip_markup(text.replace("_", " ")), lexicon.spell)


def _opening(text: str) -> str:
    """What stands above a pasted document: its beginning up to a question mark or a new line."""
    end = _OPENING_END.search(text, 1, _OPENING)
    return text[: end.end() if end else _OPENING]


def _article(words: Words, lexicon: Lexicon, cues: Cues) -> Match[str] | None:
    """The first article named behind "what is", else the first in the text."""
    about = cues.of("about", "about_article")
    asked = about[-1].start if about else 0
    found = [
        match
        for match in lexicon.articles.all_longest(words.fixed, words.clauses)
        if match.end - match.start > 1
        or words.fixed[match.start] not in lexicon.stop_words
        or words.typed[match.start].isupper()
    ]
    return next((match for match in found if match.end > asked), found[0] if found else None)


def _severity(cues: Cues) -> Severity | None:
    if "normal" in cues:
        return "normal"
    if "critical" in cues:
        return "critical"
    return "high" if "high" in cues else None


def _is_slight(scene: Scene) -> bool:
    """No term is certain, and words are left over that the bot doesn't know: what they say may be
    the point ("diphtheria in the transit centre"), so it asks.
    """
    evidence = scene.matter.evidence
    if any(_is_certain(scene.words, piece) for piece in evidence):
        return False
    one_word = len(evidence) == 1 and evidence[0].end - evidence[0].start == 1
    outside = all(piece.readings[0].slug not in TOPIC_SLUGS for piece in evidence)
    return scene.unmeant >= (1 if one_word and not outside else _SEVERAL)


def _is_certain(words: Words, piece: Evidence) -> bool:
    """A term that means one thing only, or an acronym."""
    return piece.readings[0].weight >= _CERTAIN or words.is_capitals(piece.start)


class _Decision:
    """Which fields the bot would answer with, and what it would ask."""

    def __init__(
        self, scene: Scene, intent: Intent, office: str | None, *, wants_person: bool
    ) -> None:
        self._wants_person = wants_person
        self.topic: str | None = None
        self.subject: str | None = None
        self.referral: str | None = None
        self.country: str | None = None
        self.ask: Ask | None = None
        if intent in _ACTING:
            if not _is_slight(scene):
                self._decide_matter(scene.matter)
            self._decide_country(scene.where, office)
            self.ask = self._open_question(scene, intent)

    def _decide_matter(self, matter: Matter) -> None:
        for slug in matter.decided:
            if slug in TOPIC_SLUGS:
                self.topic = slug
            elif slug in REFERRALS:
                self.referral = slug
            else:
                self.subject = slug

    def _decide_country(self, where: Where, office: str | None) -> None:
        if where.decided is not None:
            self.country = where.decided
        elif not where.named:
            self.country = office

    def _open_question(self, scene: Scene, intent: Intent) -> Ask | None:
        if self.referral is not None:
            return None
        settled = self.topic is not None or self.subject is not None
        if not settled and not scene.matter.weighty:
            settled = scene.matter.rts or (
                intent == "who"
                and self.country is not None
                and self._wants_person
                and scene.unexplained == 0
            )
        if self.country is None:
            return "country" if settled else "both"
        return None if settled else "topic"
