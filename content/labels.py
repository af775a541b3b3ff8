"""The names of things in one language: posts, countries, topics, freshness, routes."""

from dataclasses import dataclass

from content.messages import Words
from routing.cases import Case
from routing.contacts import Directory, Standing
from routing.errors import RoutingError
from routing.language import Language
from routing.posts import Post, kind_of, parse_post, place_of, regional_specialist
from routing.stewards import HEADQUARTERS
from routing.structure import Structure
from routing.topics import Topics


@dataclass(frozen=True, slots=True)
class Labels:
    """Names of what a card speaks of. Unknown codes are shown as they are, never refused."""

    words: Words
    structure: Structure
    topics: Topics
    directory: Directory

    @property
    def language(self) -> Language:
        return self.words.language

    def country(self, iso3: str) -> str:
        known = self.structure.countries.get(iso3)
        return known.name(self.language) if known else iso3

    def topic(self, topic: str | None, subject: str | None = None) -> str:
        if topic is not None and topic in self.topics.topics:
            return self.topics.topics[topic].names[self.language]
        if subject is not None and subject in self.topics.subjects:
            return self.topics.subjects[subject].names[self.language]
        if subject is not None and subject in self.topics.referrals:
            return self.topics.referrals[subject].names[self.language]
        return topic or subject or self.words("topic.none")

    def topic_of(self, case: Case) -> str:
        return self.topic(case.topic, case.subject)

    def office(self, slug: str) -> str:
        """A Regional Office by its slug."""
        office = self.structure.offices.get(regional_specialist(slug))
        return office.names[self.language] if office else slug

    def post(self, target: str) -> str:
        """A post's name; ``post#rank`` is the person who holds that rank."""
        name, _, rank = target.partition("#")
        try:
            post = parse_post(name)
        except RoutingError:
            return target
        if rank:
            return self._person(post, rank)
        if kind_of(post) == "co":
            return self.words("post.co", country=self.country(place_of(post) or ""))
        if kind_of(post) == "steward":
            return self._steward(place_of(post) or "")
        office = self.structure.offices.get(post)
        if office is None:
            return post
        name = office.names[self.language]
        return self.words("post.rts", office=name) if kind_of(post) == "rts" else name

    def seat(self, post: Post, rank: int) -> str:
        return self.words("own.seat", post=self.post(post), rank=rank)

    def seat_named(self, name: str) -> str:
        """A seat, as ``post#rank``, with who fills it."""
        post, _, rank = name.partition("#")
        seat = self.words("own.seat", post=self.post(post), rank=rank)
        for contact in self.directory.contacts.get(Post(post), ()):
            if str(contact.rank) == rank:
                return f"{contact.name}, {seat}"
        return seat

    def _steward(self, office: str) -> str:
        name = self.words("post.headquarters") if office == HEADQUARTERS else self.office(office)
        return self.words("post.steward", office=name)

    def _person(self, post: Post, rank: str) -> str:
        for contact in self.directory.contacts.get(post, ()):
            if str(contact.rank) == rank:
                return self.words("post.person", name=contact.name, post=self.post(post))
        return self.post(post)

    def severity(self, severity: str) -> str:
        return self.words(f"severity.{severity}")

    def route(self, route: str) -> str:
        return self.words(f"route.{route}")

    def freshness(self, standing: Standing) -> str:
        """How fresh the entry is, in words."""
        verified, condition = standing.contact.verified_on, standing.condition
        key = f"freshness.{standing.freshness}"
        if condition is not None and standing.freshness == "away" and condition.away_until:
            return self.words("freshness.away_until", date=condition.away_until.isoformat())
        if condition is not None and condition.doubt and standing.freshness == "doubtful":
            return self.words(f"freshness.doubtful_{condition.doubt}")
        if standing.freshness == "stale" and verified is None:
            key = "freshness.stale_never"
        return self.words(key, date=verified.isoformat() if verified else "")

    def contact(self, standing: Standing, *, number: bool = False) -> str:
        """One line for a contact: name, how to reach them, how fresh that is.

        With ``number`` the telephone number too, which is personal (``routing/privacy.py``).
        """
        contact = standing.contact
        phone = contact.phone if number else None
        reach = " · ".join(part for part in (contact.email, phone) if part)
        name = f"{contact.name} · {reach}" if reach else contact.name
        return f"{name} ({self.freshness(standing)})"
