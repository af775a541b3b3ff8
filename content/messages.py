"""The words of the bot, one file a language, checked against each other when loaded."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from content.files import DATA
from content.validation import Faults
from routing.language import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the bot says in one language."""

    language: Language
    messages: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The message ``section.name`` with its placeholders filled.

        Raises KeyError for a message or placeholder that isn't there.
        """
        return self.messages[key].format_map(values)

    def has(self, key: str) -> bool:
        return key in self.messages


@cache
def load_words(language: Language) -> Words:
    """The words of a language that ships with the bot. Raises InvalidContent."""
    return load_all_words()[language]


@cache
def load_all_words(root: Path | None = None) -> Mapping[Language, Words]:
    """All languages. Raises InvalidContent where keys or placeholders differ between them."""
    folder = (root or DATA) / "messages"
    faults = Faults()
    found: dict[Language, Words] = {}
    for language in LANGUAGES:
        path = folder / f"{language}.yaml"
        found[language] = Words(language, _flat(_tree(path, faults), path.name, faults))
    _compare(found, faults)
    faults.raise_any()
    return found


def _tree(path: Path, faults: Faults) -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 (safe loaders)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        faults.add(path.name, f"can't be read: {error}")
        return {}
    if not isinstance(loaded, Mapping):
        faults.add(path.name, "is not a mapping of sections")
        return {}
    return loaded


def _flat(tree: Mapping[str, Any], place: str, faults: Faults, prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            flat |= _flat(value, place, faults, f"{key}.")
        elif isinstance(value, str) and value.strip():
            flat[key] = value
            _check_braces(value, f"{place}: {key}", faults)
        else:
            faults.add(f"{place}: {key}", "is empty or not a text")
    return flat


def _check_braces(message: str, place: str, faults: Faults) -> None:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(message) if name is not None]
    except ValueError as error:
        faults.add(place, f"braces don't match: {error}")
        return
    if "" in names:
        faults.add(place, "a pair of braces names nothing")


def _placeholders(message: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(message) if name}
    except ValueError:
        return set()


def _compare(found: Mapping[Language, Words], faults: Faults) -> None:
    first = found[LANGUAGES[0]].messages
    for language, words in found.items():
        place = f"messages/{language}.yaml"
        for key in first.keys() - words.messages.keys():
            faults.add(f"{place}: {key}", "is missing")
        for key in words.messages.keys() - first.keys():
            faults.add(f"{place}: {key}", f"is not in {LANGUAGES[0]}.yaml")
        for key in first.keys() & words.messages.keys():
            if _placeholders(first[key]) != _placeholders(words.messages[key]):
                faults.add(f"{place}: {key}", "has other placeholders")
