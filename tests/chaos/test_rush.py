"""Many messages at once: hands that get free set off the next, without waiting for a tick."""

import random

from bot.ports import Writer
from bot.postman import HANDS
from routing.notices import Notice, Recipient
from tests.chaos.replicas import NOW, RaceClock, two_replicas
from tests.chaos.test_races import DIRECTORY, case, opened
from tests.chaos.wire import Wire

COUNT = 3 * HANDS["slack"]


def news(writer: Writer) -> None:
    """A taken case, of which very many people are told that it is."""
    number = opened(writer, case(state="taken", position=1, round=1))
    writer.add_notices(
        [
            Notice(
                f"IOM-{number}/1/progress/slack/U{reader}",
                "progress",
                number,
                Recipient("slack", f"U{reader}", "Reader Example", "en"),
                2,
                NOW,
                facts={"event": "taken", "by": "Rosa Example"},
            )
            for reader in range(COUNT)
        ]
    )


async def test_one_tick_is_enough_however_much_waits(store_url: str) -> None:
    wire = Wire(random.Random(1))
    async with two_replicas(store_url, wire, DIRECTORY, 1, RaceClock()) as (first, _):
        await first.database.write(news)
        await first.postman.tick()
        await first.postman.idle()
        assert sum(event.what == "arrived" for event in wire.events) == COUNT
