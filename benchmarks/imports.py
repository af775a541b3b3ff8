"""How long an import of many contacts takes: ``python -m benchmarks.imports [ROWS]``.

Both formats, into an empty SQLite database and again with a tenth of the rows changed; from the
start of the command to its end, which includes loading the content.
"""

import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from content.directory import write_contacts
from content.structure import load_structure
from content.workbook import write_workbook
from routing.contacts import Contact
from routing.posts import country_office

DECADE = 10


def contacts(count: int) -> list[Contact]:
    countries = sorted(load_structure().countries)
    return [
        Contact(
            post=country_office(countries[number % len(countries)]),
            rank=number // len(countries) + 1,
            name=f"Person {number} Example",
            email=f"person{number}@example.org",
            phone=f"+254 700 {number:06}",
            language="en",
            timezone="Africa/Nairobi",
            verified_on=date(2026, 1, 1),
        )
        for number in range(count)
    ]


def measure(folder: Path, file: str) -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "bot", "contacts", "import", str(folder / file)]
    settings = {"DATABASE_URL": f"sqlite:///{folder / file}.db"}
    subprocess.run(command, check=True, env=settings, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    first = contacts(count)
    then = [replace(c, name="Changed") if n % DECADE == 0 else c for n, c in enumerate(first)]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in ("in.csv", "in.xlsx"):
            for label, found in (("new", first), ("a tenth changed", then)):
                text, book = write_contacts(found).encode(), write_workbook(found)
                (folder / name).write_bytes(text if name.endswith("csv") else book)
                print(f"{name}: {count} rows, {label}: {measure(folder, name):.2f} s")


if __name__ == "__main__":
    main()
