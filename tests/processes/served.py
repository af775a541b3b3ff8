"""``iombot serve`` as a real process, started, watched, and ended gently or not."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Self

_RUNNING = re.compile(r"running on (http://127\.0\.0\.1:\d+)")
PATIENCE = 30.0


def crowded() -> float:
    """By how much promises about time are stretched here and now: 1 on a machine that is free.

    More only where more than twice as many want to run as there are processors.
    """
    return max(1.0, os.getloadavg()[0] / (2 * (os.cpu_count() or 1)))


async def until(
    condition: Callable[[], bool] | Callable[[], Awaitable[bool]], seconds: float = PATIENCE
) -> None:
    """Wait until something holds; fails when it doesn't within the time."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found if isinstance(found, bool) else await found:
            return
        assert time.monotonic() < deadline, f"not within {seconds} s"
        await asyncio.sleep(0.02)


def bare_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the tests' own environment but what a process needs to run."""
    names = ("PATH", "HOME", "PYTHONPATH")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, **settings}


class Served:
    """One process. ``url`` is where it listens; ``errors`` is what it wrote, line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.errors: list[str] = []
        self.url = ""
        self._listening = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, folder: Path, settings: Mapping[str, str]) -> Self:
        """Start it in a folder, and wait until it listens."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "serve", "--port", "0"),
            cwd=folder,
            env=bare_environment(settings),
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        served = cls(process)
        async with asyncio.timeout(PATIENCE):
            await served._listening.wait()
        assert served.url, served.text
        return served

    @property
    def text(self) -> str:
        return "\n".join(self.errors)

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """At once, in the middle of whatever it does."""
        if self._process.returncode is None:
            self._process.kill()

    async def ended(self) -> int:
        """Its exit code, once it has ended."""
        async with asyncio.timeout(PATIENCE):
            await self._reading
            return await self._process.wait()

    def signal(self, which: signal.Signals) -> None:
        self._process.send_signal(which)

    @property
    def has_ended(self) -> bool:
        return self._process.returncode is not None

    async def ended_within(self) -> tuple[int, float]:
        """Its exit code, and how many seconds it took to end."""
        began = time.monotonic()
        return await self.ended(), time.monotonic() - began

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for raw in self._process.stderr:
            line = raw.decode(errors="replace").rstrip()
            self.errors.append(line)
            if found := _RUNNING.search(line):
                self.url = found[1]
                self._listening.set()
        self._listening.set()
