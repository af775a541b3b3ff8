"""``make soak``: a simulated day, with its table. Exit code 1 where a promise was broken."""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.seed import SEED
from tests.databases import started_server
from tests.soak.run import soak
from tests.soak.world import Plan

CASES = int(os.environ.get("IOM_SOAK_CASES", "10000"))
HOURS = float(os.environ.get("IOM_SOAK_HOURS", "24"))


def main() -> int:
    """Play the day on SQLite, or on PostgreSQL where that is asked for."""
    if "postgresql" in sys.argv[1:]:
        with started_server() as server:
            return _play(server.new_database())
    with tempfile.TemporaryDirectory() as folder:
        return _play(f"sqlite:///{Path(folder) / 'soak.db'}")


def _play(url: str) -> int:
    begun = time.monotonic()
    say(f"seed {SEED}, {CASES} cases in {HOURS:g} hours on {url.partition(':')[0]}")
    ledger = soak(Plan(url, SEED, seconds=HOURS * 3600, cases=CASES))
    for line in ledger.table():
        say(line)
    for fault in ledger.faults[:50]:
        say(f"BROKEN: {fault}")
    say(f"took {time.monotonic() - begun:.0f} s")
    return 1 if ledger.faults else 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
