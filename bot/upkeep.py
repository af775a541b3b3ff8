"""What the bot does beside its cases: records made up for, people taken out, old things dropped,
the daily file, the stewards' digest.
"""

from datetime import time

from bot.digest import Digest
from bot.heartbeat import Tick
from bot.monthly import Monthly
from bot.numbers import Noting
from bot.removal import Erasing
from bot.reports import report
from bot.retention import Retention
from bot.sync import Sync
from bot.wiring import Bot


def upkeep(bot: Bot) -> tuple[Tick, ...]:
    """A tick for each; every replica runs all of them, and the database says who does it."""
    noting = Noting(bot.database, bot.knowledge)
    erasing = Erasing(bot.database, bot.clock)
    retention = Retention(bot.database, bot.knowledge, bot.clock)
    digest = Digest(bot.database, bot.knowledge, bot.clock)
    monthly = Monthly(bot.database, bot.knowledge, bot.clock)
    ticks = (noting.tick, erasing.tick, retention.tick, digest.tick, monthly.tick)
    sync = sync_of(bot)
    return ticks if sync is None else (*ticks, sync.tick)


def sync_of(bot: Bot) -> Sync | None:
    """The daily file, if there is one."""
    source = bot.settings.iom_contacts_sync
    if source is None:
        return None
    return Sync(
        bot.database,
        bot.knowledge,
        bot.clock,
        source.get_secret_value(),
        time.fromisoformat(bot.settings.iom_contacts_sync_at),
        lambda writer, now, faults: report(
            writer,
            bot.knowledge,
            now,
            "file_fault",
            now.date().isoformat(),
            {"faults": "\n".join(faults)},
        ),
    )
