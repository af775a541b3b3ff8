"""Documentation that can't rot: what it names exists, and what exists is named."""

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pytest
import yaml
from pydantic import BaseModel

from adapters.slack.oauth import SCOPES
from bot.cli import cli
from bot.figures import Figures
from bot.heartbeat import Heartbeat
from bot.metrics import exposition
from bot.settings import Settings
from content.policy import _PolicyFile, _Wait, load_policy
from content.structure import load_proposals
from routing.backlog import Backlog
from routing.policy import Policy
from tests import documents
from tests.documents import DOCUMENTS, ROOT, fenced, named, quoted, table
from tests.stage import MONDAY

OPERATIONS = ROOT / "docs/operations.md"
POLICY = ROOT / "docs/policy.md"
CHECKS: tuple[Callable[[str], list[str]], ...] = (
    documents.missing_paths,
    documents.missing_code,
    documents.unknown_settings,
    documents.unknown_commands,
    documents.unknown_verbs,
    documents.unknown_targets,
)
# Written apart, so that this file doesn't name what it looks for.
_HOSTS = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", ""), ("deb", "debian", "org"))
_ELSEWHERE = re.compile(
    "|".join(re.escape(".".join(parts)) for parts in _HOSTS)
    + r"|--(?:(?:extra-)?index-url|find-links)[ =]"
    + r"|(?<![\w.])/(?:work|farm|tmp|root|Users)/[A-Za-z.]|(?<![\w.])/home/(?!iombot\b)[a-z]"
)

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=named)


@each_document
def test_links_lead_somewhere(document: Path) -> None:
    assert not documents.dead_links(document.read_text("utf-8"), document.parent)


@each_document
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_is_named_exists(document: Path, check: Callable[[str], list[str]]) -> None:
    assert not check(document.read_text("utf-8"))


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (documents.missing_paths, "It is in `bot/nothing.py`."),
        (documents.missing_paths, "All of content/data/nothing/*.yaml are read."),
        (documents.missing_code, "`bot/web.py::Web.nothing` answers."),
        (documents.missing_code, "`bot/nothing.py::Web` answers."),
        (documents.unknown_settings, "Set `SLACK_NOTHING`."),
        (documents.unknown_commands, "```console\n$ DATABASE_URL=x iombot nothing\n```"),
        (documents.unknown_commands, "`iombot contacts nothing`"),
        (documents.unknown_commands, "```\n.venv/bin/iombot ladder --nothing KEN | less\n```"),
        (documents.unknown_verbs, "Write `/iom nothing kenya`."),
        (documents.unknown_targets, "```\nmake nothing\n```"),
    ],
)
def test_what_does_not_exist_is_found(check: Callable[[str], list[str]], text: str) -> None:
    assert len(check(text)) == 1


