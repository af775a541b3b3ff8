"""Which country a text is about, among those that it names.

Each mention gets a score from its role: where the asker is, where something happens, where people
come from ("refugees from Syria in Türkiye" is about Türkiye) or who takes them in ("accepted by
Canada"). A country wins when it leads the next by a clear margin; names of several countries
("Congo") and cities that only hint at one are confirmed by asking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from routing.understanding.findings import Finding
from routing.understanding.lexicon import Lexicon, NameEntry
from routing.understanding.longnames import longer_name, places_of_long_names
from routing.understanding.negation import Negation
from routing.understanding.phrases import Match
from routing.understanding.roles import Role, role_of
from routing.understanding.vocabulary import DEMONYMS
from routing.understanding.words import Words

_SCORES: Final[dict[Role, float]] = {
    "asker": 1.25,
    "place": 1.0,
    # "à Goma" is in Goma, "a Niamey" may be to Niamey.
    "reach": 1.0,
    "departure": 0.9,
    "named": 0.85,
    "people": 0.85,
    "destination": 0.75,
    "origin": 0.3,
    "other": 0.3,
}
_ENOUGH: Final = 0.5
_MARGIN: Final = 0.14
_HINT: Final = 0.5
_OF_SEVERAL: Final = 0.85
_COMMAND: Final = 6
_MISSPELT: Final = 0.95
_NO_NEGATION: Final = Negation()
#: Mixed up when misspelt: asked for whatever is nearer.
_CONFUSED: Final = (("NER", "NGA"),)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text that names countries, the likeliest first."""

    start: int
    end: int
    countries: tuple[str, ...]
    role: Role
    hint: bool
    misspelt: bool
    words: str
    entry: NameEntry | None

    @property
    def score(self) -> float:
        return (
            _SCORES[self.role]
            * (_HINT if self.hint else 1.0)
            * (_OF_SEVERAL if len(self.countries) > 1 and self.role in ("named", "people") else 1.0)
            * (_MISSPELT if self.misspelt else 1.0)
        )


@dataclass(frozen=True, slots=True)
class Where:
    """``decided`` is set where the bot would answer; ``named`` says that the text names a country
    that could be meant, so that the asker's office must not replace it.
    """

    candidates: tuple[Finding, ...]
    decided: str | None
    named: bool
    mentions: tuple[Mention, ...]

    @property
    def places(self) -> frozenset[int]:
        """The places of the words that name countries."""
        return frozenset(p for m in self.mentions for p in range(m.start, m.end))


def find_where(
    words: Words,
    lexicon: Lexicon,
    negation: Negation = _NO_NEGATION,
    *,
    office: str | None = None,
    field: bool = False,
) -> Where:
    """``field`` says that the whole text is meant to name a country, as an argument does."""
    mentions = [
        mention
        for mention in _mentions(words, lexicon, field=field)
        if not negation.refuses_at_once(mention.start, mention.end)
    ]
    mentions = _weigh_together(mentions)
    candidates = _score(mentions, office)
    decided = _decide(mentions, office)
    named = any(m.score >= _ENOUGH * _HINT for m in mentions if m.role not in ("origin", "other"))
    return Where(candidates, decided, named, tuple(mentions))


def _mentions(words: Words, lexicon: Lexicon, *, field: bool) -> list[Mention]:
    found: list[Mention] = []
    long_names = places_of_long_names(words, lexicon)
    at = 0
    while at < len(words):
        match = _match(words, lexicon, at)
        if at in long_names:
            match = longer_name(words, lexicon, at, match)
        mention = _named(words, lexicon, match, field=field) if match else None
        if mention is None and match is None:
            mention = _coded(words, lexicon, at, field=field)
        if mention is not None:
            found.append(_in_row(words, lexicon, found[-1], mention) if found else mention)
        at = match.end if match is not None else at + 1
    return found


def _match(words: Words, lexicon: Lexicon, at: int) -> Match[NameEntry] | None:
    """The longest name at a place, also with the other words that a misspelt one may be."""
    match = lexicon.names.longest(words.fixed, at, words.clauses)
    if match is None and at in words.doubts:
        for other in words.doubts[at]:
            match = lexicon.names.longest((other,), 0, (0,))
            if match is not None:
                return Match(at, at + 1, match.payload)
    return match


def _in_row(words: Words, lexicon: Lexicon, before: Mention, mention: Mention) -> Mention:
    """The second of "Kenya and Uganda" stands where the first does."""
    if _is_demonym(mention) != _is_demonym(before):
        return mention
    gap = words.plain[before.end : mention.start]
    lists = lexicon.words
    joined = mention.start in words.commas if not gap else gap[0] in lists["joins_more"]
    if joined and all(w in lists["joins_more"] or w in lists["articles"] for w in gap):
        return _as(mention, before.role)
    return mention


def _is_demonym(mention: Mention) -> bool:
    return mention.entry is not None and mention.entry.kind in DEMONYMS


