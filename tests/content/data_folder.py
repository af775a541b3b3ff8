"""A copy of the built-in data that a test may break."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from content.files import DATA


@dataclass(frozen=True)
class DataFolder:
    root: Path

    @classmethod
    def copied_to(cls, folder: Path) -> "DataFolder":
        root = folder / "data"
        shutil.copytree(DATA, root)
        return cls(root)

    def replace(self, file: str, old: str, new: str) -> None:
        """Put ``new`` in place of the first ``old``, which has to be there."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def append(self, file: str, line: str) -> None:
        path = self.root / file
        path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")

    def remove(self, file: str) -> None:
        (self.root / file).unlink()
