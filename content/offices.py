"""Offices, proposed changes and published mailboxes, as ``structure.yaml`` has them."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, StringConstraints

from content.files import Iso3, Row, Slug, Text, Translated, read_yaml, unique
from content.sources import Sources
from content.validation import Faults
from routing.contacts import Contact
from routing.errors import InvalidPost
from routing.language import Language
from routing.posts import Post, parse_post
from routing.structure import Confidence, Office, Source

STRUCTURE_FILE = "structure.yaml"


def _post(text: Post) -> Post:
    try:
        post = parse_post(text)
    except InvalidPost as invalid:
        raise ValueError(str(invalid)) from None
    if post != text:
        raise ValueError(f"write it as {post!r}")
    return post


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"no such time zone: {name!r}") from None
    return name


PostName = Annotated[Post, AfterValidator(_post)]
ZoneName = Annotated[str, AfterValidator(_zone)]
_Mail = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that only other sources report; it counts where a steward has accepted it.

    ``ends`` is the office that would no longer exist from ``effective_from`` on.
    """

    slug: str
    names: Mapping[Language, str]
    effective_from: date
    date_note: Mapping[Language, str] | None
    ends: Post | None
    source: Source
    confidence: Confidence


class Period(Row):
    """From when a column of ``coverage.csv`` holds, and what that date stands for."""

    effective_from: date
    date_note: Translated


class Periods(Row):
    until_2023: Period
    from_2024: Period


class ProposalRow(Row):
    slug: Slug
    names: Translated
    effective_from: date
    date_note: Translated | None = None
    ends: PostName | None = None
    source: Slug
    confidence: Confidence

    def proposal(self, sources: Sources, faults: Faults) -> Proposal:
        place = f"{STRUCTURE_FILE}: proposals[{self.slug}].source"
        return Proposal(
            slug=self.slug,
            names=self.names.words(),
            effective_from=self.effective_from,
            date_note=self.date_note.words() if self.date_note else None,
            ends=self.ends,
            source=sources.cited(self.source, place, faults).source,
            confidence=self.confidence,
        )


class MailboxRow(Row):
    post: PostName
    name: Text
    email: _Mail
    source: Slug

    def contact(self) -> Contact:
        return Contact(self.post, rank=1, name=self.name, email=self.email)


class OfficeRow(Row):
    post: PostName
    names: Translated
    city: Text
    host: Iso3
    timezone: ZoneName
    effective_from: date | None = None
    effective_until: date | None = None
    date_note: Translated | None = None
    source: Slug
    confidence: Confidence

    def office(self, sources: Sources, faults: Faults) -> Office:
        place = f"{STRUCTURE_FILE}: offices[{self.post}]"
        if self.effective_until and self.effective_until <= (self.effective_from or date.min):
            faults.add(f"{place}.effective_until", "not after effective_from")
        return Office(
            post=self.post,
            names=self.names.words(),
            city=self.city,
            host=self.host,
            timezone=self.timezone,
            source=sources.cited(self.source, f"{place}.source", faults).source,
            confidence=self.confidence,
            effective_from=self.effective_from,
            effective_until=self.effective_until,
            date_note=self.date_note.words() if self.date_note else None,
        )


class StructureFile(Row):
    coverage_periods: Periods
    proposals: tuple[ProposalRow, ...]
    mailboxes: tuple[MailboxRow, ...]
    offices: tuple[OfficeRow, ...]


@dataclass(frozen=True, slots=True)
class Offices:
    """What ``structure.yaml`` says; ``offices`` as they are without any proposed change."""

    periods: Periods
    offices: Mapping[Post, Office]
    proposals: Mapping[str, Proposal]
    mailboxes: tuple[Contact, ...]

    def after(self, accepted: frozenset[str]) -> dict[Post, Office]:
        """The offices once the accepted proposals have ended those that they end."""
        offices = dict(self.offices)
        for slug in sorted(accepted & self.proposals.keys()):
            proposal = self.proposals[slug]
            if proposal.ends in offices:
                ended = offices[proposal.ends]
                offices[proposal.ends] = replace(
                    ended, effective_until=proposal.effective_from, date_note=proposal.date_note
                )
        return offices


def read_offices(root: Path, sources: Sources, faults: Faults) -> Offices | None:
    """``structure.yaml`` in ``root``; None where it can't be read, with ``faults`` saying why."""
    file = read_yaml(root / STRUCTURE_FILE, StructureFile, faults)
    if file is None:
        return None
    _check_unique(file, faults)
    offices = {row.post: row.office(sources, faults) for row in file.offices}
    _check_references(file, offices.keys(), sources, faults)
    return Offices(
        periods=file.coverage_periods,
        offices=offices,
        proposals={row.slug: row.proposal(sources, faults) for row in file.proposals},
        mailboxes=tuple(row.contact() for row in file.mailboxes),
    )


def _check_unique(file: StructureFile, faults: Faults) -> None:
    for name, keys in (
        ("offices", [row.post for row in file.offices]),
        ("mailboxes", [row.post for row in file.mailboxes]),
        ("proposals", [row.slug for row in file.proposals]),
    ):
        unique(((f"{STRUCTURE_FILE}: {name}[{key}]", key) for key in keys), faults)


def _check_references(
    file: StructureFile, posts: Container[Post], sources: Sources, faults: Faults
) -> None:
    for proposal in file.proposals:
        if proposal.ends is not None and proposal.ends not in posts:
            place = f"{STRUCTURE_FILE}: proposals[{proposal.slug}].ends"
            faults.add(place, f"no such office: {proposal.ends!r}")
    for mailbox in file.mailboxes:
        place = f"{STRUCTURE_FILE}: mailboxes[{mailbox.post}]"
        sources.cited(mailbox.source, f"{place}.source", faults)
        if mailbox.post not in posts:
            faults.add(f"{place}.post", f"no such office: {mailbox.post!r}")
