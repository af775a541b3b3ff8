"""A process that is killed: all of a transaction is there, or nothing, and nothing is locked."""

import subprocess
import sys

from adapters.store import SqlStore
from tests.adapters.store.samples import LEASE, NOW, case, notice

# Prints a line where it is to be killed, and would go on otherwise.
BEGINNING = """
import sys
from dataclasses import replace
from adapters.store import open_store
from tests.adapters.store.samples import LEASE, NOW, case, entry, notice
store = open_store(sys.argv[1])
def die():
    print("now", flush=True)
    sys.stdin.readline()
"""
IN_MID_TRANSACTION = """
with store.write() as writer:
    found = writer.case(1)
    writer.save_case(replace(found, summary="changed", due_at=None))
    writer.remember("k", "reply", NOW)
    writer.open_case(case())
    writer.add_entries([entry(1)])
    writer.add_notices([notice("n")])
    die()
"""
AFTER_COMMIT = """
with store.write() as writer:
    number = writer.open_case(case()).number
    writer.remember("k", str(number), NOW)
    writer.add_entries([entry(number)])
    writer.add_notices([notice("n", number)])
die()
"""
IN_MID_DELIVERY = """
with store.write() as writer:
    writer.lease_notices(NOW, NOW + LEASE, 10)
die()
"""


def killed(url: str, program: str) -> None:
    """Run a program until it says so, and end it as a power cut would."""
    process = subprocess.Popen(
        [sys.executable, "-c", BEGINNING + program, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.kill()
    assert process.returncode == -9


def test_nothing_is_left_of_half_a_transaction(store: SqlStore, store_url: str) -> None:
    with store.write() as writer:
        before = writer.open_case(case(due_at=NOW))
    killed(store_url, IN_MID_TRANSACTION)
    with store.write() as writer:
        # Waits until the server has noticed; ``due_cases`` would pass over a locked row.
        assert writer.case(1) == before
        assert writer.due_cases(NOW, 10) == (before,)
        assert writer.remembered("k") is None
        assert writer.entries(1) == ()
        assert writer.notices(1) == ()
        assert writer.case(2) is None


def test_everything_is_kept_of_a_whole_one(store: SqlStore, store_url: str) -> None:
    killed(store_url, AFTER_COMMIT)
    with store.write() as writer:
        assert writer.remembered("k") == "1"
        assert writer.case(1) is not None
        assert len(writer.entries(1)) == 1
        assert len(writer.notices(1)) == 1


def test_a_killed_workers_notice_comes_back_in_doubt(store: SqlStore, store_url: str) -> None:
    with store.write() as writer:
        writer.add_notices([notice("n")])
    killed(store_url, IN_MID_DELIVERY)
    with store.write() as writer:
        assert writer.lease_notices(NOW, NOW + LEASE, 10) == ()
        (again,) = writer.lease_notices(NOW + LEASE, NOW + 2 * LEASE, 10)
    assert (again.uncertain, again.attempts) == (True, 2)
