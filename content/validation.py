"""Faults of content: every one with its place, all of them together.

A place is a file with a line (``coverage.csv:12``) or with a key
(``topics.yaml: topics.wash.names.fr``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong, and where to look for it."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class InvalidContent(ValueError):
    """The content can't be used; ``faults`` is everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(slots=True)
class Faults:
    """Collects what is wrong, so that one run shows everything."""

    found: list[Fault] = field(default_factory=list)

    def add(self, place: str, message: str) -> None:
        self.found.append(Fault(place, message))

    def raise_any(self) -> None:
        """Raises InvalidContent if anything was found."""
        if self.found:
            raise InvalidContent(self.found)


def faults_of(load: Callable[[], object]) -> tuple[Fault, ...]:
    """What is wrong with the content that ``load`` reads; empty if nothing is."""
    try:
        load()
    except InvalidContent as invalid:
        return invalid.faults
    return ()
