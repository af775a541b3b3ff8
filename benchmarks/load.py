"""A small HTTP load: so many connections, each asking one thing after another."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Build = Callable[[], tuple[bytes, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Figures:
    """``seconds`` is how long it took; ``times`` are those of the single requests, in seconds."""

    requests: int
    seconds: float
    times: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


async def load(port: int, path: str, build: Build, *, seconds: float, connections: int) -> Figures:
    """Ask ``path`` on 127.0.0.1 for so long. Raises RuntimeError at the first answer not 200."""
    until = time.perf_counter() + seconds
    start = time.perf_counter()
    found = await asyncio.gather(
        *(_connection(port, path, build, until) for _ in range(connections))
    )
    times = tuple(time for each in found for time in each)
    return Figures(len(times), time.perf_counter() - start, times)


async def _connection(port: int, path: str, build: Build, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times: list[float] = []
    while time.perf_counter() < until:
        times.append(await _ask(reader, writer, path, *build()))
    writer.close()
    return times


async def _ask(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
) -> float:
    """Seconds from the question to its answer."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    begun = time.perf_counter()
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    await _answer(reader, path)
    return time.perf_counter() - begun


async def _answer(reader: asyncio.StreamReader, path: str) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = head.split(" ", 2)[1]
    length = next(
        (int(line.partition(":")[2]) for line in head.splitlines() if "content-length:" in line), 0
    )
    body = await reader.readexactly(length)
    if status != "200":
        raise RuntimeError(f"{path} answered {status}: {body[:200]!r}")


async def send_all(
    ports: Sequence[int],
    path: str,
    messages: Sequence[tuple[bytes, dict[str, str]]],
    *,
    connections: int,
) -> tuple[float, ...]:
    """Send every message once, the ports in turn; gives the time of each in seconds.

    Raises RuntimeError at the first answer not 200.
    """
    waiting = iter(messages)

    async def hand(port: int) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        times = [await _ask(reader, writer, path, *message) for message in waiting]
        writer.close()
        return times

    hands = (hand(ports[number % len(ports)]) for number in range(connections))
    return tuple(time for each in await asyncio.gather(*hands) for time in each)
