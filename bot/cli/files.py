"""Files that a command writes where somebody said."""

from pathlib import Path

import click


def write_file(path: Path, data: bytes) -> None:
    """Raises ClickException, in words, where it can't be written."""
    try:
        path.write_bytes(data)
    except OSError as fault:
        raise click.ClickException(f"{path} can't be written: {fault.strerror}") from None
