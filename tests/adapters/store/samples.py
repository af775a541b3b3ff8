"""Things to store, as small as they get."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from routing.audit import Entry, What
from routing.cases import Asker, Case, Rung
from routing.notices import Notice, NoticeKind, Recipient
from routing.people import Account, Person
from routing.posts import Post
from tests import builders

NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=30)

SLACK = Account("slack", "T1", "U1")
TEAMS = Account("teams", "tenant", "0000-1")
TERMINAL = Account("terminal", "", "asker@example.org")

RUNGS = (
    Rung(1, Post("co:KEN")),
    Rung(2, Post("rts:nairobi")),
    Rung(3, Post("prd:wash")),
    Rung(4, Post("doe")),
)


def person(account: Account = SLACK, **known: Any) -> Person:
    return Person(account, **{"name": "Asker One", "email": "asker@example.org", **known})


def case(**known: Any) -> Case:
    asker = Asker.of(person(), "en")
    small = {"number": 0, "opened_at": NOW, "asker": asker, "rungs": RUNGS, "people": frozenset()}
    return replace(builders.case(), **{**small, **known})


def entry(number: int, what: What = "opened", **facts: str) -> Entry:
    return Entry(number, NOW, "asker@example.org", "Asker One", "slack", what, facts)


def recipient(address: str = "U2") -> Recipient:
    return Recipient("slack", address, "Helper Two", "fr")


def notice(key: str, number: int = 1, **known: Any) -> Notice:
    kind: NoticeKind = "tell"
    plain = Notice(key, kind, number, recipient(), urgency=1, due_at=NOW)
    return replace(plain, **known)
