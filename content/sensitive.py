"""What in a text may point to one person in need: numbers of cases and passports, telephones,
places. Found by shape and by the words before; a number of families or a date is none of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher

from content.telephone import e164

Kind = Literal["case_number", "passport", "telephone", "coordinates"]

_CODE: Final = (
    r"(?=[A-Z0-9/-]*\d[A-Z0-9/-]*\d[A-Z0-9/-]*\d[A-Z0-9/-]*\d)"
    r"[A-Z0-9][A-Z0-9/-]{3,18}[A-Z0-9]"
)
_OWN: Final = re.compile(r"IOM[- #]?\d+", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
# What may stand between the word and the number: "number is", "n° :", "no."
_TO_IT: Final = (
    r"[\s:#=.,]{0,3}(?:(?:no\b|nr\b|n°|nº|num\b|numbers?\b|numéro\b|número\b|numero\b|id\b"
    r"|is\b|est\b|es\b|of\b|de\b|du\b|del\b)[\s:#=.,]{0,3}){0,3}"
)
_PAPERS: Final = (
    r"passports?|passeports?|pasaportes?|travel documents?|documents? de voyage|"
    r"documentos? de viaje|laissez[- ]passer|salvoconducto|identity cards?|id cards?|"
    r"national ids?|carte d'identité|carte nationale|cni|cédula|cedula|dni|carné de identidad"
)
_FILES: Final = (
    r"case (?:no\b|nr\b|number|id|file)|case #|dossier (?:n°|no\b|numéro)|"
    r"numéro (?:de|du) (?:dossier|cas)|n° de dossier|número de (?:caso|expediente)|"
    r"caso (?:n°|nº|no\b)|expediente|"
    r"file (?:no\b|number)|registration (?:no\b|number)|numéro d'enregistrement|"
    r"número de registro|unhcr|hcr|acnur|progres|mimosa|alien number|individual (?:no\b|number|id)"
)
_CALL: Final = re.compile(
    r"(?:\b(?:tel|tél|phone|telephone|téléphone|teléfono|telefono|mobile|cell|cellphone|whatsapp|"
    r"call|ring|"
    r"appel\w*|llam\w*|celular|móvil|movil|portable|sms|text|number is|numéro|número)\b)"
    r"[^0-9+]{0,20}$",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"^\s*(?:usd|eur|chf|kes|xaf|xof|[$€£]|families|familles|familias|people|persons|personnes|"
    r"personas|households|ménages|hogares|kits|tents|tentes|carpas|litres|liters|litros|m3|kg|tons|tonnes)",
    re.IGNORECASE,
)
_ABROAD: Final = re.compile(r"(?<![\d+])00[ ]?[1-9][\d ().-]{6,18}\d(?!\d)")
_LEAST_DIGITS: Final = 8

_PATTERNS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    (
        "coordinates",
        re.compile(
            r"(?<![\d.])[-+]?(?:[0-8]?\d|90)\.\d{3,}°?\s*[NS]?\s*[,;/ ]\s*"
            r"[-+]?(?:1[0-7]\d|\d{1,2}|180)\.\d{3,}(?!\.?\d)°?\s*[EWO]?\b"
        ),
    ),
    (
        "coordinates",
        re.compile(
            r"\d{1,2}\s*°\s*\d{1,2}(?:\.\d+)?\s*['′’](?:\s*\d{1,2}(?:\.\d+)?\s*(?:[\"″”]|''))?\s*[NS]"
            r"[\s,;/]*\d{1,3}\s*°\s*\d{1,2}(?:\.\d+)?\s*['′’](?:\s*\d{1,2}(?:\.\d+)?\s*(?:[\"″”]|''))?\s*[EWO]",
        ),
    ),
    (
        "coordinates",
        re.compile(
            r"\d{1,2}(?:\.\d+)?\s*°?\s*[NS]\s*[,;/ ]\s*\d{1,3}(?:\.\d+)?\s*°\s*[EWO]\b|"
            r"\d{1,2}\.\d+\s*°?\s*[NS]\s*[,;/ ]\s*\d{1,3}\.\d+\s*°?\s*[EWO]\b"
        ),
    ),
    ("coordinates", re.compile(r"\b[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,3}\b")),
    ("case_number", re.compile(r"\b(?:[A-Z]{3}|\d{3})-\d{2}C\d{5}\b")),
    ("case_number", re.compile(r"\b[A-Z]{3}-\d{8}\b")),
    (
        "case_number",
        re.compile(rf"\b(?:{_FILES}){_TO_IT}(?P<code>{_CODE})\b", re.IGNORECASE),
    ),
    ("passport", re.compile(rf"\b(?:{_PAPERS}){_TO_IT}(?P<code>{_CODE})\b", re.IGNORECASE)),
    ("passport", re.compile(r"\b(?:[A-Z]\d{7,8}|[A-Z]{2}\d{7})\b")),
    ("passport", re.compile(r"\bP[A-Z<][A-Z]{3}[A-Z<]{10,}")),
)


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A part of a text, from ``start`` up to ``end``, and what it looks like."""

    kind: Kind
    start: int
    end: int


def sensitive_in(
    text: str, country: str | None = None, own: str | None = None
) -> tuple[Sensitive, ...]:
    """Everything of the kind, in its order, nothing twice.

    ``country`` (ISO 3166-1 alpha-2) is where local telephone numbers are at home; ``own`` is a
    number of the writer's, which they may give as they like.
    """
    harmless = [match.span() for match in (*_OWN.finditer(text), *_DAY.finditer(text))]
    found: list[Sensitive] = []
    for candidate in (*_by_shape(text), *_telephones(text, country, own)):
        taken = [*harmless, *((each.start, each.end) for each in found)]
        if all(candidate.end <= start or end <= candidate.start for start, end in taken):
            found.append(candidate)
    return tuple(sorted(found, key=lambda each: each.start))


def _by_shape(text: str) -> Iterator[Sensitive]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("code" if "code" in pattern.groupindex else 0)
            yield Sensitive(kind, start, end)


def _telephones(text: str, country: str | None, own: str | None) -> Iterator[Sensitive]:
    known = e164(own, country) if own else None
    for match in PhoneNumberMatcher(text, country, leniency=Leniency.VALID):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        if number != known and _is_dialled(
            match.raw_string, text[: match.start], text[match.end :]
        ):
            yield Sensitive("telephone", match.start, match.end)

    for dialled in _ABROAD.finditer(text):
        if e164("+" + dialled.group().removeprefix("00").strip()) not in (None, known):
            yield Sensitive("telephone", *dialled.span())


def _is_dialled(raw: str, before: str, after: str) -> bool:
    """Is it written as a number to call, not as a count or an amount?"""
    if raw.startswith(("+", "00")) or _CALL.search(before):
        return True
    digits = sum(letter.isdigit() for letter in raw)
    return raw.startswith("0") and digits >= _LEAST_DIGITS and not _COUNTED.match(after)


def masked(text: str, found: tuple[Sensitive, ...], names: dict[str, str]) -> str:
    """The text with the name of its kind in brackets in the place of each part."""
    for each in reversed(found):
        text = f"{text[: each.start]}[{names[each.kind]}]{text[each.end :]}"
    return text