@pytest.mark.parametrize("target", ["nothing.md", "docs/nothing.md", "README.md#nothing", "#no"])
def test_a_link_to_nowhere_is_found(target: str, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Something\n", "utf-8")
    assert documents.dead_links(f"# Title\n[here]({target})", tmp_path) == [target]
    assert not documents.dead_links("[a](README.md#something) [b](https://example.org)", tmp_path)


def test_every_setting_is_explained_with_its_default() -> None:
    explained = table(OPERATIONS.read_text("utf-8"), "setting")
    assert {name.strip("`") for name in explained} == documents.settings()
    for name, field in Settings.model_fields.items():
        default = "none" if field.default in (None, ()) else f"`{field.default}`"
        assert explained[f"`{name.upper()}`"][0] == default, name


def test_every_command_is_explained() -> None:
    rows = table(OPERATIONS.read_text("utf-8"), "command")
    shown = [tuple(shlex.split(row.strip("`"))[1:3]) for row in rows]
    for name, command in cli.commands.items():
        subcommands = set(command.commands) if isinstance(command, click.Group) else None
        called = [words for words in shown if words[0] == name]
        assert called, name
        assert subcommands is None or {words[1] for words in called} == subcommands


def test_every_figure_is_explained() -> None:
    async def tick() -> None: ...

    backlog = Backlog(None, None, 0, {2: 1})
    text, _ = exposition(backlog, Heartbeat((tick,), 1.0), MONDAY, Figures())
    given = re.findall(r"^# TYPE (\w+) ", text.decode(), re.MULTILINE)
    assert {f"`{name}`" for name in given} == set(table(OPERATIONS.read_text("utf-8"), "figure"))


def test_every_key_of_the_policy_is_explained() -> None:
    explained = quoted(" ".join(table(POLICY.read_text("utf-8"), "key")))
    severities = {f"waits.{severity}" for severity in Policy().waits}
    assert severities <= explained
    assert explained - severities == {
        re.sub(r"^waits\.\w+", "waits.*", key) for key in _keys(_PolicyFile)
    }


def test_the_policy_that_is_shown_is_the_built_in_one_complete(tmp_path: Path) -> None:
    text = fenced(POLICY.read_text("utf-8"), "yaml")[0]
    file = tmp_path / "policy.yaml"
    file.write_text(text, "utf-8")
    assert load_policy(file) == Policy()
    assert set(_leaves(yaml.safe_load(text))) == set(_keys(_PolicyFile))


def _keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if model is _PolicyFile and name == "waits":
            for severity in Policy().waits:
                yield from _keys(_Wait, f"waits.{severity}.")
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _keys(kind, f"{prefix}{name}.")
        else:
            yield prefix + name


def _leaves(tree: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    for name, value in tree.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name


def test_every_proposal_is_explained() -> None:
    rows = table((ROOT / "docs/content.md").read_text("utf-8"), "slug")
    assert quoted(" ".join(rows)) == set(load_proposals())


def test_every_scope_is_explained() -> None:
    rows = table((ROOT / "docs/slack.md").read_text("utf-8"), "scope")
    assert quoted(" ".join(rows)) == set(SCOPES)


def test_every_reason_to_reject_an_activity_is_explained() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "adapters/teams").glob("*.py")]
    given = {pair for text in sources for pair in re.findall(r'Rejected\((\d+), "(\w+)"\)', text)}
    rows = re.findall(
        r"^\| (4\d\d) \| ([^|]+) \|", (ROOT / "docs/teams.md").read_text("utf-8"), re.MULTILINE
    )
    assert {(status, code) for status, codes in rows for code in quoted(codes)} == given


def test_every_decision_is_listed_and_has_its_parts() -> None:
    folder = ROOT / "docs/adr"
    decisions = {path.name: path.read_text("utf-8") for path in folder.glob("0*.md")}
    listed = re.findall(r"\]\((0[^)]+)\)", (folder / "README.md").read_text("utf-8"))
    assert sorted(decisions) == listed
    for name, text in decisions.items():
        assert text.startswith(f"# {name[:4]}. "), name
        assert re.search(r"^Status: \w+.* · Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE), name
        parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences"], name


def test_no_file_names_a_package_host_or_a_place_on_somebodys_machine() -> None:
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]
    assert len(files) > len(DOCUMENTS)
    assert not [
        f"{named(file)}:{number}: {line[:100]}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1)
        if _ELSEWHERE.search(line)
    ]


@pytest.mark.parametrize(
    ("line", "is_elsewhere"),
    [
        ("--find-" + "links wheels", True),
        ("see /" + "tmp/notes.txt", True),
        ("in /" + "home/somebody", True),
        ("from files.pythonhosted" + ".org", True),
        ("WORKDIR /home/" + "iombot", False),
        ("https://bot.example.org/work/", False),
    ],
)
def test_what_counts_as_elsewhere(line: str, is_elsewhere: bool) -> None:
    assert bool(_ELSEWHERE.search(line)) is is_elsewhere
