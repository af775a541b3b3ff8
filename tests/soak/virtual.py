"""Time that passes only when nobody has anything left to do: hours in seconds, and repeatable.

Everything runs on one event loop whose clock jumps to the next timer as soon as nothing is ready.
Tasks belong to whoever begot them, so that all tasks of a process can die at once.
"""

import asyncio
import contextvars
import selectors
from collections.abc import Callable, Coroutine, Generator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

MORNING = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)

Tasks = set[asyncio.Task[Any]]
OWNER: contextvars.ContextVar[Tasks | None] = contextvars.ContextVar("owner", default=None)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose time jumps. Raises RuntimeError where nothing could ever happen again."""

    def __init__(self) -> None:
        self._seconds = 0.0
        super().__init__(_Jumping(self))
        self.set_task_factory(_owned)
        self.set_exception_handler(self._keep)
        self.faults: list[Mapping[str, Any]] = []

    def time(self) -> float:
        return self._seconds

    def jump(self, seconds: float) -> None:
        self._seconds += seconds

    def _keep(self, _: asyncio.AbstractEventLoop, fault: Mapping[str, Any]) -> None:
        """What nobody waited for, unless it is somebody's death."""
        if not isinstance(fault.get("exception"), Died):
            self.faults.append(fault)


class _Jumping(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise RuntimeError("everybody waits for somebody else")
        self._loop.jump(timeout)
        return []


class Died(BaseException):
    """The process that a task belongs to was killed."""


def _owned(
    loop: asyncio.AbstractEventLoop,
    work: Coroutine[Any, Any, T] | Generator[Any, None, T],
    *,
    context: contextvars.Context | None = None,
) -> asyncio.Task[T]:
    task = asyncio.Task(work, loop=loop, context=context)
    known = context if context is not None else contextvars.copy_context()
    owner = known.get(OWNER)
    if owner is not None:
        owner.add(task)
        task.add_done_callback(owner.discard)
    return task


class VirtualClock:
    """The bot's clock on the loop's time."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=self._loop.time())

    def seconds(self) -> float:
        """Since the beginning."""
        return self._loop.time()


def run(work: Callable[[VirtualLoop], Coroutine[Any, Any, T]]) -> T:
    """Run to its end what ``work`` makes, in virtual time.

    Raises RuntimeError where a task failed and nobody noticed.
    """
    loop = VirtualLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        result = runner.run(work(loop))
    if loop.faults:
        raise RuntimeError(f"{len(loop.faults)} tasks failed, the first with {loop.faults[0]}")
    return result
