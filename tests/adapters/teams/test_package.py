"""The app package that an administrator uploads to Teams."""

import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from adapters.teams.package import build, main

APP_ID = "11111111-AAAA-4aaa-8aaa-111111111111"


def size_of(png: bytes) -> tuple[int, int]:
    """The size in a PNG's header; checks that the picture has as many pixels."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    length = struct.unpack(">I", png[33:37])[0]
    assert len(zlib.decompress(png[41 : 41 + length])) == height * (1 + 4 * width)
    return width, height


def test_the_package_holds_manifest_and_icons(tmp_path: Path) -> None:
    out = tmp_path / "app.zip"
    assert main([APP_ID, "bot.example.org", str(out)]) == 0
    with zipfile.ZipFile(out) as package:
        assert sorted(package.namelist()) == ["color.png", "manifest.json", "outline.png"]
        manifest = json.loads(package.read("manifest.json"))
        assert size_of(package.read("color.png")) == (192, 192)
        assert size_of(package.read("outline.png")) == (32, 32)
    assert manifest["id"] == manifest["bots"][0]["botId"] == APP_ID.lower()
    assert manifest["validDomains"] == ["bot.example.org"]
    assert "{" not in json.dumps([manifest["developer"], manifest["id"]]).replace('{"', "")


def test_the_manifest_keeps_to_teams_limits(tmp_path: Path) -> None:
    out = tmp_path / "app.zip"
    build(APP_ID, "bot.example.org", out)
    with zipfile.ZipFile(out) as package:
        manifest = json.loads(package.read("manifest.json"))
    assert len(manifest["name"]["short"]) <= 30
    assert len(manifest["name"]["full"]) <= 100
    assert len(manifest["description"]["short"]) <= 80
    assert len(manifest["description"]["full"]) <= 4000
    commands = manifest["bots"][0]["commandLists"][0]["commands"]
    assert 0 < len(commands) <= 10
    for command in commands:
        assert len(command["title"]) <= 32
        assert len(command["description"]) <= 128


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-uuid", "bot.example.org", "x.zip"],
        [APP_ID, "https://bot.example.org/", "x.zip"],
        [APP_ID, 'bot.example.org"', "x.zip"],
        [APP_ID, "bot.example.org", "missing/folder/x.zip"],
    ],
)
def test_wrong_arguments(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
