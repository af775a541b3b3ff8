"""Everything the bot knows of words, prepared so that a message is understood quickly."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from routing.language import LANGUAGES, Language
from routing.understanding.normalize import fold, normalize, sounds, stem
from routing.understanding.phrases import Phrases
from routing.understanding.spelling import Speller
from routing.understanding.vocabulary import DEMONYMS, CountryName, NameKind, Term, Vocabulary

#: Lists whose words are worth mending towards.
_MENDED_LISTS: Final = "danger_acts"
_LOOSE: Final[frozenset[NameKind]] = frozenset({"city-hint"})
_SHORTEST_HINT: Final = 7
_SHORTEST_PART: Final = 3


@dataclass(frozen=True, slots=True)
class Reading:
    slug: str
    weight: float
    place: bool


@dataclass(frozen=True, slots=True)
class TermEntry:
    readings: tuple[Reading, ...]
    languages: frozenset[Language]
    capitals: bool


@dataclass(frozen=True, slots=True)
class LongName:
    """A name of several words: written as one, and the words."""

    joined: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class NameEntry:
    countries: tuple[str, ...]
    kind: NameKind
    languages: frozenset[Language]


@dataclass(frozen=True, slots=True)
class Cue:
    names: frozenset[str]
    languages: frozenset[Language]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Frozen knowledge of words. Build it once with :meth:`build`; it is safe to share."""

    terms: Phrases[TermEntry]
    term_pairs: Mapping[tuple[str, str], TermEntry]
    names: Phrases[NameEntry]
    #: Names of several words, by each of their words.
    long_names: Mapping[str, tuple[LongName, ...]]
    codes: Mapping[str, str]
    cues: Phrases[Cue]
    articles: Phrases[str]
    words: Mapping[str, frozenset[str]]
    stop_words: Mapping[str, Mapping[Language, float]]
    spell: Speller

    @classmethod
    def build(
        cls,
        terms: Iterable[Term],
        names: Iterable[CountryName],
        vocabulary: Vocabulary,
        articles: Mapping[str, str] | None = None,
    ) -> "Lexicon":
        """``articles`` maps a normalized term to the slug of the article that explains it."""
        return _Builder(vocabulary).build(tuple(terms), tuple(names), articles or {})

    def content_words(self, words: Iterable[str]) -> list[str]:
        """Stems of the words that carry meaning in a term."""
        joining = self.words["joining"]
        return [stem(word) for word in words if word not in joining]


