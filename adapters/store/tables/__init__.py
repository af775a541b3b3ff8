"""The tables. Migrations make them; ``tests/adapters/store`` checks that both agree."""

from adapters.store.tables.case import (
    CLOSED,
    OPEN,
    UNSEALED,
    case_people,
    cases,
    entries,
    erased_cases,
    erasures,
)
from adapters.store.tables.contact import contacts, directory, directory_entries, imported, seats
from adapters.store.tables.memory import dialogues, inbox, records
from adapters.store.tables.notice import PENDING, destinations, notices
from adapters.store.tables.person import accounts, people, showings
from adapters.store.tables.shared import metadata

__all__ = [
    "CLOSED",
    "OPEN",
    "PENDING",
    "UNSEALED",
    "accounts",
    "case_people",
    "cases",
    "contacts",
    "destinations",
    "dialogues",
    "directory",
    "directory_entries",
    "entries",
    "erased_cases",
    "erasures",
    "imported",
    "inbox",
    "metadata",
    "notices",
    "people",
    "records",
    "seats",
    "showings",
]
