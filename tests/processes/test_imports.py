"""A large file comes in while the bot runs, on PostgreSQL: nobody waits long, and it is whole."""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from content.structure import load_structure
from routing.contacts import Contact
from tests.conftest import Figure
from tests.processes.chatting import command
from tests.processes.served import bare_environment, crowded, until
from tests.processes.town import Town, town
from tests.rows import Rows

ROWS = 5_000
AMINA = "UAMINA"
HEADER = "post,rank,name,email,slack,language,timezone,verified_on"
OURS = f"rts:nairobi,1,Amina Example,amina@example.org,{AMINA},en,Africa/Nairobi,2026-02-20"
HOLDS_THE_FILE = """
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
CREATE TRIGGER held BEFORE INSERT ON imported FOR EACH ROW WHEN (NEW.rank = 17)
    EXECUTE FUNCTION hold();
"""
WAITS = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def large_file(folder: Path) -> Path:
    posts = sorted(load_structure().countries)
    rows = [
        f"co:{posts[n % len(posts)]},{n // len(posts) + 1},Person {n} Example,"
        f"person{n}@example.org,,en,Africa/Nairobi,2026-02-20"
        for n in range(ROWS - 1)
    ]
    file = folder / "directory.csv"
    file.write_text("\n".join([HEADER, OURS, *rows]))
    return file


@pytest.fixture
async def place(tmp_path: Path, postgres_url: str) -> AsyncIterator[Town]:
    async with town(tmp_path, postgres_url) as found:
        found.slack.users.add(AMINA, "amina@example.org", "Amina Example")
        found.populate(f"{HEADER}\n{OURS}")
        yield found


def contacts(place: Town) -> tuple[Contact, ...]:
    store = place.store()
    with store.read() as reader:
        found = reader.contacts()
    store.close()
    return found


def entries_known(place: Town) -> int:
    """How many entries have their round."""
    rows = Rows(place.url)
    found = rows.counts()["seats"]
    rows.close()
    return found


@pytest.mark.slow
async def test_who_confirms_meanwhile_is_answered(place: Town, figure: Figure) -> None:
    """While the file is written, and while its entries get their rounds."""
    file = large_file(place.folder)
    first = await place.start()
    importing = asyncio.create_task(
        command(place.folder, "contacts", "import", str(file), settings=place.settings)
    )
    times, answers = [], []

    async def confirm() -> None:
        begun = time.monotonic()
        answers.append(await place.slash(AMINA, "confirm"))
        times.append(time.monotonic() - begun)

    while not importing.done():
        await confirm()
    code, out, errors = await importing
    assert (code, f"{ROWS} contacts imported" in out) == (0, True), errors
    # A process looks for new entries at its start, and then every 20 seconds.
    await place.start()
    place.speak_to(first)
    while entries_known(place) < ROWS:
        await confirm()
    longest = max(times)
    figure(f"{ROWS} rows came in: of {len(times)} confirmations the slowest took {longest:.2f} s")
    assert [text for text in answers if "confirmed as of today" not in text] == []
    assert longest < 1 * crowded()
    found = contacts(place)
    assert len(found) == ROWS
    (amina,) = [contact for contact in found if contact.slack == AMINA]
    assert str(amina.verified_on) > "2026-02-20", "what was confirmed stays"


@pytest.mark.slow
async def test_an_import_that_dies_has_changed_nothing(place: Town) -> None:
    """Killed when most of it is written; the next one brings it all."""
    file = large_file(place.folder)
    before = contacts(place)
    with psycopg.connect(place.url) as outside:
        outside.execute(HOLDS_THE_FILE)
        outside.commit()
        outside.execute("SELECT pg_advisory_lock(1)")
        arguments = ("-m", "bot", "contacts", "import", str(file))
        importing = await started(place, *arguments)
        await until(lambda: outside.execute(WAITS).fetchone() is not None)
        importing.send_signal(signal.SIGKILL)
        await importing.wait()
        outside.execute("SELECT pg_advisory_unlock(1)")
        outside.commit()
        assert contacts(place) == before
        await until(lambda: outside.execute(WAITS).fetchone() is None)
        outside.execute("DROP TRIGGER held ON imported")
        outside.commit()
    code, _, errors = await command(
        place.folder, "contacts", "import", str(file), settings=place.settings
    )
    assert code == 0, errors
    assert len(contacts(place)) == ROWS


async def started(place: Town, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=place.folder,
        env=bare_environment(place.settings),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
