"""The escalation ladder: Country Office, DOE RTS, division, DOE Director's Office.

Source of the path: IOM Emergency Manual, "Who can help you?".
"""

from dataclasses import dataclass
from datetime import date

from routing.contacts import Directory, FreshnessPolicy, Standing
from routing.posts import DOE, Post, country_office, division_of, regional_specialist
from routing.structure import Coverage, Source, Structure
from routing.topics import Topic, Topics

MANUAL = Source(
    text="IOM Emergency Manual, About IOM: Who can help you?",
    url="https://emergencymanual.iom.int/doe-rts",
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is on the ladder: a code that ``content`` has words for, and their facts."""

    code: str
    country: str | None = None
    office: str | None = None
    topic: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One level: its post, who fills it on that day (best first), and why it is there.

    ``filled_by`` is the post that the contacts come from: the division where a unit is vacant.
    ``copies`` are posts that get a copy and are never waited for.
    """

    level: int
    post: Post
    filled_by: Post
    contacts: tuple[Standing, ...]
    reason: Reason
    source: Source
    copies: tuple[Post, ...] = ()

    @property
    def vacant(self) -> bool:
        return not self.contacts


@dataclass(frozen=True, slots=True)
class Ladder:
    country: str
    topic: str | None
    subject: str | None
    at: date
    coverage: Coverage
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Organization:
    """What a ladder is computed from; ``copy_coordination`` adds the coordinating offices."""

    structure: Structure
    topics: Topics
    directory: Directory
    freshness: FreshnessPolicy
    copy_coordination: bool = False

    def ladder(
        self, country: str, topic: str | None, at: date, *, subject: str | None = None
    ) -> Ladder:
        """The levels that a case climbs, for a country, a topic of DOE's (or none), and a date.

        With ``subject``, a subject outside DOE, the ladder ends at the Regional Office.

        Raises:
            UnknownCountry: the code isn't in the coverage.
            UncoveredCountry: nothing covers the country yet on that date.
            UnknownTopic: no such topic.
        """
        coverage = self.structure.covering(country, at)
        owner = self.topics.topic(topic) if topic is not None else None
        steps = [
            self._step(1, country_office(country), at, Reason("own_office", country), MANUAL),
            self._regional_step(coverage, at, subject),
        ]
        if subject is None:
            steps.extend(self._headquarters(owner, at))
        return Ladder(country, topic, subject, at, coverage, tuple(steps))

    def _regional_step(self, coverage: Coverage, at: date, subject: str | None) -> Step:
        code = "outside_doe" if subject else "regional_office"
        reason = Reason(code, coverage.country, coverage.office, subject=subject)
        moved = self.structure.has_moved(coverage)
        source = Source(coverage.source, coverage.effective_from if moved else None)
        coordination = self.structure.coordination.get(coverage.country)
        copies = (coordination.post,) if coordination and self.copy_coordination else ()
        return self._step(2, regional_specialist(coverage.office), at, reason, source, copies)

    def _headquarters(self, owner: Topic | None, at: date) -> list[Step]:
        if owner is None:
            return [self._step(4, DOE, at, Reason("no_topic"), MANUAL)]
        if owner.owner == DOE:
            return [self._step(4, DOE, at, Reason("owns_topic", topic=owner.slug), owner.source)]
        division = self._step(
            3, owner.owner, at, Reason("owns_topic", topic=owner.slug), owner.source
        )
        return [division, self._step(4, DOE, at, Reason("last_level"), MANUAL)]

    def _step(
        self,
        level: int,
        post: Post,
        at: date,
        reason: Reason,
        source: Source,
        copies: tuple[Post, ...] = (),
    ) -> Step:
        filled_by = self.filled_by(post)
        contacts = self.directory.standings(filled_by, at, self.freshness)
        return Step(level, post, filled_by, contacts, reason, source, copies)

    def filled_by(self, post: Post) -> Post:
        """The post whose contacts answer for this one: the division where a unit is vacant."""
        division = division_of(post)
        if division is not None and not self.directory.contacts.get(post):
            return division
        return post

    def standings(self, post: Post, at: date) -> tuple[Standing, ...]:
        """Who answers for a post on a date, best first."""
        return self.directory.standings(self.filled_by(post), at, self.freshness)
