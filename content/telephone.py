"""Telephone numbers as the world dials them: E.164, by Google's libphonenumber."""

from typing import Final

import phonenumbers

_DIALLED: Final = phonenumbers.PhoneNumberFormat.E164
_SHOWN: Final = phonenumbers.PhoneNumberFormat.INTERNATIONAL


def e164(text: str, country: str | None = None) -> str | None:
    """A number as ``+254700000001``; None where no telephone can have it.

    ``country`` (ISO 3166-1 alpha-2) is where a number without ``+`` is at home.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, _DIALLED)


def readable(text: str, country: str | None = None) -> str | None:
    """The same with spaces, as people read it: ``+254 700 000001``."""
    dialled = e164(text, country)
    if dialled is None:
        return None
    return phonenumbers.format_number(phonenumbers.parse(dialled), _SHOWN)


def doubt(text: str) -> str | None:
    """What is doubtful about a number on file, for whoever keeps the file; None if nothing is."""
    if not text.strip().startswith("+"):
        return "doesn't begin with + and the country's code: it can't be dialled from abroad"
    return None if e164(text) else "isn't a number that any telephone network gives out"
