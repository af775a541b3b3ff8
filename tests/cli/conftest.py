"""The console script in process: arguments and input in, exit code and both outputs back."""

import functools
import gc
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.knowledge import Content, load_content
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class Shell:
    """Runs ``iombot`` in an empty folder where nothing is set but what a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._monkeypatch = monkeypatch
        self.folder = folder

    def __call__(self, *arguments: str, given: bytes = b"", **settings: str) -> Outcome:
        with (
            self._monkeypatch.context() as patch,
            CliRunner().isolation(given, settings) as (out, err, _),
        ):
            patch.setattr(sys, "argv", ["iombot", *arguments])
            for name in ("bot.cli.session", "bot.cli.contacts"):
                patch.setattr(sys.modules[name], "load_content", _loaded)
            # The chat would set up the logs of this whole process, for streams that end here.
            patch.setattr(sys.modules["bot.cli.chat"], "set_up", lambda *_: None)
            code = _code(arguments)
            gc.unfreeze()
            sys.stdout.flush()
            return Outcome(code, out.getvalue().decode(), err.getvalue().decode())

    def file(self, name: str, content: str | bytes) -> str:
        """A file in the folder; its name."""
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)
        return name

    @property
    def database(self) -> Path:
        return self.folder / "var" / "iombot.db"


def _loaded(policy: Path | None = None) -> Content:
    """Loading takes most of a command's time: the built-in content is loaded once."""
    return _built_in() if policy is None else load_content(policy)


@functools.cache
def _built_in() -> Content:
    return load_content()


def _code(arguments: tuple[str, ...]) -> int:
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    raise AssertionError(f"no exit code: {arguments}")


@pytest.fixture
def iombot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch, tmp_path)


@pytest.fixture
def with_example(iombot: Shell) -> Shell:
    """The same, with the example directory."""
    assert iombot("contacts", "import", "--example").code == 0
    return iombot
