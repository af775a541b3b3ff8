"""What a text is about: a topic, a neighbouring subject, a referral, or the RTS.

Every term found is a piece of evidence with one reading or several. A slug's score is its surest
term and a little for each further one. A slug wins when it leads the next by a clear margin, or
when all that speaks for the others also speaks for it ("evacuation" may be three things,
"evacuation of stranded migrants" only one). Otherwise the bot asks.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from routing.understanding.findings import Finding
from routing.understanding.lexicon import Lexicon, Reading, TermEntry
from routing.understanding.negation import Negation
from routing.understanding.normalize import stem
from routing.understanding.phrases import Match
from routing.understanding.vocabulary import RTS
from routing.understanding.words import Words

#: A slug needs this score to be an answer; weaker terms only help to choose.
_ENOUGH: Final = 0.3
#: Up to this weight a term may be no more than the setting: "2,000 displaced, no shelter".
_SETTING: Final = 0.5
_MARGIN: Final = 0.155
_FURTHER: Final = 0.1
_FURTHER_AT_MOST: Final = 0.2
#: The highest sum: scores are shown as a part of it.
_FULL: Final = 1 + _FURTHER_AT_MOST
#: Weight that is left to a word that only says where something happens.
_AS_PLACE: Final = 0.4
#: Weight of a word that says what the thing before it is for: "a charter for relief items".
_AS_PURPOSE: Final = 0.84
_TERM_WORDS: Final = 4
_NO_NEGATION: Final = Negation()


@dataclass(frozen=True, slots=True)
class Evidence:
    start: int
    end: int
    readings: tuple[Reading, ...]
    entry: TermEntry
    words: str
    misspelt: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """``candidates`` are likeliest first. ``decided`` are the slugs that the bot would answer
    for: none where it must ask, two where one term is both a topic and a referral.
    """

    candidates: tuple[Finding, ...]
    decided: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    rts: bool

    @property
    def found(self) -> bool:
        return bool(self.candidates)

    @property
    def weighty(self) -> bool:
        """Something that could be an answer, not only words that help to choose one."""
        return any(candidate.score * _FULL >= _ENOUGH for candidate in self.candidates)


def find_matter(
    words: Words,
    lexicon: Lexicon,
    negation: Negation = _NO_NEGATION,
    *,
    named: Collection[int] = (),
    field: bool = False,
) -> Matter:
    """``named`` are the places of words that name countries: "Abu Dhabi" holds no topic.

    ``field`` says that the whole text is meant to name a topic, as an argument does.
    """
    evidence = [
        piece
        for piece in _evidence(words, lexicon, field=field)
        if not all(place in named for place in range(piece.start, piece.end))
        and (not negation.refuses(piece.start, piece.end) or _has_lack(words, lexicon, piece))
    ]
    sure = [
        piece
        for piece in evidence
        if not negation.doubts(piece.start, piece.end) or _has_lack(words, lexicon, piece)
    ]
    if len(sure) < len(evidence) and any(_best(piece) > _SETTING for piece in sure):
        evidence = sure
    rts = any(reading.slug == RTS for piece in evidence for reading in piece.readings)
    evidence = [piece for piece in evidence if piece.readings[0].slug != RTS]
    if not field:
        evidence = _without_places(words, lexicon, evidence)
    candidates = _score(evidence)
    return Matter(candidates, _decide(candidates, evidence), tuple(evidence), rts)


def _has_lack(words: Words, lexicon: Lexicon, piece: Evidence) -> bool:
    """A term that says itself what is lacking, such as "no water", isn't refused by its "no"."""
    lacking = lexicon.words["lacking"]
    return any(stem(words.fixed[place]) in lacking for place in range(piece.start, piece.end))


def _best(piece: Evidence) -> float:
    return piece.readings[0].weight if piece.readings[0].slug != RTS else 0.0


def _evidence(words: Words, lexicon: Lexicon, *, field: bool) -> list[Evidence]:
    places = [place for place in range(len(words)) if _has_meaning(words, lexicon, place)]
    stems = [stem(words.fixed[place]) for place in places]
    clauses = [words.clauses[place] for place in places]
    if words.doubts:
        _settle_doubts(words, lexicon, places, stems, clauses)
    found: list[Evidence] = []
    at = 0
    while at < len(places):
        match = _at(stems, clauses, at, lexicon)
        if match is not None and _stands(words, lexicon, places[match.start], match, field=field):
            start, end = places[match.start], places[match.end - 1] + 1
            entry = match.payload
            misspelt = any(words.fixed[p] != words.plain[p] for p in range(start, end))
            found.append(
                Evidence(start, end, entry.readings, entry, words.evidence(start, end), misspelt)
            )
            at = match.end
        else:
            at += 1
    return found


def _has_meaning(words: Words, lexicon: Lexicon, place: int) -> bool:
    """Small words and numbers stand inside terms, too: "move the 300 families"."""
    word = words.fixed[place]
    if word.isdecimal():
        return place > 0 and words.plain[place - 1] in lexicon.words["levels"]
    return word not in lexicon.words["joining"] or (words.is_capitals(place) and len(word) > 1)


