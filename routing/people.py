"""Who talks to the bot, and when two accounts are one person."""

from dataclasses import dataclass
from typing import Literal

from routing.contacts import Contact
from routing.language import DEFAULT_LANGUAGE, Language

Platform = Literal["slack", "teams", "terminal", "mail"]


@dataclass(frozen=True, slots=True)
class Account:
    """An account on a platform.

    ``tenant`` is a Slack team id or an Entra tenant id (empty in the terminal and by mail);
    ``user`` a Slack user id, an Entra object id, the mail address given in the terminal, or the
    one that a signed link went to.
    """

    platform: Platform
    tenant: str
    user: str

    @property
    def key(self) -> str:
        return f"{self.platform}:{self.tenant}:{self.user}"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform tells about an account; ``locale`` as the platform writes it."""

    name: str | None = None
    email: str | None = None
    locale: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at one of their accounts.

    People are one and the same by mail address, in whatever case. ``language`` is the one that
    the person fixed, ``platform_language`` the one that the platform tells; ``office`` an
    ISO 3166-1 alpha-3 code.
    """

    account: Account
    name: str
    email: str | None = None
    phone: str | None = None
    language: Language | None = None
    platform_language: Language | None = None
    office: str | None = None

    @property
    def key(self) -> str:
        """The same for every account of a person whose mail address is known."""
        return self.email.lower() if self.email else self.account.key

    @property
    def reads(self) -> Language:
        return self.language or self.platform_language or DEFAULT_LANGUAGE

    def fills(self, contact: Contact) -> bool:
        """Is the person this contact, by mail address or by a platform id in the directory?"""
        if self.email and contact.email and self.email.lower() == contact.email.lower():
            return True
        ids = {self.account.user, f"{self.account.tenant}:{self.account.user}"}
        if self.account.platform == "slack":
            return contact.slack in ids
        if self.account.platform == "teams":
            return contact.teams is not None and contact.teams.lower() in {i.lower() for i in ids}
        return False
