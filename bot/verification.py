"""Checking the audit trail, writing it out, and sealing what an older version wrote."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.ports import Reader, Store, Writer
from routing.audit import ENGINE, Entry
from routing.chain import Break, Chain, Link, first_break

AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many cases and lines were read, and the first break of each case that has one."""

    cases: int
    lines: int
    breaks: tuple[Break, ...]

    @property
    def sound(self) -> bool:
        return not self.breaks


def verify(reader: Reader, tell: Callable[[int], None]) -> Verdict:
    """Read every trail, the directory's too; ``tell`` hears how many cases are done.

    Raises StoreUnavailable.
    """
    cases, lines = 0, 0
    breaks: list[Break] = []
    for chain in _chains(reader):
        cases += 1
        lines += len(chain.links)
        found = first_break(chain)
        if found is not None:
            breaks.append(found)
        if cases % AT_A_TIME == 0:
            tell(cases)
    chain = reader.directory_chain()
    lines += len(chain.links)
    found = first_break(chain)
    if found is not None:
        breaks.append(found)
    strays = reader.stray_lines(AT_A_TIME)
    return Verdict(cases, lines + len(strays), (*breaks, *strays))


def exported(reader: Reader) -> Iterator[dict[str, Any]]:
    """Every line of every trail with its place and hash, by case; the directory's has number 0.

    Raises StoreUnavailable.
    """
    for chain in _chains(reader):
        for link in sorted(chain.links, key=_place):
            yield _document(chain, link)
    chain = reader.directory_chain()
    for link in chain.links:
        yield _document(chain, link)


def noted_showings(reader: Reader) -> Iterator[dict[str, Any]]:
    """Every number that was shown: to whom, whose, when, why. Raises StoreUnavailable."""
    after = ""
    while found := reader.showings(after, AT_A_TIME):
        for showing in found:
            after = showing.key
            document = {**asdict(showing), "at": showing.at.isoformat(timespec="seconds")}
            del document["key"]
            yield document


def seal_late(store: Store, now: datetime, tell: Callable[[int, int], None]) -> int:
    """Seal every line that was never sealed, and say so in its trail; returns how many.

    ``tell`` hears of each case and its number of lines. Raises StoreUnavailable.
    """
    total, after = 0, 0
    while found := _unsealed_cases(store, after):
        for number in found:
            with store.write() as writer:
                count = _seal(writer, number, now)
            tell(number, count)
            total += count
        after = found[-1]
    return total


def _seal(writer: Writer, number: int, now: datetime) -> int:
    count = writer.seal_late(number)
    if count:
        facts = {"lines": str(count)}
        line = Entry(number, now, ENGINE, ENGINE, ENGINE, "sealed_late", facts)
        writer.add_entries([line])
    return count


def _unsealed_cases(store: Store, after: int) -> list[int]:
    with store.read() as reader:
        return list(reader.unsealed_cases(after, AT_A_TIME))


def _chains(reader: Reader) -> Iterator[Chain]:
    after = 0
    while chains := reader.chains(after, AT_A_TIME):
        yield from chains
        after = chains[-1].case


def _place(link: Link) -> tuple[bool, int, int]:
    return link.sequence is None, link.sequence or 0, link.row


def _document(chain: Chain, link: Link) -> dict[str, Any]:
    document: dict[str, Any] = {
        "case": chain.case,
        "sequence": link.sequence,
        "hash": link.hash,
        "row": link.row,
    }
    line = link.line
    if line is None:
        return {**document, "error": "unreadable"}
    return document | {
        "at": line.at.isoformat(timespec="microseconds"),
        "actor": line.actor,
        "actor_name": line.actor_name,
        "platform": line.platform,
        "what": line.what,
        "facts": dict(line.facts),
    }
