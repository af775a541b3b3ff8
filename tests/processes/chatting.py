"""``iombot chat`` as a real process, with somebody typing."""

import asyncio
import re
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from tests.processes.served import PATIENCE, bare_environment, until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def command(
    folder: Path, *arguments: str, given: bytes = b"", settings: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Run ``iombot`` to its end, with this on its standard input: code, output, errors."""
    process = await _started(folder, arguments, settings)
    async with asyncio.timeout(PATIENCE):
        out, errors = await process.communicate(given)
    assert process.returncode is not None
    return process.returncode, out.decode(), errors.decode()


async def _started(
    folder: Path, arguments: Sequence[str], settings: Mapping[str, str] | None
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env=bare_environment(settings or {}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


class Chat:
    """A command that answers lines. ``text`` is everything that it has shown so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.text = ""
        self.errors = ""
        self._reading = asyncio.gather(self._read(), self._read_errors())

    @classmethod
    async def start(
        cls,
        folder: Path,
        options: Sequence[str] = (),
        settings: Mapping[str, str] | None = None,
        command: str = "chat",
    ) -> Self:
        return cls(await _started(folder, (command, *options), settings))

    async def say(self, line: str, *, shows: str) -> str:
        """Type a line, and wait until something new shows this; what is new."""
        before = len(self.text)
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        await self._process.stdin.drain()
        await until(lambda: shows in self.text[before:])
        return self.text[before:]

    async def shows(self, *texts: str) -> None:
        """Wait until these have been shown one after another, without being asked for."""
        pattern = re.compile(".*?".join(map(re.escape, texts)), re.DOTALL)
        await until(lambda: pattern.search(self.text) is not None)

    async def end(self) -> int:
        """End the input; the exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await self._reading
            return await self._process.wait()

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for raw in self._process.stdout:
            self.text += raw.decode()

    async def _read_errors(self) -> None:
        assert self._process.stderr is not None
        async for raw in self._process.stderr:
            self.errors += raw.decode()
