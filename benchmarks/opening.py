"""Many cases at once: how long until every one has had its first notice.

``rows``: all cases are committed in one transaction, critical and due at once; the clock starts
at that commit. ``commands``: as many people type ``/iom escalate`` over 32 connections; the clock
starts with the first command, so that opening, answering and telling share the machine.

Baseline ``bare``: the same number of messages to the same Slack by the same client, from a process
that does nothing else. Ratios are to its time. The fake Slack has no limits, and pacing is off.
Run it with ``python -m benchmarks.opening``.
"""

import argparse
import asyncio
import itertools
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.slack.channel import SlackChannel
from adapters.slack.web import SlackWeb
from benchmarks.databases import KINDS, Databases, databases, opened
from benchmarks.load import send_all
from benchmarks.population import cases, contacts, fill_directory, open_cases
from benchmarks.replicas import replicas
from benchmarks.sink import Sink, sink
from benchmarks.usage import Usage, usage
from bot.postman import AT_ONCE
from routing.card import Card, Fact
from routing.notices import Delivery, Recipient
from tests.fakes import slack_payloads

GIVE_UP_SECONDS = 300.0
CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Burst:
    """``seconds`` until the last first notice, ``half`` until half of them; ``used`` by the bots.

    ``all_sent`` is when the askers had their news too; ``doubled`` counts messages that came twice.
    """

    name: str
    count: int
    seconds: float
    half: float
    all_sent: float
    doubled: int
    used: Usage


def bare(slack: Sink, count: int) -> Burst:
    """What the messages alone cost."""
    slack.forget()
    process = multiprocessing.get_context("spawn").Process(target=_bare, args=(slack.url, count))
    process.start()
    process.join()
    arrivals = sorted(times[0] for times in slack.arrivals().values())
    took = arrivals[-1] - arrivals[0]
    return Burst("bare", count, took, took / 2, took, 0, Usage(0, 0))


def _bare(url: str, count: int) -> None:
    asyncio.run(_send_bare(url, count))


async def _send_bare(url: str, count: int) -> None:
    web = SlackWeb(api_url=url, bot_token="xoxb-test")
    channel = SlackChannel(web)
    numbers = iter(range(count))
    card = Card("Case", ("Help is needed.",), tuple(Fact(f"Fact {n}", "A value") for n in range(7)))
    people = contacts(datetime.now(UTC).date())

    async def hand() -> None:
        for number in numbers:
            person = people[number % len(people)]
            to = Recipient("slack", person.slack or "", person.name, "en")
            await channel.send(Delivery(f"IOM-{number}/1/tell/slack/{to.address}", to, card))

    await asyncio.gather(*(hand() for _ in range(AT_ONCE)))
    await web.close()


@contextmanager
def staged(
    found: Databases, kind: str, processes: int, slack: Sink
) -> Iterator[tuple[str, list[int], list[int]]]:
    """A fresh database with a directory, and bots on it: its URL, their ports and process ids."""
    slack.forget()
    url = found.fresh(kind)
    with opened(url) as store:
        fill_directory(store, datetime.now(UTC))
    with replicas(processes, url, slack.url) as (ports, pids):
        yield url, list(ports), list(pids)


def by_rows(found: Databases, kind: str, processes: int, slack: Sink, count: int) -> Burst:
    with staged(found, kind, processes, slack) as (url, _, pids), opened(url) as store:
        before = usage(pids)
        now = datetime.now(UTC)
        open_cases(store, cases(count, now, now), now)
        begun = time.monotonic()
        name = f"rows, {kind}, {processes} proc."
        return _burst(name, slack, count, begun, pids, before)


def by_commands(found: Databases, kind: str, processes: int, slack: Sink, count: int) -> Burst:
    with staged(found, kind, processes, slack) as (_, ports, pids):
        before = usage(pids)
        bodies = [_command(number) for number in range(count)]
        begun = time.monotonic()
        asyncio.run(send_all(ports, "/slack/events", bodies, connections=CONNECTIONS))
        name = f"commands, {kind}, {processes} proc."
        return _burst(name, slack, count, begun, pids, before)


def _command(number: int) -> tuple[bytes, dict[str, str]]:
    body = slack_payloads.command(
        "escalate shelter kenya critical -- roofs torn off", user=f"UA{number}"
    )
    return body, slack_payloads.signed(body)


def _burst(
    name: str, slack: Sink, count: int, begun: float, pids: list[int], before: Usage
) -> Burst:
    """Wait until every case was told of and the askers know, then read the sink."""
    until = time.monotonic() + GIVE_UP_SECONDS
    while slack.first_notices() < count and time.monotonic() < until:
        time.sleep(0.05)
    told = usage(pids).since(before)
    while len(slack.arrivals()) < 2 * count and time.monotonic() < until:
        time.sleep(0.2)
    arrivals = slack.arrivals()
    first = sorted(min(times) for key, times in arrivals.items() if "/1/tell/" in key)
    if len(first) < count:
        raise RuntimeError(f"{name}: {count - len(first)} of {count} were not told")
    last = max(max(times) for times in arrivals.values())
    doubled = sum(len(times) - 1 for times in arrivals.values())
    return Burst(
        name, count, first[-1] - begun, first[count // 2] - begun, last - begun, doubled, told
    )


def show(baseline: Burst, bursts: list[Burst]) -> None:
    print(f"\n{'':34}{'cases':>6}{'half s':>8}{'all s':>8}{'ratio':>7}{'+news s':>9}{'cpu s':>7}")
    for burst in (baseline, *bursts):
        print(
            f"{burst.name:34}{burst.count:6}{burst.half:8.2f}{burst.seconds:8.2f}"
            f"{burst.seconds / baseline.seconds:7.1f}{burst.all_sent:9.2f}{burst.used.seconds:7.1f}"
            + (f"  {burst.doubled} doubled" if burst.doubled else "")
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[500, 6000])
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--ways", nargs="+", default=["rows", "commands"])
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    arguments = parser.parse_args()
    ways = {"rows": by_rows, "commands": by_commands}
    with sink() as slack, databases() as found:
        for count in arguments.counts:
            baseline = bare(slack, count)
            bursts = []
            for way, kind, processes in itertools.product(
                arguments.ways, arguments.kinds, arguments.processes
            ):
                if processes == 1 or kind != "sqlite":
                    bursts.append(ways[way](found, kind, processes, slack, count))
            show(baseline, bursts)


if __name__ == "__main__":
    main()
