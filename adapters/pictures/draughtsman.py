"""Draws beside the bot: in a process of its own, one picture at a time."""

import asyncio
import contextlib
import hashlib
import logging
import os
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from adapters.pictures.charts import Chart, written
from routing.errors import NotDrawn

_LOG: Final = logging.getLogger(__name__)
_SECONDS: Final = 60.0
"""A process that takes longer is ended."""
_KEPT: Final = 16
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_COMMAND: Final = (sys.executable, "-m", "adapters.pictures")


class Draughtsman:
    """Charts as PNG. Whoever asks for the same chart again shortly gets the same picture.

    matplotlib takes a second or two of a processor and some 80 MB, and can't be interrupted in a
    thread; a process can be ended, and gives everything back.
    """

    def __init__(self, command: Sequence[str] = _COMMAND, seconds: float = _SECONDS) -> None:
        self._command = command
        self._seconds = seconds
        self._turn = asyncio.Semaphore(1)
        self._drawn: OrderedDict[bytes, asyncio.Task[bytes]] = OrderedDict()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    async def draw(self, chart: Chart, patience: float) -> bytes | None:
        """The picture; None where it isn't ready within ``patience`` seconds.

        It is drawn to its end all the same, for whoever asks next. Raises NotDrawn.
        """
        order = await asyncio.to_thread(written, chart)
        name = hashlib.sha256(order).digest()
        task = self._drawn.get(name)
        if task is None:
            task = self._drawn[name] = asyncio.create_task(self._draw(order))
            task.add_done_callback(_note)
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        done, _ = await asyncio.wait({task}, timeout=patience)
        if not done:
            return None
        if task.cancelled():
            # The bot is ending; another process draws it.
            return None
        if task.exception() is not None:
            self._drawn.pop(name, None)
        return task.result()

    async def close(self) -> None:
        """End what is being drawn."""
        tasks = [task for task in self._drawn.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._folder is not None:
            await asyncio.to_thread(self._folder.cleanup)

    async def _draw(self, order: bytes) -> bytes:
        async with self._turn:
            try:
                async with asyncio.timeout(self._seconds):
                    return await self._run(order)
            except TimeoutError:
                raise NotDrawn("timeout") from None
            except OSError as error:
                raise NotDrawn(type(error).__name__) from error

    async def _run(self, order: bytes) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment(),
            # Ctrl-C in a terminal ends the bot, which then ends this.
            start_new_session=True,
        )
        try:
            found, said = await process.communicate(order)
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise
        if process.returncode or not found.startswith(_SIGNATURE):
            last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise NotDrawn(f"exit {process.returncode}: {last[:200]}")
        return found

    def _environment(self) -> dict[str, str]:
        """Without the bot's secrets; matplotlib keeps its list of fonts in a folder of ours."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="iombot-pictures-")
        known = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")
        kept = {name: os.environ[name] for name in known if name in os.environ}
        return {**kept, "MPLCONFIGDIR": self._folder.name, "HOME": self._folder.name}


def _note(task: asyncio.Task[bytes]) -> None:
    """Whoever asked may have gone before it failed."""
    if not task.cancelled() and task.exception() is not None:
        _LOG.warning("a picture can't be drawn: %s", task.exception())
