"""What a tick costs while nothing is due, with a thousand, 100 thousand and a million open cases.

A tick is what runs every second: the engine's question for due cases and for the next one, and the
outbox's for messages. Every case is open, told, with one sent message and due in some weeks.
The databases are asked in turn, so that whatever else the machine does touches all alike.

Baseline: the database with a thousand cases. Run it with ``python -m benchmarks.ticks``.
"""

import argparse
import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa

from adapters.store.tables import case_people, cases, notices
from adapters.store.url import postgresql_url, sqlite_path
from benchmarks.databases import KINDS, databases, opened
from benchmarks.population import cases as new_cases
from benchmarks.population import fill_directory
from benchmarks.replicas import document
from bot.ports import Store
from bot.settings import Settings
from bot.wiring import Bot, build
from routing.cases import Case
from routing.notices import Notice, Recipient

SIZES = (1_000, 100_000, 1_000_000)
NOWHERE = "http://127.0.0.1:9/"
_SEED = 1_000


def fill(url: str, size: int) -> None:
    """So many open cases, each with a sent message: a thousand different ones, again and again."""
    now = datetime.now(UTC)
    with opened(url) as store:
        fill_directory(store, now)
        _seed(store, now)
    engine = sa.create_engine(_target(url))
    with engine.begin() as connection:
        for statement in _copies(size // _SEED):
            connection.execute(statement)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def _target(url: str) -> str | sa.URL:
    path = sqlite_path(url)
    return f"sqlite:///{path}" if path is not None else postgresql_url(url)


def _seed(store: Store, now: datetime) -> None:
    with store.write() as writer:
        for number, case in enumerate(new_cases(_SEED, now, now)):
            due_at = now + timedelta(days=30, seconds=number)
            told = replace(case, state="told", position=1, round=1, due_at=due_at)
            writer.add_notices([_telling(writer.open_case(told), now)])
        sent = writer.lease_notices(now, now + timedelta(seconds=30), _SEED)
        done = [(replace(each, state="sent", message="D1:1.1"), None) for each in sent]
        writer.finish_notices(done, now)


def _telling(case: Case, now: datetime) -> Notice:
    to = Recipient("slack", f"UC{case.number}", f"Contact {case.number}", "en")
    return Notice(f"{case.reference}/1/tell/{to.address}", "tell", case.number, to, 0, now, 1, 1)


def _copies(times: int) -> list[sa.Insert]:
    """The seed again, ``times`` in all, under numbers that follow."""
    found = []
    for table, number in ((cases, cases.c.number), (notices, notices.c.id)):
        columns = [column for column in table.c if column is not number]
        for copy in range(1, times):
            values = [_copied(column, copy) for column in columns]
            chosen = sa.select(*values).where(number <= _SEED).order_by(number)
            found.append(sa.insert(table).from_select([c.name for c in columns], chosen))
    person = sa.literal("p") + sa.cast(cases.c.number % 5000, sa.Text)
    people = sa.select(person, cases.c.number)
    rest = people.where(cases.c.number > _SEED)
    return [*found, sa.insert(case_people).from_select(["person", "case_number"], rest)]


def _copied(column: sa.Column[Any], copy: int) -> sa.ColumnElement[Any]:
    if column is notices.c.key:
        return column + f"/{copy}"
    if column is notices.c.case_number:
        return column + copy * _SEED
    return column


async def measure(bots: list[Bot], rounds: int) -> list[list[float]]:
    """Seconds of each tick of each bot."""
    taken: list[list[float]] = [[] for _ in bots]
    for _ in range(rounds + 10):
        for bot, times in zip(bots, taken, strict=True):
            begun = time.perf_counter()
            steps, sent = await bot.engine.tick(), await bot.postman.tick()
            times.append(time.perf_counter() - begun)
            if steps or sent:
                raise RuntimeError("something was due")
    return [times[10:] for times in taken]


def show(kind: str, sizes: list[int], taken: list[list[float]]) -> None:
    baseline = median(taken[0])
    print(f"\n{kind:12}{'open cases':>12}{'p50 ms':>9}{'p99 ms':>9}{'ratio':>7}")
    for size, times in zip(sizes, taken, strict=True):
        worst = sorted(times)[int(0.99 * len(times))]
        middle = median(times)
        ratio = middle / baseline
        print(f"{'':12}{size:12}{middle * 1000:9.3f}{worst * 1000:9.3f}{ratio:7.2f}")


async def run(kind: str, urls: list[str], sizes: list[int], rounds: int) -> None:
    bots = [build(Settings.model_validate(document(url, NOWHERE))) for url in urls]
    show(kind, sizes, await measure(bots, rounds))
    for bot in bots:
        await bot.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--rounds", type=int, default=500)
    arguments = parser.parse_args()
    with databases() as found:
        for kind in arguments.kinds:
            urls = [found.fresh(kind) for _ in arguments.sizes]
            for url, size in zip(urls, arguments.sizes, strict=True):
                fill(url, size)
            asyncio.run(run(kind, urls, arguments.sizes, arguments.rounds))


if __name__ == "__main__":
    main()
