"""What the bot knows: its content, and the directory as it was read last."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from bot.hearing import Hearing
from bot.ports import Reader
from content.articles import Articles, load_articles
from content.calendars import working_calendar
from content.cards.ladders import step_section
from content.labels import Labels
from content.lexicon import load_lexicon
from content.messages import load_words
from content.policy import load_policy
from content.structure import load_mailboxes, load_structure
from content.topics import load_topics
from routing.card import Section
from routing.contacts import Condition, Contact, Directory, Seat, Standing
from routing.ladder import Ladder, Organization
from routing.language import LANGUAGES, Language
from routing.notices import Recipient, Route
from routing.people import Person
from routing.policy import Policy
from routing.posts import place_of
from routing.privacy import Showing
from routing.seats import who_is
from routing.stewards import Stewards
from routing.structure import Structure
from routing.telling import World, routes
from routing.topics import Topics
from routing.understanding import Lexicon


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that ships with the bot or comes from its policy file."""

    structure: Structure
    topics: Topics
    articles: Articles
    lexicon: Lexicon
    policy: Policy
    mailboxes: tuple[Contact, ...]


def load_content(policy_file: Path | None = None) -> Content:
    """Load and check all content. Raises InvalidContent."""
    policy = load_policy(policy_file)
    articles = load_articles()
    return Content(
        structure=load_structure(policy.accepted_proposals),
        topics=load_topics(),
        articles=articles,
        lexicon=load_lexicon(articles.terms),
        policy=policy,
        mailboxes=load_mailboxes(),
    )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The directory at one version, and when (UTC) it was last known to be current."""

    version: int
    directory: Directory
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A ladder, and its steps in one language."""

    ladder: Ladder
    sections: tuple[Section, ...]


_SHOWN_AT_MOST = 10_000


class Knowledge:
    """Content and the last good snapshot of the directory, for every question.

    ``unnoted`` are showings of numbers that couldn't be noted yet: the database was away.

    Ladders in words are kept until the directory changes: in an emergency many ask the same.
    """

    def __init__(
        self, content: Content, live: frozenset[Route], stewards: tuple[str, ...] = ()
    ) -> None:
        self.content = content
        self.live = live
        self._steward_mails = stewards
        self.snapshot = Snapshot(-1, self._directory(()), None)
        self.stewards = Stewards(stewards)
        self.hearing = Hearing(content.lexicon)
        self.unnoted: deque[Showing] = deque(maxlen=_SHOWN_AT_MOST)
        self._shown: dict[tuple[str | None, ...], Shown] = {}

    def refresh(self, reader: Reader, now: datetime, version: int | None = None) -> Directory:
        """The directory as the database has it now; read anew only where it has changed.

        ``version`` spares the question for it where the caller has just asked.
        """
        version = reader.directory_version() if version is None else version
        directory = self.snapshot.directory
        if version != self.snapshot.version:
            directory = self._directory(reader.contacts(), reader.seat_conditions())
            self.stewards = Stewards.of(self._steward_mails, directory)
            self._shown = {}
        self.snapshot = Snapshot(version, directory, now)
        return directory

    def confirm(self, now: datetime) -> None:
        """Nothing has changed in the database until now."""
        self.snapshot = replace(self.snapshot, at=now)

    def organization(self, directory: Directory | None = None) -> Organization:
        return Organization(
            self.content.structure,
            self.content.topics,
            directory if directory is not None else self.snapshot.directory,
            self.content.policy.freshness,
            self.content.policy.copy_coordinating_offices,
        )

    def world(self, now: datetime, directory: Directory | None = None) -> World:
        directory = directory if directory is not None else self.snapshot.directory
        return World(
            now=now,
            organization=self.organization(directory),
            policy=self.content.policy,
            calendar=working_calendar,
            live=self.live,
            stewards=tuple(self._steward(mail, directory) for mail in self._steward_mails),
            office_stewards=self._office_stewards(),
        )

    def shown(
        self,
        country: str,
        topic: str | None,
        subject: str | None,
        at: date,
        language: Language,
        *,
        numbers: bool = False,
    ) -> Shown:
        """A ladder with its steps in words, with telephone numbers or without.

        Raises RoutingError as ``Organization.ladder``.
        """
        shown = self._shown
        key = (country, topic, subject, at.isoformat(), language, "numbers" if numbers else None)
        if key not in shown:
            if len(shown) >= _SHOWN_AT_MOST:
                shown.clear()
            ladder = self.organization().ladder(country, topic, at, subject=subject)
            labels = self.labels(language)
            sections = tuple(step_section(step, labels, numbers=numbers) for step in ladder.steps)
            shown[key] = Shown(ladder, sections)
        return shown[key]

    def labels(self, language: Language) -> Labels:
        return Labels(
            load_words(language),
            self.content.structure,
            self.content.topics,
            self.snapshot.directory,
        )

    def regions(self, at: date) -> Mapping[str, tuple[str, ...]]:
        """The countries of each Regional Office (slug) on a date."""
        found: dict[str, list[str]] = {}
        for iso3 in self.content.structure.countries:
            office = self.content.structure.covering(iso3, at).office
            found.setdefault(office, []).append(iso3)
        return {office: tuple(countries) for office, countries in found.items()}

    def asked_contacts(self) -> tuple[Contact, ...]:
        """Everybody who can confirm their entry: the mailboxes that ship with the bot can't."""
        shipped = set(self.content.mailboxes)
        return tuple(c for c in self.snapshot.directory.everybody() if c not in shipped)

    def contacts_of(self, person: Person) -> tuple[Contact, ...]:
        everybody = self.snapshot.directory.everybody()
        return tuple(contact for contact in everybody if person.fills(contact))

    def _directory(
        self, contacts: tuple[Contact, ...], conditions: Mapping[Seat, Condition] | None = None
    ) -> Directory:
        filled = {contact.post for contact in contacts}
        mailboxes = [box for box in self.content.mailboxes if box.post not in filled]
        conditions = conditions or {}
        theirs = {
            seat: conditions[seat]
            for contact in contacts
            if (seat := (contact.post, contact.rank)) in conditions
            and conditions[seat].who == who_is(contact)
        }
        return Directory.of([*contacts, *mailboxes], theirs)

    def _steward(self, mail: str, directory: Directory) -> Recipient:
        for contact in directory.of_email(mail):
            for channel, address in contact.addresses():
                if channel in self.live:
                    language = contact.language or LANGUAGES[0]
                    return Recipient(channel, address, contact.name, language, email=mail)
        return Recipient("mail", mail, mail, LANGUAGES[0], email=mail)

    def _office_stewards(self) -> Mapping[str, tuple[Recipient, ...]]:
        found: dict[str, tuple[Recipient, ...]] = {}
        for contact in self.stewards.contacts:
            standing = Standing(contact, "unconfirmed")
            office = place_of(contact.post) or ""
            found[office] = (*found.get(office, ()), *routes((standing,), self.live)[:1])
        return found
