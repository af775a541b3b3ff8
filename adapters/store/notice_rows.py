"""A notice as a row of the outbox, and back."""

from typing import Any

from sqlalchemy.engine import Row

from routing.notices import Notice, Posted, Recipient

_OF_RECIPIENT = ("route", "address", "name", "language", "tenant", "post", "rank", "email")
_OF_NOTICE = ("key", "kind", "urgency", "due_at", "step", "round")
_OF_RESULT = ("id", "state", "attempts", "uncertain", "repeated", "message", "code", "done_at")


def row_of(notice: Notice) -> dict[str, Any]:
    """A row that nobody has tried to deliver. Number 0 means no case: there the row has none."""
    return {
        **{name: getattr(notice, name) for name in _OF_NOTICE},
        **{name: getattr(notice.to, name) for name in _OF_RECIPIENT},
        "case_number": notice.case or None,
        "facts": dict(notice.facts),
        "state": "pending",
        "attempts": 0,
        "uncertain": False,
        "repeated": False,
    }


def posted_of(row: Row[Any]) -> Posted:
    found = row._mapping
    notice = Notice(
        **{name: found[name] for name in _OF_NOTICE},
        to=Recipient(**{name: found[name] for name in _OF_RECIPIENT}),
        case=found["case_number"] or 0,
        facts=found["facts"],
    )
    return Posted(notice=notice, **{name: found[name] for name in _OF_RESULT})
