"""The store off the event loop: one bounded pool of threads for every transaction."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.ports import Clock, Document, Reader, Store, Writer

T = TypeVar("T")


class Database:
    """Runs whole transactions in threads: one thread on SQLite, several on PostgreSQL.

    With ``reads_here`` a read runs where it is asked for. A reader of SQLite's write-ahead log
    never waits for a lock, and takes less time than the way to a thread and back (ADR 0004).
    """

    def __init__(self, store: Store, threads: int, *, reads_here: bool = False) -> None:
        self.store = store
        self._reads_here = reads_here
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="store")

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Run ``work`` in a read transaction. Raises StoreUnavailable."""

        def run() -> T:
            with self.store.read() as reader:
                return work(reader)

        return run() if self._reads_here else await self._run(run)

    async def write(self, work: Callable[[Writer], T]) -> T:
        """Run ``work`` in a write transaction; committed when this returns.

        Raises StoreUnavailable, and whatever ``work`` raises (then nothing is written).
        """

        def run() -> T:
            with self.store.write() as writer:
                return work(writer)

        return await self._run(run)

    async def call(self, work: Callable[[Store], T]) -> T:
        return await self._run(lambda: work(self.store))

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

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
