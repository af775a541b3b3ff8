"""Who is asking: the person behind an account, as the platform and the database know them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.database import Database
from bot.knowledge import Knowledge
from bot.ports import Clock, Profiles, Reader
from routing.errors import StoreUnavailable
from routing.exchange import Request
from routing.language import language_of_locale
from routing.people import Account, Person, Profile

ASK_AGAIN_AFTER = timedelta(hours=1)


class Introductions:
    """Finds the person of a request; asks the platform once for whom it doesn't know."""

    def __init__(
        self,
        database: Database,
        knowledge: Knowledge,
        clock: Clock,
        profiles: Mapping[str, Profiles],
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._profiles = profiles
        self._asked: dict[Account, datetime] = {}
        self._stamp: object | None = None
        self._known: dict[Account, Person | None] = {}

    async def person(self, request: Request) -> tuple[Person, float | None]:
        """The person, and the age of the directory in seconds if the database is away."""
        now = self._clock.now()
        account = request.account
        try:
            known = await self._look(account, now)
        except StoreUnavailable:
            read_at = self._knowledge.snapshot.at
            age = (now - read_at).total_seconds() if read_at else 0.0
            return _stranger(account, request.profile), age
        if known is not None and not self._is_due(known) and not _learns(known, request.profile):
            return known, None
        person = await self._introduce(request, known)
        try:
            await self._database.write(lambda writer: writer.save_person(person, now))
        except StoreUnavailable:
            return person, 0.0
        return person, None

    async def _look(self, account: Account, now: datetime) -> Person | None:
        """The person as stored, with the directory refreshed; both kept while nobody commits."""
        stamp = self._database.store.stamp()
        if stamp is None or stamp != self._stamp:
            self._known = {}
            self._stamp = stamp
        elif account in self._known:
            self._knowledge.confirm(now)
            return self._known[account]

        def look(reader: Reader) -> Person | None:
            person, version = reader.person_and_version(account)
            self._knowledge.refresh(reader, now, version)
            return person

        person = await self._database.read(look)
        if stamp is not None and stamp == self._stamp:
            self._known[account] = person
        return person

    def _is_due(self, person: Person) -> bool:
        """Is it time to ask the platform (again) for a mail address that it didn't tell?"""
        if person.email is not None or person.account.platform not in self._profiles:
            return False
        asked = self._asked.get(person.account)
        return asked is None or self._clock.now() - asked >= ASK_AGAIN_AFTER

    async def _introduce(self, request: Request, known: Person | None) -> Person:
        account = request.account
        person = known or _stranger(account, request.profile)
        if (known is None or self._is_due(known)) and account.platform in self._profiles:
            self._asked[account] = self._clock.now()
            told = await self._profiles[account.platform].profile(account)
            person = _with_profile(person, told)
        person = _with_profile(person, request.profile)
        return _with_contact(person, self._knowledge)


def _stranger(account: Account, profile: Profile | None) -> Person:
    return _with_profile(Person(account, account.user), profile)


def _learns(known: Person, profile: Profile | None) -> bool:
    """Does the payload tell something new about a known person?"""
    return profile is not None and _with_profile(known, profile) != known


def _with_profile(person: Person, profile: Profile | None) -> Person:
    if profile is None:
        return person
    return replace(
        person,
        name=profile.name or person.name,
        email=profile.email or person.email,
        phone=profile.phone or person.phone,
        platform_language=language_of_locale(profile.locale) or person.platform_language,
    )


def _with_contact(person: Person, knowledge: Knowledge) -> Person:
    """Fill in from the directory what the platform doesn't tell: the account is bound by its id."""
    for contact in knowledge.contacts_of(person):
        return replace(
            person,
            email=person.email or contact.email,
            phone=person.phone or contact.phone,
            platform_language=person.platform_language or contact.language,
            name=contact.name if person.name == person.account.user else person.name,
        )
    return person
