"""Stewards: who keeps the directory, named by a setting or by a post, and for which offices.

``steward:OFFICE`` looks after the posts of that Regional Office and of the countries that it
covers; ``steward:headquarters`` after everything that no Regional Office has. Whoever is named in
the setting looks after all of it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from routing.contacts import Contact, Directory
from routing.errors import RoutingError
from routing.people import Person
from routing.posts import Post, kind_of, place_of
from routing.structure import Structure

HEADQUARTERS: Final = "headquarters"


@dataclass(frozen=True, slots=True)
class Stewards:
    """Who keeps the directory: ``mails`` by the setting, ``contacts`` by their posts."""

    mails: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @classmethod
    def of(cls, mails: Iterable[str], directory: Directory) -> "Stewards":
        found = (c for c in directory.everybody() if kind_of(c.post) == "steward")
        return cls(tuple(mails), tuple(found))

    def includes(self, person: Person) -> bool:
        """Is the person a steward, of whatever office?"""
        if person.email is not None and person.email.lower() in {m.lower() for m in self.mails}:
            return True
        return any(person.fills(contact) for contact in self.contacts)

    def addresses(self) -> tuple[str, ...]:
        """Mail addresses, each once in whatever case; those of the setting first."""
        found = [*self.mails, *(c.email for c in self.contacts if c.email)]
        return tuple({mail.lower(): mail for mail in reversed(found)}.values())[::-1]

    def offices_of(self, person: Person) -> frozenset[str] | None:
        """The offices that the person looks after; None for all of them."""
        if person.email is not None and person.email.lower() in {m.lower() for m in self.mails}:
            return None
        return frozenset(place_of(c.post) or "" for c in self.contacts if person.fills(c))


def office_of(post: Post, structure: Structure, at: date) -> str:
    """The office whose steward looks after a post on a date: a Regional Office's slug, or HQ."""
    kind, place = kind_of(post), place_of(post) or ""
    if kind in ("rts", "steward"):
        return place
    if kind == "co":
        try:
            return structure.covering(place, at).office
        except RoutingError:
            return HEADQUARTERS
    return HEADQUARTERS


def looks_after(
    offices: Collection[str] | None, post: Post, structure: Structure, at: date
) -> bool:
    """Is a post one of those ``offices`` (None: of all)?"""
    return offices is None or office_of(post, structure, at) in offices


def offices_with_stewards(structure: Structure) -> frozenset[str]:
    """What can stand behind ``steward:``."""
    regional = {place_of(post) or "" for post in structure.offices if kind_of(post) == "rts"}
    return frozenset(regional | {HEADQUARTERS})
