"""Forms under which a word is looked up: without case, accents, endings or spelling habits."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ACCENTS: Final = {
    "a": "áàâäãå", "c": "ç", "e": "éèêë", "i": "íìîï", "n": "ñ", "o": "óòôöõ", "u": "úùûü",
}  # fmt: skip
_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O"})
#: The letters of French and Spanish, so that most texts need no decomposing.
_ACCENTED: Final = _LIGATURES | {
    letter: plain
    for base, letters in _ACCENTS.items()
    for letter, plain in (
        *((ord(mark), base) for mark in letters),
        *((ord(mark.upper()), base.upper()) for mark in letters),
    )
}
_WORD: Final = re.compile(r"[^\W_]+")
# Dots between initials belong to the acronym: U.K., R.D. Congo, EE.UU.
_INITIALS: Final = re.compile(r"\b[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+\b\.?")

# Letters that are written for one another, in the order in which they are replaced.
_SOUNDS: Final[tuple[tuple[str, str], ...]] = (
    *((letters, "X") for letters in ("sch", "ch", "sh")),
    *(("ph", "f"), ("que", "ke"), ("qui", "ki"), ("gue", "Ge"), ("gui", "Gi")),
    *(("ge", "je"), ("gi", "ji"), ("gy", "ji"), ("ce", "se"), ("ci", "si"), ("cy", "si")),
)
_IN_SOUNDS: Final = re.compile(r"[cghq]")
_LETTERS: Final = str.maketrans(
    {"q": "k", "c": "k", "z": "s", "h": None, "v": "b", "y": "i", "G": "g"}
)
_DOUBLED: Final = re.compile(r"(.)\1+")
#: People use few words, and the same ones again.
_REMEMBERED: Final = 16_384
_VOWELS: Final = re.compile(r"[aeiouy]")


def fold(text: str) -> str:
    """The text without case and accents; ligatures are written out."""
    if text.isascii():
        return text.lower()
    plain = text.translate(_ACCENTED)
    if plain.isascii():
        return plain.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def join_initials(text: str) -> str:
    """``R.D. Congo`` becomes ``RD Congo``, ``EE.UU.`` becomes ``EEUU``."""
    if "." not in text:
        return text
    return _INITIALS.sub(lambda initials: initials.group().replace(".", ""), text)


def normalize(text: str) -> str:
    """The form in which terms are compared: no case, no accents, punctuation as single spaces."""
    if text.isascii() and text.replace(" ", "").isalpha():
        return text.lower()
    return " ".join(_WORD.findall(fold(join_initials(text))))


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """The word without plural ending and final mute e, alike in English, French and Spanish."""
    if len(word) > 3 and word[-1] in "sx" and word[-2] != "s":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "y":
        word = word[:-1] + "i"
    if word.endswith("ee"):
        word = word[:-1]
    return word[:-1] if len(word) > 5 and word[-1] == "e" else word


@lru_cache(maxsize=_REMEMBERED)
def sounds(word: str) -> str:
    """A key that words share which are often written for one another (``jestion``, ``gestion``)."""
    if _IN_SOUNDS.search(word):
        for letters, sound in _SOUNDS:
            if letters in word:
                word = word.replace(letters, sound)
    word = _DOUBLED.sub(r"\1", word.translate(_LETTERS))
    if len(word) > 3 and word[-1] == "s":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word


def skeleton(word: str) -> str:
    """The consonants, as in text messages: ``shltr`` for ``shelter``."""
    return _VOWELS.sub("", word)
