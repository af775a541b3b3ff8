"""Whom a case is handed over to: a post, or somebody in the directory."""

import re
from collections.abc import Iterable

from routing.contacts import Contact, Directory
from routing.errors import RoutingError
from routing.posts import Post, kind_of, parse_post, place_of
from routing.structure import Structure

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_MAIL = re.compile(r"[^\s<>|:]+@[^\s<>|]+")


def find_target(text: str, directory: Directory, structure: Structure) -> Post | Contact | None:
    """A post as written, else the contact with that Slack mention, mail address or full name."""
    post = _post(text, structure)
    if post is not None:
        return post
    mention = _MENTION.search(text)
    if mention:
        return _first(c for c in directory.everybody() if _slack_user(c) == mention.group(1))
    mail = _MAIL.search(text)
    if mail:
        return _first(directory.of_email(mail.group(0)))
    name = text.strip().casefold()
    named = [c for c in directory.everybody() if c.name.casefold() == name]
    return _first(named) if len({_identity(c) for c in named}) == 1 else None


def _post(text: str, structure: Structure) -> Post | None:
    try:
        post = parse_post(text)
    except RoutingError:
        return None
    if kind_of(post) == "co":
        return post if place_of(post) in structure.countries else None
    return post if post in structure.offices else None


def _identity(contact: Contact) -> str:
    return contact.email.lower() if contact.email else f"{contact.post}#{contact.rank}"


def _slack_user(contact: Contact) -> str | None:
    return contact.slack.rpartition(":")[2] if contact.slack else None


def _first(found: Iterable[Contact]) -> Contact | None:
    return next(iter(found), None)
