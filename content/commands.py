"""What somebody typed as a command: its verb, its argument, and the note behind the dashes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import yaml

from content.files import DATA
from routing.understanding.normalize import normalize

_NOTE: Final = re.compile(r"(?:^|\s)(?:--|—|–)(?:\s|$)")
_REFERENCE: Final = re.compile(r"\biom[-\s#]?(\d{1,12})\b", re.IGNORECASE)
_ENDS: Final = " ¿?¡!.,"
_SLASH: Final = re.compile(r"^/?iom\b[\s:,]++(?!-?\d)", re.IGNORECASE)

# Verbs that are also everyday words: without a case's reference they are free text.
_ABOUT_A_CASE: Final = frozenset({"ack", "next", "handover", "resolve", "cancel", "details"})
_FEW_WORDS: Final = {
    "office": 6,
    "language": 2,
    "help": 1,
    "stop": 1,
    "mydata": 0,
    "remove": 0,
    "confirm": 0,
    "coverage": 0,
    "drill": 4,
    "away": 3,
    "change": 8,
    "status": 2,
}


@dataclass(frozen=True, slots=True)
class Command:
    """A command as typed. ``note`` is what stands behind ``--``, None if there are no dashes."""

    verb: str
    argument: str = ""
    note: str | None = None

    @property
    def reference(self) -> int | None:
        """The number of the first case that the argument names."""
        return reference_in(self.argument)

    @property
    def rest(self) -> str:
        """The argument without the case's reference."""
        return _REFERENCE.sub(" ", self.argument, count=1).strip()


def reference_in(text: str) -> int | None:
    found = _REFERENCE.search(text)
    return int(found.group(1)) if found else None


@cache
def command_words() -> Mapping[str, str]:
    """Every first word (normalized) with the verb that it stands for."""
    loaded = yaml.safe_load((DATA / "commands.yaml").read_text("utf-8"))
    return {normalize(word) or word: verb for verb, words in loaded.items() for word in words}


@cache
def command_phrases() -> Mapping[str, str]:
    """Every whole text (normalized) that means a command, with its verb."""
    loaded = yaml.safe_load((DATA / "phrases.yaml").read_text("utf-8"))
    return {normalize(text): verb for verb, texts in loaded.items() for text in texts}


def without_slash(text: str) -> str:
    """The text without a leading ``/iom`` or ``iom``."""
    text = text.strip()
    return "" if text.lower() in ("/iom", "iom") else _SLASH.sub("", text)


def parse_command(text: str) -> Command | None:
    """The command that a text is, None where it is free text."""
    body, note = split_note(without_slash(text))
    whole = command_phrases().get(normalize(body.strip(_ENDS)))
    if whole is not None:
        return Command(whole, note=note)
    first, argument = (*body.split(maxsplit=1), "", "")[:2]
    verb = command_words().get(normalize(first) or first)
    if verb is None:
        return None
    command = Command(verb, argument, note)
    return command if _is_meant(command) else None


def split_note(text: str) -> tuple[str, str | None]:
    """What stands before and behind the first dashes (phones turn ``--`` into a long dash)."""
    parts = _NOTE.split(text, maxsplit=1)
    return parts[0].strip(), parts[1].strip() if len(parts) > 1 else None


def _is_meant(command: Command) -> bool:
    words = len(command.argument.split())
    if command.verb in _ABOUT_A_CASE:
        return words == 0 or command.reference is not None
    if command.verb == "status" and command.reference is not None:
        return True
    limit = _FEW_WORDS.get(command.verb)
    if command.verb in ("help", "stop", "status"):
        return words == 0
    return limit is None or words <= limit
