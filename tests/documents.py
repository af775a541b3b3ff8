"""Reading the project's documents: what they link to, name, and call."""

import ast
import re
import shlex
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import click

from bot.cli import cli
from bot.settings import Settings
from content.commands import command_phrases, command_words

ROOT: Final = Path(__file__).parents[1]
DOCUMENTS: Final = (
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
)

_FOLDERS = r"(?:routing|content|adapters|bot|tests|docs|benchmarks|requirements|\.ci)"
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(rf"(?<![\w/.@-]){_FOLDERS}/(?:[\w.*-]+/?)*(?![\w<{{])")
_CODE = re.compile(r"(?<![\w/])([\w/-]+\.py)::([\w.]+)")
_SETTING = re.compile(r"\b(?:DATABASE|SLACK|MICROSOFT|TEAMS|SMTP|MAIL|IOM)_[A-Z_]*[A-Z]\b")
_OF_THE_TESTS = {"IOM_CHAOS_SEED", "IOM_SOAK_CASES", "IOM_SOAK_HOURS"}
_FENCE = re.compile(r"^[ ]*```(\w*)\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_PROMPT = re.compile(r"^\s*(?:[$>]\s+)?(?:[A-Z_]+=\S*\s+)*(?:\.venv/bin/)?")
_END_OF_COMMAND = re.compile(r"\s[|<>#]|[;…]|\s&&")


def named(document: Path) -> str:
    return str(document.relative_to(ROOT))


def fenced(text: str, language: str) -> list[str]:
    """The blocks of code in one language."""
    return [body for found, body in _FENCE.findall(text) if found == language]


def quoted(text: str) -> set[str]:
    """Everything that stands between backticks."""
    return set(_INLINE.findall(text))


def table(text: str, heading: str) -> dict[str, list[str]]:
    """The first table whose first column is called ``heading``: other cells by the first one."""
    lines = iter(text.splitlines())
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith(f"| {heading} |"):
            next(lines)
            break
    for line in lines:
        if not line.startswith("|"):
            break
        first, *rest = (cell.strip() for cell in line.strip("|").split(" | "))
        found[first] = rest
    return found


def dead_links(text: str, folder: Path) -> list[str]:
    """Relative links whose file, or heading in it, isn't there."""
    return [
        target
        for target in _LINK.findall(text)
        if "://" not in target and not target.startswith("mailto:")
        if not _leads_somewhere(target, text, folder)
    ]


def _leads_somewhere(target: str, text: str, folder: Path) -> bool:
    path, _, anchor = target.partition("#")
    file = folder / path
    if not file.exists():
        return False
    there = file.read_text("utf-8") if path and file.is_file() else text
    return not anchor or anchor in _anchors(there)


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def missing_paths(text: str) -> list[str]:
    """Paths below a folder of the project that lead nowhere; ``*`` matches as in a shell."""
    found = (match.group().rstrip(".") for match in _PATH.finditer(text))
    return [path for path in found if not any(ROOT.glob(path.rstrip("/")))]


def missing_code(text: str) -> list[str]:
    """References such as ``bot/web.py::Web._slack`` to what isn't defined there."""
    return [f"{file}::{name}" for file, name in _CODE.findall(text) if name not in _names_in(file)]


@cache
def _names_in(file: str) -> frozenset[str]:
    path = ROOT / file
    return frozenset(_defined(ast.parse(path.read_text("utf-8")))) if path.exists() else frozenset()


def _defined(node: ast.AST, prefix: str = "") -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name
            yield from _defined(child, f"{prefix}{child.name}.")


def settings() -> set[str]:
    return {name.upper() for name in Settings.model_fields}


def unknown_settings(text: str) -> list[str]:
    return sorted(set(_SETTING.findall(text)) - settings() - _OF_THE_TESTS)


def unknown_commands(text: str) -> list[str]:
    """Calls of ``iombot`` with a command or an option that it doesn't have."""
    calls = _calls(text, r"(?:iombot|python -m bot)\s(.*)")
    return [call for call in calls if not _is_command(call)]


def unknown_verbs(text: str) -> list[str]:
    """Verbs of ``/iom`` that the bot doesn't know."""
    known = {*command_words(), *(phrase.split()[0] for phrase in command_phrases())}
    return sorted(set(_calls(text, r"/iom ([a-z]+)")) - known)


def unknown_targets(text: str) -> list[str]:
    """Targets of ``make`` that aren't in the Makefile."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)
    return sorted(set(_calls(text, r"make ([a-z-]+)\s*$")) - set(targets))


def _calls(text: str, pattern: str) -> Iterable[str]:
    """What ``pattern`` finds at the start of a line of code, behind its prompt."""
    found = (re.match(pattern, line) for line in _lines_of_code(text))
    return (match.group(1) for match in found if match)


def _lines_of_code(text: str) -> Iterator[str]:
    for block in _FENCE.finditer(text):
        yield from (_PROMPT.sub("", line) for line in block.group(2).splitlines())
    yield from (_PROMPT.sub("", piece) for piece in _INLINE.findall(_FENCE.sub("", text)))


def _is_command(call: str) -> bool:
    shown = _END_OF_COMMAND.split(call)[0].replace("[", "").replace("]", "")
    words = shlex.split(shown)
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, *words = words
        if name not in command.commands:
            return False
        command = command.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    options = {word.partition("=")[0] for word in words if word.startswith("-")}
    return options <= known | {"-h", "--help"}
