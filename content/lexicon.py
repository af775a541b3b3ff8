"""Loading what the bot knows of words: terms, country names and cues.

To teach the bot a word, add a line to ``data/terms.csv``, ``data/country_names.csv`` or
``data/cues.yaml``; no code changes.
"""

import csv
import gc
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, get_args

import yaml

from content.validation import Faults
from routing.language import LANGUAGES, Language, is_language
from routing.topics import TOPIC_SLUGS
from routing.understanding.lexicon import Lexicon
from routing.understanding.normalize import fold
from routing.understanding.vocabulary import RTS, CountryName, NameKind, Term, Vocabulary

DATA: Final = Path(__file__).parent / "data"

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

SUBJECT_SLUGS: Final[tuple[str, ...]] = (
    "migration_health",
    "protection",
    "transition_recovery",
    "hlp",
    "dtm_data",
    "cash",
    "avrr",
    "border",
    "labour_migration",
    "staff_admin",
    "food_security",
    "logistics",
    "education",
    "telecommunications",
    "mine_action",
)
REFERRAL_SLUGS: Final[tuple[str, ...]] = ("un_relations", "african_union", "it_admin", "donors")

_SLUGS: Final = frozenset((*TOPIC_SLUGS, *SUBJECT_SLUGS, *REFERRAL_SLUGS, RTS))
_FLAGS: Final = frozenset(("", "capitals", "place"))
_KINDS: Final[Mapping[str, NameKind]] = {kind: kind for kind in get_args(NameKind)}


def load_lexicon(
    article_terms: Mapping[str, str] | None = None, *, root: Path | None = None
) -> Lexicon:
    """Read the data files. ``article_terms`` maps normalized terms to slugs of articles.

    The files hold thousands of rows that every start reads, so they are checked by hand here:
    models of pydantic would take several times as long.

    Raises:
        InvalidContent: a file is missing, or a row has an unknown slug, language, kind, flag or
            weight.
    """
    # Building makes a hundred thousand objects that stay: looking for garbage among them is a
    # fifth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _load(root or DATA, article_terms)
    finally:
        if collecting:
            gc.enable()


def _load(data: Path, article_terms: Mapping[str, str] | None) -> Lexicon:
    faults = Faults()
    terms = tuple(_terms(data / "terms.csv", faults))
    names = tuple(_names(data / "country_names.csv", faults))
    vocabulary = _vocabulary(data, faults)
    faults.raise_any()
    return Lexicon.build(terms, names, vocabulary, article_terms)


def _rows(path: Path, faults: Faults) -> Iterator[tuple[str, list[str]]]:
    """The rows below the header, each with its place."""
    reader = csv.reader(io.StringIO(_text(path, faults), newline=""))
    next(reader, None)
    for row in reader:
        yield f"{path.name}:{reader.line_num}", row


def _text(path: Path, faults: Faults) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.add(path.name, f"the file can't be read: {error}")
        return ""


def _terms(path: Path, faults: Faults) -> Iterator[Term]:
    for place, row in _rows(path, faults):
        try:
            slug, language, text, weight, flag, _source = row
            sure = float(weight)
        except ValueError:
            faults.add(place, f"not slug,lang,term,weight,flags,source with a number: {row}")
            continue
        if slug not in _SLUGS or not is_language(language) or flag not in _FLAGS:
            faults.add(place, f"unknown slug, language or flag: {row}")
        elif not 0 < sure <= 1 or not text.strip():
            faults.add(place, f"no term, or a weight that isn't above 0 and up to 1: {row}")
        else:
            yield Term(slug, language, text, sure, flag == "capitals", flag == "place")


def _names(path: Path, faults: Faults) -> Iterator[CountryName]:
    for place, row in _rows(path, faults):
        if len(row) != 4 or not row[2].strip():
            faults.add(place, f"not iso3,lang,name,kind: {row}")
            continue
        countries, language, text, kind = row
        if kind not in _KINDS or not (language == "" or is_language(language)):
            faults.add(place, f"unknown kind or language: {row}")
            continue
        yield CountryName(tuple(countries.split()), _language(language), text, _kind(kind))


def _language(code: str) -> Language | None:
    return code if is_language(code) else None


def _kind(text: str) -> NameKind:
    return _KINDS[text]


def _vocabulary(data: Path, faults: Faults) -> Vocabulary:
    text = _text(data / "cues.yaml", faults) or "{}"
    # The loader is one of PyYAML's two safe ones.
    raw: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506
    for part in ("phrases", "words", "stop_words"):
        if not isinstance(raw.get(part), dict):
            faults.add(f"cues.yaml: {part}", "the section is missing")
            raw[part] = {}
    ordinary = _text(data / "ordinary_words.txt", faults).split()
    return Vocabulary(
        phrases={
            cue: {language: _listed(by[language]) for language in LANGUAGES if language in by}
            for cue, by in raw["phrases"].items()
        },
        words={name: frozenset(_listed(listed)) for name, listed in raw["words"].items()},
        stop_words={
            language: frozenset(_listed(raw["stop_words"].get(language, "")))
            for language in LANGUAGES
        },
        ordinary=frozenset(ordinary),
        shorthand=_shorthand(raw.get("shorthand", {}), faults),
    )


def _shorthand(raw: Mapping[str, str], faults: Faults) -> Mapping[str, str]:
    """Spellings with the word that each stands for, both as they are looked up."""
    found: dict[str, str] = {}
    for word, listed in raw.items():
        for spelling in _listed(listed):
            if fold(spelling) in found:
                faults.add(f"cues.yaml: shorthand: {word}", f"stands for two words: {spelling}")
            found[fold(spelling)] = fold(word)
    return found


def _listed(text: str) -> tuple[str, ...]:
    """The items of a list that is written in one line."""
    return tuple(item.strip() for item in text.split(",") if item.strip())
