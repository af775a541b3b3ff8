"""What is asked of people in the database, and written there."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from routing.people import Account, Person
from routing.privacy import Showing


class PeopleReader(Protocol):
    """People at their accounts, and who was shown whose number."""

    def person(self, account: Account) -> Person | None: ...

    def person_and_version(self, account: Account) -> tuple[Person | None, int]:
        """``person`` and ``directory_version`` in one question: every answer needs both."""

    def known_person(self, key: str) -> Person | None:
        """A person by key (mail address in lower case): their account used last."""

    def accounts_of(self, key: str) -> tuple[Person, ...]:
        """A person at each of their accounts, the one used last first."""

    def showings_of(self, whose: str, limit: int) -> tuple[Showing, ...]:
        """To whom somebody's number (``routing/privacy.py::whose``) was shown, newest first."""

    def showings(self, after: str, limit: int) -> tuple[Showing, ...]:
        """Every showing, by key, behind the one with the key ``after``."""


class PeopleWriter(Protocol):
    """People and showings, stored and forgotten."""

    def save_person(self, person: Person, at: datetime) -> None: ...

    def add_showings(self, found: Sequence[Showing]) -> None:
        """Note who was shown whose number; what is noted already is left out."""

    def drop_showings(self, before: datetime, limit: int) -> int:
        """Let older showings go; returns how many. Call again until it is 0."""

    def forget_person(self, keys: Collection[str], pseudonym: str) -> None:
        """Drop the accounts of these keys, and name the person by a pseudonym in showings."""
