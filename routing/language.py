"""The languages that the bot speaks."""

from typing import Final, Literal, TypeGuard

Language = Literal["en", "fr", "es"]

LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr", "es")
DEFAULT_LANGUAGE: Final[Language] = "en"


def is_language(code: str) -> TypeGuard[Language]:
    return code in LANGUAGES


def language_of_locale(locale: str | None) -> Language | None:
    """The language of a platform's locale such as ``fr-FR`` or ``es_419``; None if not spoken."""
    if not locale:
        return None
    code = locale.replace("_", "-").split("-", 1)[0].lower()
    return code if is_language(code) else None