class _Builder:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._joining = vocabulary.words["joining"]
        self._targets: set[str] = set()
        self._inflected: set[str] = set()
        self._weak: set[str] = set()
        self._known: set[str] = set(vocabulary.ordinary)
        self._long: dict[str, LongName] = {}
        self._pairs: dict[tuple[str, str], TermEntry] = {}

    def build(
        self, terms: tuple[Term, ...], names: tuple[CountryName, ...], articles: Mapping[str, str]
    ) -> Lexicon:
        term_tree = self._term_tree(terms)
        name_tree, codes = self._name_tree(names)
        cues = self._cue_tree()
        article_tree: Phrases[str] = Phrases()
        for text, slug in articles.items():
            article_tree.add(text.split(), slug)
            self._known.update(text.split())
        for name, listed in self._vocabulary.words.items():
            (self._weak if name.startswith(_MENDED_LISTS) else self._known).update(listed)
        stop_words = self._stop_words()
        self._known.update(stop_words)
        return Lexicon(
            terms=term_tree,
            term_pairs=self._pairs,
            names=name_tree,
            long_names=self._by_part(stop_words),
            codes=codes,
            cues=cues,
            articles=article_tree,
            words=self._vocabulary.words,
            stop_words=stop_words,
            spell=Speller(
                self._targets | self._inflected,
                self._weak,
                self._known,
                self._inflected,
                self._vocabulary.shorthand,
            ),
        )

    def _term_tree(self, terms: tuple[Term, ...]) -> Phrases[TermEntry]:
        by_key: dict[tuple[str, ...], list[Term]] = {}
        for term in terms:
            words = normalize(term.text).split()
            self._inflected.update(words)
            key = tuple(stem(word) for word in words if word not in self._joining)
            by_key.setdefault(key or tuple(stem(word) for word in words), []).append(term)
        tree: Phrases[TermEntry] = Phrases(sounds)
        for key, rows in by_key.items():
            entry = _term_entry(rows)
            tree.add(key, entry)
            if len(key) == 2 and not self._vocabulary.words["lacking"].intersection(key):
                self._pairs.setdefault((key[1], key[0]), entry)
        return tree

    def _name_tree(
        self, names: tuple[CountryName, ...]
    ) -> tuple[Phrases[NameEntry], Mapping[str, str]]:
        tree: Phrases[NameEntry] = Phrases(sounds)
        codes: dict[str, str] = {}
        for name in names:
            if name.kind == "code":
                codes[name.text] = name.countries[0]
                self._known.add(fold(name.text))
                continue
            words = normalize(name.text).split()
            self._learn_name(name, words)
            for form in _forms(name, words):
                self._known.update(form)
                entry = NameEntry(name.countries, name.kind, _languages(name.language))
                tree.merge(form, entry, _join_names)
        return tree, codes

    def _learn_name(self, name: CountryName, words: list[str]) -> None:
        if name.kind in _LOOSE or name.kind == "not-a-country":
            self._known.update(words)
            if name.kind in _LOOSE:
                self._targets.update(word for word in words if len(word) >= _SHORTEST_HINT)
            return
        self._targets.update(words)
        if len(words) > 1:
            self._targets.add("".join(words))
            joined = "".join(words)
            self._long.setdefault(joined, LongName(joined, frozenset(words)))

    def _by_part(self, small: Collection[str]) -> Mapping[str, tuple[LongName, ...]]:
        found: dict[str, list[LongName]] = {}
        for name in self._long.values():
            for word in name.words:
                if len(word) >= _SHORTEST_PART and word not in small:
                    found.setdefault(word, []).append(name)
        return {word: tuple(names) for word, names in found.items()}

    def _cue_tree(self) -> Phrases[Cue]:
        tree: Phrases[Cue] = Phrases()
        for cue_name, by_language in self._vocabulary.phrases.items():
            for language, phrases in by_language.items():
                cue = Cue(frozenset((cue_name,)), _languages(language))
                for phrase in phrases:
                    words = normalize(phrase).split()
                    self._weak.update(words)
                    tree.merge(words, cue, _join_cues)
        return tree

    def _stop_words(self) -> Mapping[str, Mapping[Language, float]]:
        """How much a word speaks for each language: less, the more languages share it."""
        votes: dict[str, dict[Language, float]] = {}
        for language in LANGUAGES:
            for word in self._vocabulary.stop_words[language]:
                votes.setdefault(fold(word), {})[language] = 1.0
        return {
            word: {language: 1 / len(by) ** 2 for language in by}
            for word, by in votes.items()
            if len(by) < len(LANGUAGES)
        } | {word: {} for word, by in votes.items() if len(by) == len(LANGUAGES)}


_EVERY: Final = frozenset(LANGUAGES)
_ONLY: Final[Mapping[Language, frozenset[Language]]] = {
    language: frozenset((language,)) for language in LANGUAGES
}


def _languages(language: Language | None) -> frozenset[Language]:
    return _EVERY if language is None else _ONLY[language]


def _term_entry(rows: list[Term]) -> TermEntry:
    if len(rows) == 1:
        (row,) = rows
        reading = Reading(row.slug, row.weight, row.place)
        return TermEntry((reading,), _languages(row.language), row.capitals)
    best: dict[str, Reading] = {}
    for row in rows:
        if row.slug not in best or best[row.slug].weight < row.weight:
            best[row.slug] = Reading(row.slug, row.weight, row.place)
    return TermEntry(
        readings=tuple(sorted(best.values(), key=lambda reading: -reading.weight)),
        languages=frozenset(row.language for row in rows),
        capitals=all(row.capitals for row in rows),
    )


def _forms(name: CountryName, words: list[str]) -> list[list[str]]:
    """The name, its plural where it is a demonym, and the name written as one word."""
    forms = [words]
    if name.kind in DEMONYMS:
        last = words[-1]
        plural = last + ("es" if name.language == "es" and last[-1] in "lnrsz" else "s")
        if last[-1] not in "sxz" or name.language == "es":
            forms.append([*words[:-1], plural])
    if len(words) > 1 and name.kind not in _LOOSE:
        forms.append(["".join(words)])
    return forms


_FIRM: Final[tuple[NameKind, ...]] = ("ambiguous", "ambiguous-demonym", "not-a-country")


def _join_names(old: NameEntry, new: NameEntry) -> NameEntry:
    if old.kind in _FIRM or new.kind in _LOOSE:
        return old
    if new.kind in _FIRM or old.kind in _LOOSE:
        return new
    countries = tuple(dict.fromkeys(old.countries + new.countries))
    return NameEntry(countries, old.kind, old.languages | new.languages)


def _join_cues(old: Cue, new: Cue) -> Cue:
    return Cue(old.names | new.names, old.languages | new.languages)
