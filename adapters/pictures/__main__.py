"""The process that draws: a chart (JSON) comes in at stdin, the PNG goes out at stdout.

python -m adapters.pictures < chart.json > picture.png
"""

import contextlib
import os
import sys

from adapters.pictures.charts import read
from adapters.pictures.drawn import drawn

NICE = 10
"""Whoever waits for an answer goes first."""


def main() -> None:
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICE)
    sys.stdout.buffer.write(drawn(read(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
