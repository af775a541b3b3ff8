"""What processes use, read from ``/proc`` (Linux)."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """``seconds`` of processor time, user and system; ``memory`` resident now, in MiB."""

    seconds: float
    memory: float

    def since(self, before: "Usage") -> "Usage":
        return Usage(self.seconds - before.seconds, self.memory - before.memory)


def usage(pids: Iterable[int]) -> Usage:
    """Of these processes together."""
    found = [_of(pid) for pid in pids]
    return Usage(sum(each.seconds for each in found), sum(each.memory for each in found))


def _of(pid: int) -> Usage:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return Usage((int(fields[11]) + int(fields[12])) / _TICKS, int(fields[21]) * _PAGE / 2**20)
