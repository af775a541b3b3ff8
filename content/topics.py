"""DOE's topics, neighbouring subjects and referrals: loading and checking ``topics.yaml``."""

from collections.abc import Container, Iterable
from pathlib import Path
from typing import Final

from content.files import DATA, Row, Slug, Translated, read_yaml, unique
from content.offices import PostName, read_offices
from content.sources import Sources, read_sources
from content.validation import Faults, InvalidContent
from routing.posts import Post
from routing.structure import Source
from routing.topics import TOPIC_SLUGS, Referral, Subject, Topic, Topics

TOPICS_FILE: Final = "topics.yaml"


class _SubjectRow(Row):
    slug: Slug
    names: Translated
    source: Slug


class _TopicRow(_SubjectRow):
    owner: PostName


class _ReferralRow(_SubjectRow):
    posts: tuple[PostName, ...]


class _TopicsFile(Row):
    topics: tuple[_TopicRow, ...]
    subjects: tuple[_SubjectRow, ...]
    referrals: tuple[_ReferralRow, ...]


def load_topics(*, root: Path | None = None) -> Topics:
    """Every topic, subject and referral; each post that they name is in ``structure.yaml``.

    Raises:
        InvalidContent: a file is missing or wrong, a post is unknown, or the topics aren't
            those of ``routing.topics.TOPIC_SLUGS``.
    """
    root = root or DATA
    faults = Faults()
    sources = read_sources(root, faults)
    offices = read_offices(root, sources, faults)
    file = read_yaml(root / TOPICS_FILE, _TopicsFile, faults)
    if file is None:
        raise InvalidContent(faults.found)
    _check_slugs(file, faults)
    if offices is not None:
        _check_posts(file, offices.offices.keys(), faults)
    topics = _topics(file, sources, faults)
    faults.raise_any()
    return topics


def _topics(file: _TopicsFile, sources: Sources, faults: Faults) -> Topics:
    def source(row: _SubjectRow) -> Source:
        return sources.cited(row.source, f"{TOPICS_FILE}: {row.slug}.source", faults).source

    return Topics(
        topics={
            row.slug: Topic(row.slug, row.owner, row.names.words(), source(row))
            for row in file.topics
        },
        subjects={
            row.slug: Subject(row.slug, row.names.words(), source(row)) for row in file.subjects
        },
        referrals={
            row.slug: Referral(row.slug, row.posts, row.names.words(), source(row))
            for row in file.referrals
        },
    )


def _check_slugs(file: _TopicsFile, faults: Faults) -> None:
    rows: Iterable[_SubjectRow] = (*file.topics, *file.subjects, *file.referrals)
    unique(((f"{TOPICS_FILE}: {row.slug}", row.slug) for row in rows), faults)
    found = {row.slug for row in file.topics}
    for slug in sorted(set(TOPIC_SLUGS) - found):
        faults.add(f"{TOPICS_FILE}: topics", f"the topic {slug!r} is missing")
    for slug in sorted(found - set(TOPIC_SLUGS)):
        faults.add(f"{TOPICS_FILE}: topics[{slug}]", "no such topic of DOE's")


def _check_posts(file: _TopicsFile, posts: Container[Post], faults: Faults) -> None:
    for topic in file.topics:
        if topic.owner not in posts:
            place = f"{TOPICS_FILE}: topics[{topic.slug}].owner"
            faults.add(place, f"no such office: {topic.owner!r}")
    for referral in file.referrals:
        for post in referral.posts:
            if post not in posts:
                place = f"{TOPICS_FILE}: referrals[{referral.slug}].posts"
                faults.add(place, f"no such office: {post!r}")
