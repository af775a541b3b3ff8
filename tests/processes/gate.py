"""Slack, Teams and mail that hold their answer until the process that waits for it is dead."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection

from aiohttp import web

from tests.fakes.connector import FakeConnector
from tests.fakes.slack import Arguments
from tests.fakes.smtp import FakeSmtp, Stage, _Protocol
from tests.processes.town import WatchedSlack

_REFERENCE = re.compile(r"IOM-(\d+)")


class Gate:
    """Holds the first message about each expected case; ``after`` it was recorded, or before.

    ``full`` is set once all of them are held. ``open`` ends the calls without an answer.
    """

    def __init__(self, *, after: bool) -> None:
        self._after = after
        self._expected: set[int] = set()
        self.full = asyncio.Event()
        self._opened = asyncio.Event()

    def expect(self, cases: Collection[int]) -> None:
        self._expected = set(cases)
        self.full.clear()
        self._opened.clear()

    def open(self) -> None:
        self._opened.set()

    async def holds(self, text: str, record: Callable[[], Awaitable[object]]) -> bool:
        """Was the message one of those? Then its call has to end without an answer."""
        about = {int(number) for number in _REFERENCE.findall(text)} & self._expected
        if not about:
            return False
        self._expected -= about
        if self._after:
            await record()
        if not self._expected:
            self.full.set()
        await self._opened.wait()
        return True


class GatedSlack(WatchedSlack):
    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate

    async def _answer(
        self, name: str, request: web.Request, effect: Callable[[], Arguments]
    ) -> web.StreamResponse:
        async def record() -> None:
            effect()

        if name == "chat.postMessage" and await self._gate.holds(await request.text(), record):
            return _cut(request)
        return await super()._answer(name, request, effect)


class GatedConnector(FakeConnector):
    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate

    async def _post(self, request: web.Request) -> web.Response:
        keep = super()._post
        if await self._gate.holds(await request.text(), lambda: keep(request)):
            return _cut(request)
        return await keep(request)


class GatedSmtp(FakeSmtp):
    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate

    async def reply(self, stage: Stage, protocol: _Protocol) -> str | None:
        envelope = protocol.envelope
        if stage == "CONTENT" and envelope is not None and isinstance(envelope.content, bytes):

            async def record() -> None:
                self.keep(envelope)

            if await self._gate.holds(envelope.content.decode(errors="replace"), record):
                protocol.hang_up()
                await asyncio.Event().wait()
        return await super().reply(stage, protocol)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
