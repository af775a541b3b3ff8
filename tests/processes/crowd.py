"""Many cases at once at real processes, and a Slack that notes what came when.

Each case lies with its first level and has two more, at country offices: so there are enough
people for Slack's limit of one message a second and conversation not to be all that is measured.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.databases import opened
from benchmarks.population import COUNTRIES, cases, fill_directory, open_cases
from benchmarks.sink import Sink, sink
from routing.cases import Case, Rung
from routing.posts import Post
from tests.fakes import slack_payloads
from tests.processes.served import Served, until
from tests.rows import Rows

LONG = "waits: {critical: {seconds: 86400}}"


@dataclass
class Crowd:
    """``due`` is when the steps of the cases are due, in seconds of the monotonic clock."""

    folder: Path
    url: str
    slack: Sink
    policy: str = LONG
    count: int = 0
    due: float = 0.0
    served: list[Served] = field(default_factory=list)

    def wait_for_their_next_level(self, count: int, seconds: float, *, over: float = 0.0) -> None:
        """So many cases whose next level is due in so many seconds, evenly ``over`` some more."""
        now = datetime.now(UTC)
        self.count, self.due = count, time.monotonic() + seconds
        due_at = now + timedelta(seconds=seconds)
        waiting = (
            _waiting(case, number, due_at + timedelta(seconds=over * number / count))
            for number, case in enumerate(cases(count, now, due_at))
        )
        with opened(self.url) as store:
            fill_directory(store, now)
            open_cases(store, list(waiting), now)

    async def start(self, **settings: str) -> Served:
        """A process that listens."""
        (self.folder / "policy.yaml").write_text(self.policy)
        known = {
            "DATABASE_URL": self.url,
            "IOM_POLICY": str(self.folder / "policy.yaml"),
            "SLACK_SIGNING_SECRET": slack_payloads.SECRET,
            "SLACK_BOT_TOKEN": "xoxb-test",
            "SLACK_API_URL": self.slack.url,
        }
        self.served.append(await Served.start(self.folder, {**known, **settings}))
        return self.served[-1]

    async def told(self, count: int, seconds: float) -> None:
        """Wait until somebody was told of so many cases."""

        async def enough() -> bool:
            return await asyncio.to_thread(self.slack.first_notices) >= count

        await until(enough, seconds)

    async def quiet(self, seconds: float) -> None:
        """Wait until nothing is left to be sent."""
        rows = Rows(self.url)

        async def empty() -> bool:
            await asyncio.sleep(0.2)
            return rows.pending() == 0

        try:
            await until(empty, seconds)
        finally:
            rows.close()

    def tellings(self) -> Counter[str]:
        """How often each telling arrived."""
        found = self.slack.arrivals().items()
        return Counter({key: len(times) for key, times in found if "/tell/" in key})

    def first_times(self, round_: int = 1) -> dict[str, float]:
        """When each case's telling of that round arrived first, by reference."""
        found = self.slack.arrivals().items()
        return {
            key.partition("/")[0]: times[0] for key, times in found if f"/{round_}/tell/" in key
        }

    def doubled(self) -> list[str]:
        """What arrived more than once, of everything."""
        return [key for key, times in self.slack.arrivals().items() if len(times) > 1]

    async def close(self) -> None:
        for served in self.served:
            served.kill()
            await served.ended()


def _waiting(case: Case, number: int, due_at: datetime) -> Case:
    """The same case, lying with its first level; the next ones are anybody's country offices."""
    posts = [COUNTRIES[(number + shift) % len(COUNTRIES)] for shift in (1, 84, 167)]
    case = lying_with(case, [Post(f"co:{iso3}") for iso3 in posts])
    return replace(case, state="told", due_at=due_at)


def lying_with(case: Case, posts: Sequence[Post]) -> Case:
    """The same case with a ladder of these posts.

    The levels are numbers that no country's ladder has: else the structure of the day counts.
    """
    return replace(case, rungs=tuple(Rung(level, post) for level, post in enumerate(posts, 11)))


def lateness(times: Iterator[float] | list[float], due: float) -> tuple[float, float]:
    """The median and the worst, in seconds after ``due``."""
    late = sorted(at - due for at in times)
    return late[len(late) // 2], late[-1]


@asynccontextmanager
async def crowd(folder: Path, url: str, policy: str = LONG) -> AsyncIterator[Crowd]:
    with sink() as slack:
        found = Crowd(folder, url, slack, policy)
        try:
            yield found
        finally:
            await found.close()
