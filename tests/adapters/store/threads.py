"""Threads that start together, and what came of each."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def together(count: int, work: Callable[[int], Result]) -> list[Result]:
    """Run ``work(0)`` to ``work(count - 1)`` at the same moment; raises what any of them raised."""
    barrier = threading.Barrier(count, timeout=30)

    def start(index: int) -> Result:
        barrier.wait()
        return work(index)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(start, range(count)))
