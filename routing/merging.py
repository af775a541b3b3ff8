"""A directory's file meets the directory: what the file says, and what was changed by hand since.

Three states of a seat (a post and a rank) are compared: what the last import said, what the
directory says now, and what the file says. Who changed it since the last import wins; where both
did, that is a conflict. A confirmation moves ``verified_on`` alone: that counts as no change of
the details, and never stands against a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import Final, Literal

from routing.contacts import Contact, Seat

Side = Literal["file", "directory"]
Kind = Literal["added", "changed", "removed", "kept", "unchanged", "conflict"]
KINDS: Final[tuple[Kind, ...]] = (
    "added",
    "changed",
    "removed",
    "unchanged",
    "kept",
    "conflict",
)

_DETAILS: Final = tuple(f.name for f in fields(Contact) if f.name not in ("post", "rank"))
_details: Final = attrgetter(*(f.name for f in fields(Contact) if f.name != "verified_on"))


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one seat. ``kept``: the file says something older than the directory.

    ``now`` is what the directory says, ``file`` what the file does, ``then`` what will stand
    there; each is None where there is nobody. A conflict leaves ``then`` as it is now.
    """

    seat: Seat
    kind: Kind
    now: Contact | None
    file: Contact | None
    then: Contact | None

    def differences(self) -> tuple[tuple[str, object, object], ...]:
        """Column, present value and the file's, wherever these two differ."""
        pairs = ((n, getattr(self.now, n, None), getattr(self.file, n, None)) for n in _DETAILS)
        return tuple((name, here, there) for name, here, there in pairs if here != there)


@dataclass(frozen=True, slots=True)
class Merge:
    """What an import does, seat by seat, in the order of posts and ranks."""

    changes: tuple[Change, ...]

    def of(self, kind: Kind) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind == kind)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        return self.of("conflict")

    @property
    def saved(self) -> tuple[Contact, ...]:
        """The contacts that are new or different."""
        return tuple(c.then for c in self.changes if c.then is not None and c.then != c.now)

    @property
    def vacated(self) -> tuple[Seat, ...]:
        return tuple(change.seat for change in self.changes if change.kind == "removed")


def merge(
    imported: Iterable[Contact],
    directory: Iterable[Contact],
    file: Iterable[Contact],
    prefer: Side | None = None,
) -> Merge:
    """What the file does to the directory; ``prefer`` decides conflicts, which stand otherwise."""
    before, now, then = _seated(imported), _seated(directory), _seated(file)
    seats = sorted({*before, *now, *then})
    changes = (
        _change(seat, before.get(seat), now.get(seat), then.get(seat), prefer) for seat in seats
    )
    return Merge(tuple(c for c in changes if (c.now, c.file, c.then) != (None, None, None)))


def _seated(contacts: Iterable[Contact]) -> Mapping[Seat, Contact]:
    return {(contact.post, contact.rank): contact for contact in contacts}


def _change(
    seat: Seat,
    before: Contact | None,
    now: Contact | None,
    file: Contact | None,
    prefer: Side | None,
) -> Change:
    if _is_conflict(before, now, file):
        if prefer is None:
            return Change(seat, "conflict", now, file, now)
        then = file if prefer == "file" else now
    else:
        then = _merged(before, now, file)
    return Change(seat, _kind(now, file, then), now, file, then)


def _is_conflict(before: Contact | None, now: Contact | None, file: Contact | None) -> bool:
    by_hand, by_file = not _alike(before, now), not _alike(before, file)
    return by_hand and by_file and not _alike(now, file)


def _merged(before: Contact | None, now: Contact | None, file: Contact | None) -> Contact | None:
    if now is None or file is None:
        return file if _alike(before, now) else now
    if _alike(now, file):
        return replace(now, verified_on=_verified(before, now, file))
    return file if _alike(before, now) else now


def _verified(before: Contact | None, now: Contact, file: Contact) -> date | None:
    """Who moved the day since the last import; the later day where both did."""
    if before is not None and file.verified_on == before.verified_on:
        return now.verified_on
    if before is not None and now.verified_on == before.verified_on:
        return file.verified_on
    return max((day for day in (now.verified_on, file.verified_on) if day), default=None)


def _alike(one: Contact | None, other: Contact | None) -> bool:
    """The same person with the same details, whenever confirmed."""
    if one is None or other is None:
        return one is other
    return _details(one) == _details(other)


def _kind(now: Contact | None, file: Contact | None, then: Contact | None) -> Kind:
    if then == now:
        return "unchanged" if file == now else "kept"
    if now is None:
        return "added"
    return "removed" if then is None else "changed"
