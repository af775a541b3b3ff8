"""Every exception that rooms share.

RoutingError
├── InvalidPost          no such post
├── UnknownCountry       no such ISO 3166-1 alpha-3 code in the coverage
├── UnknownTopic         no such topic slug
└── UncoveredCountry     no Regional Office covers the country on that date
StoreUnavailable         the database can't be reached now
├── StoreSilent          it gives no answer at all: whoever asks waits in vain
└── CommitUnknown        it went away in mid-commit: written or not, nobody can say
AlreadyHandled           the same delivery was handled before
NotDrawn                 a picture could not be drawn
"""

from datetime import date


class RoutingError(ValueError):
    """What was asked can't be answered; the text says what was wrong."""


class InvalidPost(RoutingError):
    def __init__(self, text: str) -> None:
        super().__init__(f"not a post: {text!r}")
        self.text = text


class UnknownCountry(RoutingError):
    def __init__(self, code: str) -> None:
        super().__init__(f"not a country or territory code: {code!r}")
        self.code = code


class UnknownTopic(RoutingError):
    def __init__(self, slug: str) -> None:
        super().__init__(f"not a topic: {slug!r}")
        self.slug = slug


class UncoveredCountry(RoutingError):
    def __init__(self, code: str, at: date) -> None:
        super().__init__(f"no Regional Office covers {code} on {at.isoformat()}")
        self.code = code
        self.at = at


class StoreUnavailable(Exception):
    """The database can't be reached now: nothing was read or written."""


class StoreSilent(StoreUnavailable):
    """The database gave no answer in time, not even that it can't."""


class CommitUnknown(StoreUnavailable):
    """The connection broke in mid-commit: everything was written or nothing, and it isn't known."""


class AlreadyHandled(Exception):
    """The same delivery was handled before, or just now by somebody else; ``key`` names it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"handled before: {key}")
        self.key = key


class NotDrawn(Exception):
    """A picture could not be drawn; the text says why."""
