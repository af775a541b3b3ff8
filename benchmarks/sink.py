"""A Slack as fast as it can be, in a process of its own: it keeps which message came when.

with sink() as slack:
    ... # settings: slack_api_url=slack.url
    slack.arrivals()
"""

import asyncio
import itertools
import json
import multiprocessing
import re
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

Arrivals = Mapping[str, list[float]]

_KEY = re.compile(rb'"key": ?"([^"]+)"')
_USER = re.compile(rb'"users": ?"([^"]+)"')
_ASKED_FOR = re.compile(rb"(?:^|&)user=([^&]+)")
_CHANNEL = re.compile(rb'"channel": ?"([^"]+)"')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Sink:
    """Where it is: ``url`` is what ``SLACK_API_URL`` takes, ``pid`` its process."""

    url: str
    pid: int

    def arrivals(self) -> Arrivals:
        """Every message's times by its key, in seconds of the monotonic clock."""
        with urllib.request.urlopen(f"{self.url}arrivals", timeout=30) as answer:
            found: Arrivals = json.load(answer)
        return found

    def first_notices(self) -> int:
        """How many cases have had their first telling."""
        with urllib.request.urlopen(f"{self.url}first", timeout=30) as answer:
            return int(answer.read())

    def forget(self) -> None:
        """Begin anew."""
        urllib.request.urlopen(f"{self.url}forget", timeout=30).close()


@contextmanager
def sink() -> Iterator[Sink]:
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(there,), daemon=True)
    process.start()
    try:
        port = here.recv()
        yield Sink(f"http://127.0.0.1:{port}/api/", process.pid or 0)
    finally:
        process.terminate()
        process.join()


def _run(there: Connection) -> None:
    asyncio.run(_serve(there))


async def _serve(there: Connection) -> None:
    kept = _Kept()
    server = await asyncio.get_running_loop().create_server(
        lambda: _Protocol(kept), "127.0.0.1", 0, backlog=1024
    )
    there.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


class _Kept:
    def __init__(self) -> None:
        self.arrivals: dict[str, list[float]] = {}
        self.first = 0

    def answer(self, path: bytes, body: bytes) -> bytes:
        method = path.rpartition(b"/")[2]
        if method == b"chat.postMessage":
            return self._posted(body)
        if method == b"conversations.open":
            user = _found(_USER, body)
            return b'{"ok":true,"channel":{"id":"D%s"}}' % user[1:]
        if method == b"users.info":
            user = _found(_ASKED_FOR, body)
            mail = b"%s@example.org" % user.lower()
            return b'{"ok":true,"user":{"id":"%s","profile":{"email":"%s"}}}' % (user, mail)
        if method == b"arrivals":
            return json.dumps(self.arrivals).encode()
        if method == b"first":
            return str(self.first).encode()
        if method == b"forget":
            self.__init__()  # type: ignore[misc]  # as it was in the beginning
        return b'{"ok":true,"channel":"D1","ts":"1.1"}'

    def _posted(self, body: bytes) -> bytes:
        key = _found(_KEY, body).decode()
        times = self.arrivals.setdefault(key, [])
        if not times and "/1/tell/" in key:
            self.first += 1
        times.append(time.monotonic())
        channel = _found(_CHANNEL, body)
        return b'{"ok":true,"channel":"%s","ts":"1700000000.%06d"}' % (channel, next(_numbers))


class _Protocol(asyncio.Protocol):
    """As much HTTP/1.1 as a client with kept connections needs."""

    def __init__(self, kept: _Kept) -> None:
        self._kept = kept
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            size = end + 4 + (int(length.group(1)) if length else 0)
            if len(self._buffer) < size:
                return
            body, self._buffer = self._buffer[end + 4 : size], self._buffer[size:]
            self._send(self._kept.answer(head.split(b" ", 2)[1], body))

    def _send(self, body: bytes) -> None:
        assert self._transport is not None
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % len(body) + body)


def _found(pattern: re.Pattern[bytes], body: bytes) -> bytes:
    match = pattern.search(body)
    return match.group(1) if match else b""
