"""Logging: one line an event, for people or as JSON; never a message's body."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# These log whole requests or bodies at INFO and below.
_TALKATIVE = (
    "slack_bolt",
    "slack_sdk",
    "msrest",
    "botbuilder",
    "urllib3",
    "aiohttp.access",
    "alembic.runtime.plugins",
)


class ConsoleFormatter(logging.Formatter):
    """One line an event, and of a fault its stack with the first line of its text.

    The further lines of a database's fault show the values of the statement: what people wrote.
    """

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 (logging's name)
        parts = traceback.format_exception(*ei)
        return "".join(part if _is_stack(part) else _first_line(part) for part in parts).rstrip()


def _is_stack(part: str) -> bool:
    return part.startswith((" ", "\n", "Traceback"))


def _first_line(part: str) -> str:
    return part.partition("\n")[0] + "\n"


class JsonFormatter(ConsoleFormatter):
    """One JSON object a line; times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line)


def set_up(form: Literal["console", "json"], level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter()
        if form == "json"
        else ConsoleFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
