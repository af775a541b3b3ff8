"""A process that is asked to end: within seconds, cleanly, with what is under way finished."""

import asyncio
import signal
import sqlite3

import httpx
import pytest

from tests.processes.people import AMINA, ASKER
from tests.processes.served import until
from tests.processes.town import Town

CALM = "grace_seconds: 0\nwaits: {normal: {seconds: 3600, working_hours_only: false}}"


def calm(place: Town) -> Town:
    """Nobody waits for the next level."""
    (place.folder / "policy.yaml").write_text(CALM)
    return place


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
async def test_a_process_without_work_ends_at_once(place: Town, which: signal.Signals) -> None:
    served = await place.start()
    assert (await place.web.get("/healthz")).status_code == 200
    served.signal(which)
    code, seconds = await served.ended_within()
    assert code == 0
    assert seconds < 5
    assert "Traceback" not in served.text
    with sqlite3.connect(place.folder / "store.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


async def test_a_message_that_is_under_way_is_finished_and_noted(place: Town) -> None:
    """Without that it would be in doubt until its lease runs out."""
    served = await calm(place).start()
    gate = place.slack.hold("chat.postMessage")
    await place.slash(ASKER, "escalate shelter kenya")
    await asyncio.wait_for(place.slack.reached.wait(), 20)
    served.signal(signal.SIGTERM)
    await until(lambda: any("Application shutdown complete" in line for line in served.errors))
    assert not served.has_ended
    gate.set()
    code, _ = await served.ended_within()
    assert code == 0
    assert place.tellings(AMINA, 1) == 1
    assert [entry.what for entry in place.trail(1)] == ["opened", "told", "delivered"]


@pytest.mark.slow
async def test_a_message_that_never_ends_holds_nobody_up_for_long(place: Town) -> None:
    served = await calm(place).start()
    place.slack.hold("chat.postMessage")
    await place.slash(ASKER, "escalate shelter kenya")
    await asyncio.wait_for(place.slack.reached.wait(), 20)
    served.signal(signal.SIGTERM)
    code, seconds = await served.ended_within()
    assert code == 0
    assert seconds < 20


async def test_a_request_that_is_under_way_is_answered(place: Town) -> None:
    """The platform is asked who the person is; meanwhile the process is asked to end."""
    served = await calm(place).start()
    gate = place.slack.hold("users.info")
    asked = asyncio.create_task(place.slash(ASKER, "escalate shelter kenya"))
    await asyncio.wait_for(place.slack.reached.wait(), 20)
    served.signal(signal.SIGTERM)
    await until(lambda: any("Shutting down" in line for line in served.errors))
    async with httpx.AsyncClient(base_url=served.url) as another:
        with pytest.raises(httpx.TransportError):
            await another.get("/healthz")
    gate.set()
    assert "IOM-1" in await asked
    code, _ = await served.ended_within()
    assert code == 0
