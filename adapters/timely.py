"""The last look before bytes leave: a message whose time is over isn't sent any more.

Between the decision to send and the first byte lie a rendered card, a connection, and turns of the
event loop. A process that stands still there wakes up later, when somebody else may have sent the
message. So the body of a request asks once more, in the step that writes it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from aiohttp import ClientError
from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import BytesPayload

InTime = Callable[[], bool]

_in_time: Final[ContextVar[InTime]] = ContextVar("in_time", default=lambda: True)


class HeldBack(ClientError):
    """Nothing of the request was sent: its time was over."""


class TimelyBody(BytesPayload):
    """A request's body that is written in time or not at all."""

    def __init__(self, body: bytes, content_type: str) -> None:
        super().__init__(body, content_type=content_type)
        self._is_in_time = _in_time.get()
        self._is_held_back = False

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        # The headers wait for the first piece of the body: without it, nothing goes out.
        if not self._is_in_time():
            self._is_held_back = True
            raise HeldBack
        await super().write_with_length(writer, content_length)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Around the request that carries this body. Raises HeldBack where it wasn't sent."""
        try:
            yield
        except ClientError as error:
            if self._is_held_back:
                raise HeldBack from error
            raise


@contextmanager
def only(in_time: InTime) -> Iterator[None]:
    """Requests that are begun in this block ask ``in_time`` before they are written."""
    token = _in_time.set(in_time)
    try:
        yield
    finally:
        _in_time.reset(token)
