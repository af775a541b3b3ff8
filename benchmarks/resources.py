"""Memory and processor time that cases take of one bot process.

``waiting``: cases that are open while nothing of theirs is due; processor time is that of the
ticks. ``told``: the step of each case, its first notice, and the news of it to whoever asked. The
fake Slack has no limits, and pacing is off. PostgreSQL's own processes are not counted.

Baseline: the same process before there was any case. Run it with
``python -m benchmarks.resources``.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from adapters.store.tables import cases
from adapters.store.url import postgresql_url, sqlite_path
from benchmarks.databases import KINDS, databases, opened
from benchmarks.opening import GIVE_UP_SECONDS, staged
from benchmarks.population import cases as new_cases
from benchmarks.population import open_cases
from benchmarks.sink import Sink, sink
from benchmarks.usage import Usage, usage


@dataclass(frozen=True, slots=True)
class Stage:
    """What a bot used in ``seconds`` of a stage, and the memory that it had at its end."""

    name: str
    seconds: float
    used: Usage
    memory: float


def idle(name: str, pids: Sequence[int], seconds: float) -> Stage:
    before = usage(pids)
    time.sleep(seconds)
    after = usage(pids)
    return Stage(name, seconds, after.since(before), after.memory)


def measure(url: str, slack: Sink, pids: Sequence[int], count: int, seconds: float) -> list[Stage]:
    now = datetime.now(UTC)
    stages = [idle("no cases", pids, seconds)]
    with opened(url) as store:
        open_cases(store, new_cases(count, now, now + timedelta(days=1)), now)
    stages.append(idle(f"{count} waiting", pids, seconds))
    before, begun = usage(pids), time.monotonic()
    _become_due(url, now)
    _wait(slack, 2 * count)
    after = usage(pids)
    took = time.monotonic() - begun
    stages.append(Stage(f"{count} told", took, after.since(before), after.memory))
    return stages


def _become_due(url: str, now: datetime) -> None:
    path = sqlite_path(url)
    engine = sa.create_engine(f"sqlite:///{path}" if path is not None else postgresql_url(url))
    with engine.begin() as connection:
        connection.execute(sa.update(cases).values(due_at=now))
    engine.dispose()


def _wait(slack: Sink, messages: int) -> None:
    until = time.monotonic() + GIVE_UP_SECONDS
    while len(slack.arrivals()) < messages:
        if time.monotonic() > until:
            raise RuntimeError("not everything was sent")
        time.sleep(0.2)


def show(kind: str, stages: Sequence[Stage], count: int) -> None:
    baseline = stages[0].memory
    for stage in stages:
        thousand = "" if stage is stages[0] else f"{stage.used.seconds / count * 1000:12.2f}"
        busy = stage.used.seconds / stage.seconds * 100
        print(
            f"{kind:12}{stage.name:16}{stage.memory:8.0f}{stage.memory / baseline:7.2f}"
            f"{busy:9.1f}{thousand}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    arguments = parser.parse_args()
    print(f"\n{'':12}{'':16}{'MiB':>8}{'ratio':>7}{'cpu %':>9}{'cpu s/1000':>12}")
    with sink() as slack, databases() as found:
        for kind in arguments.kinds:
            with staged(found, kind, 1, slack) as (url, _, pids):
                stages = measure(url, slack, pids, arguments.count, arguments.seconds)
            show(kind, stages, arguments.count)


if __name__ == "__main__":
    main()
