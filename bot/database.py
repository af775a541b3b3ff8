"""The store off the event loop: one bounded pool of threads for every transaction."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.bell import Bell
from bot.breaker import Breaker
from bot.ports import Clock, Document, Reader, Store, Writer
from routing.errors import StoreUnavailable

T = TypeVar("T")

_TOGETHER_AT_MOST = 64


@dataclass(frozen=True, slots=True)
class _Job:
    """A piece of writing that waits for its turn, and for whom."""

    work: Callable[[Writer], Any]
    done: asyncio.Future[Any]


class _OneFailed(Exception):
    """A piece of writing raised: what was written together is undone."""


def _tried(job: _Job, writer: Writer) -> Any:
    try:
        return job.work(writer)
    except StoreUnavailable:
        raise
    except Exception as fault:
        raise _OneFailed from fault


class Database:
    """Runs whole transactions in threads.

    With ``single_writer`` (SQLite) pieces of writing that wait for each other anyway are
    committed together: the disk is asked once for all of them. A read
    runs where it is asked for: a reader of SQLite's write-ahead log never waits for a lock
    (ADR 0004). ``bell`` is for whoever has written something that a tick should act on.
    """

    def __init__(self, store: Store, threads: int, *, single_writer: bool = False) -> None:
        self.store = store
        self.bell = Bell()
        self._single_writer = single_writer
        self._breaker = Breaker()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="store")
        self._waiting: list[_Job] = []
        self._writing: asyncio.Task[None] | None = None

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Run ``work`` in a read transaction. Raises StoreUnavailable."""

        def run() -> T:
            with self.store.read() as reader:
                return work(reader)

        return run() if self._single_writer else await self._run(run)

    async def write(self, work: Callable[[Writer], T]) -> T:
        """Run ``work`` in a write transaction; committed when this returns.

        Raises StoreUnavailable, and whatever ``work`` raises (then nothing of it is written).
        """
        if not self._single_writer:
            return await self._run(lambda: self._alone(work))
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(work, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_waiting())
        return await done

    async def call(self, work: Callable[[Store], T]) -> T:
        return await self._run(lambda: work(self.store))

    def _alone(self, work: Callable[[Writer], T]) -> T:
        with self.store.write() as writer:
            return work(writer)

    async def _write_waiting(self) -> None:
        while self._waiting:
            jobs = self._waiting[:_TOGETHER_AT_MOST]
            del self._waiting[:_TOGETHER_AT_MOST]
            try:
                outcomes = await self._run(lambda jobs=jobs: self._together(jobs))  # type: ignore[misc]
            except BaseException as fault:
                outcomes = [fault] * len(jobs)
            for job, outcome in zip(jobs, outcomes, strict=True):
                if job.done.cancelled():
                    continue
                if isinstance(outcome, BaseException):
                    job.done.set_exception(outcome)
                else:
                    job.done.set_result(outcome)

    def _together(self, jobs: Sequence[_Job]) -> list[Any]:
        """Each job's result, or what it raised; a store that is away takes all of them along.

        All in one transaction, as nearly always nothing is raised; else each in one of its own.
        """
        if len(jobs) > 1:
            with contextlib.suppress(_OneFailed), self.store.write() as writer:
                return [_tried(job, writer) for job in jobs]
        return [self._apart(job) for job in jobs]

    def _apart(self, job: _Job) -> Any:
        """What came of it alone: others before it are committed already, whatever happens here."""
        try:
            return self._alone(job.work)
        except Exception as fault:
            return fault

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._guarded, work)

    def _guarded(self, work: Callable[[], T]) -> T:
        """Asked when its turn has come: those who waited for a thread don't wait in vain too."""
        self._breaker.enter()
        try:
            result = work()
        except BaseException as fault:
            self._breaker.leave(fault)
            raise
        self._breaker.leave(None)
        return result

    def close(self) -> None:
        self._pool.shutdown(wait=True)
        self.store.close()


class StoredRecords:
    """The platforms' own documents in the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, kind: str, key: str) -> Document | None:
        return await self._database.read(lambda reader: reader.record(kind, key))

    async def put(self, kind: str, key: str, body: Document) -> None:
        now = self._clock.now()
        await self._database.write(lambda writer: writer.put_record(kind, key, body, now))

    async def delete(self, kind: str, key: str) -> None:
        await self._database.write(lambda writer: writer.delete_record(kind, key))

    async def find(self, kind: str, prefix: str = "") -> Sequence[tuple[str, Document]]:
        return await self._database.read(lambda reader: reader.records(kind, prefix))