def _named(
    words: Words, lexicon: Lexicon, match: Match[NameEntry], *, field: bool
) -> Mention | None:
    entry = match.payload
    if entry.kind == "not-a-country":
        return None
    if words.plain[match.start] in lexicon.words["headquarters"]:
        return None
    role: Role | None = "named" if field else role_of(words, lexicon, match)
    if role is None:
        return None
    places = range(match.start, match.end)
    misspelt = any(words.fixed[place] != words.plain[place] for place in places)
    countries = entry.countries
    if misspelt:
        countries = _doubtful(words, lexicon, match, countries)
    return Mention(
        match.start, match.end, countries, role, entry.kind == "city-hint", misspelt,
        words.evidence(match.start, match.end), entry,
    )  # fmt: skip


def _doubtful(
    words: Words, lexicon: Lexicon, match: Match[NameEntry], countries: tuple[str, ...]
) -> tuple[str, ...]:
    """Every country that a misspelt word is as near to."""
    if match.end - match.start == 1:
        for other in words.doubts.get(match.start, ()):
            entry = lexicon.names.get((other,))
            if entry is not None and entry.kind not in ("city-hint", "not-a-country"):
                countries += entry.countries
    for pair in _CONFUSED:
        if not set(pair).isdisjoint(countries) and match.payload.kind != "capital":
            countries += pair
    return tuple(dict.fromkeys(countries))


def _coded(words: Words, lexicon: Lexicon, at: int, *, field: bool) -> Mention | None:
    """A country code: of any case in a typed field, else only where it can't be a word."""
    code = words.plain[at].upper()
    if code not in lexicon.codes:
        return None
    if not field and (len(code) != 3 or not _may_be_code(words, lexicon, at)):
        return None
    country = lexicon.codes[code]
    return Mention(at, at + 1, (country,), "named", False, False, words.typed[at], None)


def _may_be_code(words: Words, lexicon: Lexicon, at: int) -> bool:
    word = words.plain[at]
    if words.is_capitals(at):
        return word not in lexicon.words["unsure_codes"]
    if word not in lexicon.words["code_words"]:
        return True
    # "escalate shelter ken critical": in a command, where no such word is expected.
    return (
        not words.cased
        and words.plain[0] in lexicon.words["commands"]
        and words.clauses[at] == words.clauses[0]
        and words.clauses.count(words.clauses[at]) <= _COMMAND
        and word not in lexicon.stop_words
        and word not in lexicon.words["unsure_codes"]
    )


def _weigh_together(mentions: list[Mention]) -> list[Mention]:
    """Where a place is named, people come *from* elsewhere; without one, that is the place."""
    roles = {mention.role for mention in mentions}
    if roles & {"place", "asker"}:
        return [_as(m, "other") if m.role in ("departure", "people") else m for m in mentions]
    if "departure" in roles:
        lesser = ("destination", "reach", "people")
        return [_as(m, "other") if m.role in lesser else m for m in mentions]
    people: Role = "other" if roles & {"reach", "destination", "named"} else "people"
    return [_as(m, people) if m.role == "people" else m for m in mentions]


def _as(mention: Mention, role: Role) -> Mention:
    return Mention(
        mention.start, mention.end, mention.countries, role, mention.hint, mention.misspelt,
        mention.words, mention.entry,
    )  # fmt: skip


def _score(mentions: Iterable[Mention], office: str | None) -> tuple[Finding, ...]:
    scores: dict[str, float] = {}
    evidence: dict[str, list[str]] = {}
    for mention in mentions:
        for rank, country in enumerate(mention.countries):
            score = mention.score - 0.01 * rank + (0.005 * len(mention.countries))
            if len(mention.countries) > 1 and country == office:
                score += 0.05
            scores[country] = max(scores.get(country, 0.0), score)
            evidence.setdefault(country, []).append(mention.words)
    return tuple(
        Finding(country, round(min(score, 1.25) / 1.25, 3), tuple(dict.fromkeys(evidence[country])))
        for country, score in sorted(scores.items(), key=lambda pair: -pair[1])
    )


def _decide(mentions: list[Mention], office: str | None) -> str | None:
    certain = _certain(mentions)
    if not certain:
        hinted = {c for m in mentions if m.hint and m.score >= _ENOUGH * 0.3 for c in m.countries}
        return office if office in hinted else None
    best = max(certain, key=lambda country: certain[country])
    if certain[best] < _ENOUGH:
        return None
    rivals = [
        mention
        for mention in mentions
        if best not in mention.countries
        and not mention.hint
        and certain[best] - mention.score < _MARGIN
    ]
    return None if rivals else best


def _certain(mentions: list[Mention]) -> dict[str, float]:
    """The countries that one mention names alone, with the score of the surest."""
    certain: dict[str, float] = {}
    for mention in mentions:
        if len(mention.countries) == 1 and not mention.hint:
            country = mention.countries[0]
            certain[country] = max(certain.get(country, 0.0), mention.score)
    return certain
