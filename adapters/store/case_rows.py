"""A case as a row of its table, and back."""

from typing import Any

from sqlalchemy.engine import Row

from routing.cases import Asker, Case, Rung
from routing.people import Account
from routing.posts import Post

_AS_THEY_ARE = (
    "number",
    "opened_at",
    "country",
    "topic",
    "subject",
    "severity",
    "summary",
    "position",
    "state",
    "round",
    "reminders",
    "handed_to",
    "due_at",
    "taken_by",
    "taken_by_name",
    "taken_at",
    "closed_at",
    "note",
)


def row_of(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in _AS_THEY_ARE} | {
        "level": case.rung.level,
        "asker": _asker_document(case.asker),
        "rungs": [[rung.level, rung.post] for rung in case.rungs],
        "details": list(case.details),
        "people": sorted(case.people),
    }


def case_of(row: Row[Any]) -> Case:
    found = row._mapping
    return Case(
        **{name: found[name] for name in _AS_THEY_ARE},
        asker=_asker(found["asker"]),
        rungs=tuple(Rung(level, Post(post)) for level, post in found["rungs"]),
        details=tuple(found["details"]),
        people=frozenset(found["people"]),
    )


def involved(case: Case) -> frozenset[str]:
    """Who raised the case, took it or was told of it."""
    return case.people | {case.asker.key} | ({case.taken_by} if case.taken_by else set())


def _asker_document(asker: Asker) -> dict[str, Any]:
    return {
        "key": asker.key,
        "name": asker.name,
        "platform": asker.account.platform,
        "tenant": asker.account.tenant,
        "user": asker.account.user,
        "language": asker.language,
        "email": asker.email,
        "phone": asker.phone,
    }


def _asker(document: dict[str, Any]) -> Asker:
    return Asker(
        key=document["key"],
        name=document["name"],
        account=Account(document["platform"], document["tenant"], document["user"]),
        language=document["language"],
        email=document["email"],
        phone=document["phone"],
    )