def _settle_doubts(
    words: Words, lexicon: Lexicon, places: list[int], stems: list[str], clauses: list[int]
) -> None:
    """Of the words that a misspelt one may stand for, take that which makes the longest term."""
    for at, place in enumerate(places):
        if place not in words.doubts:
            continue
        longest = 0
        likeliest = stems[at]
        for word in words.doubts[place]:
            stems[at] = stem(word)
            for start in range(max(0, at - _TERM_WORDS), at + 1):
                match = _at(stems, clauses, start, lexicon)
                size = match.end - match.start if match and match.end > at else 0
                if size > longest:
                    longest, likeliest = size, stems[at]
        stems[at] = likeliest


def _at(stems: list[str], clauses: list[int], at: int, lexicon: Lexicon) -> Match[TermEntry] | None:
    """The longest term at a place, in either order where it has two words."""
    match = lexicon.terms.longest(stems, at, clauses)
    if match is not None and match.end - match.start > 1:
        return match
    if at + 1 < len(stems) and clauses[at] == clauses[at + 1]:
        swapped = lexicon.term_pairs.get((stems[at], stems[at + 1]))
        following = lexicon.terms.longest(stems, at + 1, clauses)
        if swapped is not None and (following is None or following.end == at + 2):
            return Match(at, at + 2, swapped)
    return match


def _stands(
    words: Words, lexicon: Lexicon, place: int, match: Match[TermEntry], *, field: bool
) -> bool:
    """Everyday words are a term only in capitals ("IT", not "it")."""
    if match.end - match.start == 1 and words.fixed[place] in lexicon.words["never_terms"]:
        return words.is_capitals(place)
    return not match.payload.capitals or field or words.is_capitals(place)


def _without_places(words: Words, lexicon: Lexicon, evidence: list[Evidence]) -> list[Evidence]:
    """Lower the weight of words that only say where ("latrines in the camp") or what for."""
    if len(evidence) < 2:
        return evidence
    certain = any(_certainly(piece) for piece in evidence)
    weighed = []
    for number, piece in enumerate(evidence):
        if piece.readings[0].place and _says_where(words, lexicon, evidence, number):
            weighed.append(_limited(piece, _AS_PLACE))
        elif (
            number
            and _is_firm(evidence[number - 1])
            and _says_purpose(words, lexicon, evidence[number - 1], piece)
        ):
            weighed.append(_limited(piece, _AS_PURPOSE))
        elif piece.readings[0].place and certain:
            # "The IDP camp has no latrines" is about latrines.
            weighed.append(piece if _certainly(piece) else _limited(piece, _AS_PURPOSE))
        else:
            weighed.append(piece)
    return weighed


def _certainly(piece: Evidence) -> bool:
    return piece.readings[0].weight >= 1


def _limited(piece: Evidence, most: float) -> Evidence:
    readings = tuple(Reading(r.slug, min(r.weight, most), r.place) for r in piece.readings)
    return replace(piece, readings=readings)


def _is_firm(piece: Evidence) -> bool:
    return piece.readings[0].weight >= _AS_PURPOSE


def _says_purpose(words: Words, lexicon: Lexicon, before: Evidence, piece: Evidence) -> bool:
    gap = [w for w in words.plain[before.end : piece.start] if w not in lexicon.words["articles"]]
    return len(gap) == 1 and gap[0] in lexicon.words["purpose"]


def _says_where(words: Words, lexicon: Lexicon, evidence: list[Evidence], number: int) -> bool:
    lists = lexicon.words
    place = evidence[number].start - 1
    while place >= 0 and words.plain[place] in lists["articles"]:
        place -= 1
    if place < 0 or words.clauses[place] != words.clauses[evidence[number].start]:
        return False
    before = words.plain[place]
    if before in lists["within"] or before in lists["onto"]:
        return True
    if before not in lists["belonging"] or number == 0:
        return False
    gap = words.plain[evidence[number - 1].end : place + 1]
    return all(word in lists["belonging"] or word in lists["articles"] for word in gap)


def _score(evidence: Iterable[Evidence]) -> tuple[Finding, ...]:
    weights: dict[str, dict[str, float]] = {}
    for piece in evidence:
        for reading in piece.readings:
            by_words = weights.setdefault(reading.slug, {})
            known = by_words.get(piece.words, 0.0)
            by_words[piece.words] = max(known, reading.weight)
    findings = []
    for slug, by_words in weights.items():
        ordered = sorted(by_words.values(), reverse=True)
        further = min(_FURTHER_AT_MOST, sum(_FURTHER * weight for weight in ordered[1:]))
        findings.append(
            Finding(slug, round(min(_FULL, ordered[0] + further) / _FULL, 3), tuple(by_words))
        )
    return tuple(sorted(findings, key=lambda finding: (-finding.score, finding.value)))


def _decide(candidates: tuple[Finding, ...], evidence: Iterable[Evidence]) -> tuple[str, ...]:
    strong = [c for c in candidates if c.score * _FULL >= _ENOUGH]
    if not strong:
        return ()
    first = strong[0]
    level = [
        other
        for other in strong[1:]
        if (first.score - other.score) * _FULL < _MARGIN and not _explained(other, first)
    ]
    if not level:
        return (first.value,)
    both = {first.value, *(other.value for other in level)}
    for piece in evidence:
        certain = [r.slug for r in piece.readings if r.weight == 1.0]
        if len(certain) == 2 and both == set(certain):
            return tuple(sorted(both, key=lambda slug: certain.index(slug)))
    return ()


def _explained(other: Finding, first: Finding) -> bool:
    """All that speaks for the other also speaks for the first, which has more."""
    return set(other.evidence) < set(first.evidence)
