"""A Slack as fast as it can be, in a process of its own: it keeps which message came when.

It can be asked what a conversation holds, as Slack can, and turns people's messages down for a
while where it is told to.

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
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

Arrivals = Mapping[str, list[float]]

_KEY = re.compile(rb'"key": ?"([^"]+)"')
_USER = re.compile(rb'"users": ?"([^"]+)"')
_ASKED_FOR = re.compile(rb"(?:^|&)user=([^&]+)")
_IN_CHANNEL = re.compile(rb"(?:^|&)channel=([^&]+)")
_CHANNEL = re.compile(rb'"channel": ?"([^"]+)"')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
_LIMITED = (
    b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: %d\r\n"
    b'Content-Length: 34\r\n\r\n{"ok":false,"error":"ratelimited"}'
)
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
        """How many cases somebody has been told of."""
        with urllib.request.urlopen(f"{self.url}first", timeout=30) as answer:
            return int(answer.read())

    def limit(self, user: str, seconds: float) -> None:
        """Answer 429 to what goes to somebody for so long from the first message on."""
        asked = json.dumps({"channel": f"D{user[1:]}", "seconds": seconds}).encode()
        urllib.request.urlopen(f"{self.url}limit", data=asked, timeout=30).close()

    def turned_down(self) -> Sequence[float]:
        """When (monotonic seconds) a message was answered with 429."""
        with urllib.request.urlopen(f"{self.url}turned_down", timeout=30) as answer:
            found: Sequence[float] = json.load(answer)
        return found

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
        self.told: set[str] = set()
        self.history: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
        self.limits: dict[bytes, float] = {}
        self.until: dict[bytes, float] = {}
        self.turned_down: list[float] = []

    def answer(self, path: bytes, body: bytes) -> bytes:
        """The whole answer to a call."""
        method = path.rpartition(b"/")[2].decode()
        if method == "chat.postMessage" and (pause := self._pause(_found(_CHANNEL, body))):
            return _LIMITED % pause
        found = self._answers.get(method, _fine)(self, body)
        return b"%s%d\r\n\r\n%s" % (_HEAD, len(found), found)

    def _pause(self, channel: bytes) -> int:
        """For how many whole seconds nothing more goes to a conversation."""
        if channel not in self.limits:
            return 0
        now = time.monotonic()
        until = self.until.setdefault(channel, now + self.limits[channel])
        if now >= until:
            return 0
        self.turned_down.append(now)
        return max(1, round(until - now))

    def _posted(self, body: bytes) -> bytes:
        key, channel = _found(_KEY, body).decode(), _found(_CHANNEL, body)
        self.arrivals.setdefault(key, []).append(time.monotonic())
        if "/tell/" in key:
            self.told.add(key.partition("/")[0])
        stamp = b"1700000000.%06d" % next(_numbers)
        self.history[channel].append((stamp, key))
        return b'{"ok":true,"channel":"%s","ts":"%s"}' % (channel, stamp)

    def _opened(self, body: bytes) -> bytes:
        return b'{"ok":true,"channel":{"id":"D%s"}}' % _found(_USER, body)[1:]

    def _user(self, body: bytes) -> bytes:
        user = _found(_ASKED_FOR, body)
        mail = b"%s@example.org" % user.lower()
        return b'{"ok":true,"user":{"id":"%s","profile":{"email":"%s"}}}' % (user, mail)

    def _history(self, body: bytes) -> bytes:
        """All of a conversation, newest first."""
        messages = [
            {
                "ts": stamp.decode(),
                "metadata": {"event_type": "iom_notice", "event_payload": {"key": key}},
            }
            for stamp, key in reversed(self.history[_found(_IN_CHANNEL, body)])
        ]
        return json.dumps({"ok": True, "messages": messages}).encode()

    def _limit(self, body: bytes) -> bytes:
        asked = json.loads(body)
        self.limits[asked["channel"].encode()] = asked["seconds"]
        return b"{}"

    def _forget(self, _: bytes) -> bytes:
        self.__init__()  # type: ignore[misc]  # as it was in the beginning
        return b"{}"

    _answers: Mapping[str, Callable[["_Kept", bytes], bytes]] = {
        "chat.postMessage": _posted,
        "conversations.open": _opened,
        "conversations.history": _history,
        "users.info": _user,
        "arrivals": lambda kept, _: json.dumps(kept.arrivals).encode(),
        "first": lambda kept, _: str(len(kept.told)).encode(),
        "turned_down": lambda kept, _: json.dumps(kept.turned_down).encode(),
        "limit": _limit,
        "forget": _forget,
    }


def _fine(_: _Kept, __: bytes) -> bytes:
    return b'{"ok":true,"channel":"D1","ts":"1.1"}'


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
            assert self._transport is not None
            self._transport.write(self._kept.answer(head.split(b" ", 2)[1], body))


def _found(pattern: re.Pattern[bytes], body: bytes) -> bytes:
    match = pattern.search(body)
    return match.group(1) if match else b""
