"""How late steps are taken, and told of, when many are due but not all at once.

So many waiting cases become due one after the other, evenly over a minute. A step's lateness is
from its ``due_at`` to its line in the audit trail, a notice's to its arrival at a Slack without
limits; pacing is off.

Baseline: asyncio's own timers in a process that does nothing else, as many and as often. Run it
with ``python -m benchmarks.lateness``.
"""

import argparse
import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from adapters.store.tables import cases, entries
from adapters.store.url import postgresql_url, sqlite_path
from benchmarks.databases import KINDS, databases, opened
from benchmarks.opening import GIVE_UP_SECONDS, staged
from benchmarks.population import cases as new_cases
from benchmarks.population import open_cases
from benchmarks.sink import Sink, sink

LEAD_SECONDS = 5.0


def timers(count: int, seconds: float) -> Sequence[float]:
    """How late asyncio's timers are, in seconds."""
    late: list[float] = []

    async def run() -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time() + 1
        for number in range(count):
            at = begun + number * seconds / count
            loop.call_at(at, lambda at=at: late.append(loop.time() - at))  # type: ignore[misc]
        await asyncio.sleep(seconds + 1.5)

    asyncio.run(run())
    return late


def measure(
    url: str, slack: Sink, count: int, seconds: float
) -> tuple[Sequence[float], Sequence[float]]:
    """The lateness of the steps, and of their notices' arrival, in seconds."""
    now = datetime.now(UTC)
    clock = time.monotonic() - time.time()
    first = now + timedelta(seconds=LEAD_SECONDS + count / 1000)
    due = [first + timedelta(seconds=number * seconds / count) for number in range(count)]
    found = [
        replace(case, due_at=at) for case, at in zip(new_cases(count, now, now), due, strict=True)
    ]
    with opened(url) as store:
        open_cases(store, found, now)
    _wait(slack, count, (first - now).total_seconds() + seconds)
    by_number = dict(enumerate(due, 1))
    told = [(at - by_number[number]).total_seconds() for number, at in _first_lines(url).items()]
    arrived = [
        times[0] - clock - by_number[_number(key)].timestamp()
        for key, times in slack.arrivals().items()
        if "/1/tell/" in key
    ]
    return told, arrived


def _wait(slack: Sink, count: int, seconds: float) -> None:
    time.sleep(seconds)
    until = time.monotonic() + GIVE_UP_SECONDS
    while slack.first_notices() < count:
        if time.monotonic() > until:
            raise RuntimeError("not every case was told")
        time.sleep(0.2)


def _first_lines(url: str) -> Mapping[int, datetime]:
    """When each case was told, by the audit trail."""
    path = sqlite_path(url)
    engine = sa.create_engine(f"sqlite:///{path}" if path is not None else postgresql_url(url))
    question = sa.select(entries.c.case_number, sa.func.min(entries.c.at))
    question = question.where(entries.c.what == "told").join(cases).group_by(entries.c.case_number)
    with engine.connect() as connection:
        found = {row[0]: row[1] for row in connection.execute(question)}
    engine.dispose()
    return found


def _number(key: str) -> int:
    return int(key.partition("/")[0].removeprefix("IOM-"))


def show(name: str, late: Sequence[float], baseline: float) -> None:
    ordered = sorted(late)
    p50, p99 = (ordered[int(share * (len(ordered) - 1))] * 1000 for share in (0.5, 0.99))
    print(
        f"{name:28}{len(late):7}{p50:9.1f}{p99:9.1f}{ordered[-1] * 1000:9.1f}{p99 / baseline:8.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    arguments = parser.parse_args()
    bare = timers(arguments.count, arguments.seconds)
    baseline = sorted(bare)[int(0.99 * (len(bare) - 1))] * 1000
    print(f"\n{'lateness':28}{'steps':>7}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'ratio':>8}")
    show("bare timers", bare, baseline)
    with sink() as slack, databases() as found:
        for kind in arguments.kinds:
            with staged(found, kind, 1, slack) as (url, _, _):
                told, arrived = measure(url, slack, arguments.count, arguments.seconds)
            show(f"{kind}: step taken", told, baseline)
            show(f"{kind}: notice arrived", arrived, baseline)


if __name__ == "__main__":
    main()
