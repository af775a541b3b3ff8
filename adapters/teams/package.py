"""Builds the app package that a Teams administrator uploads.

    python -m adapters.teams.package APP_ID HOST OUT.zip

``APP_ID`` is the bot's Entra application id, ``HOST`` the name under which the bot is reached.
"""

import re
import sys
import uuid
import zipfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from adapters.teams.icons import color_icon, outline_icon

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")


def manifest(app_id: str, host: str) -> str:
    """The manifest. Raises ValueError unless given a UUID and a host name."""
    if not _HOST.fullmatch(host.lower()):
        raise ValueError(f"not a host name: {host!r}")
    template = files("adapters.teams").joinpath("manifest.json").read_text("utf-8")
    return template.replace("{app_id}", str(uuid.UUID(app_id))).replace("{host}", host.lower())


def build(app_id: str, host: str, out: Path) -> None:
    """Write the package: manifest and icons. Raises ValueError or OSError."""
    text = manifest(app_id, host)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("manifest.json", text)
        package.writestr("color.png", color_icon())
        package.writestr("outline.png", outline_icon())


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0, or 2 with the reason on standard error."""
    if len(arguments) != 3:
        sys.stderr.write("usage: python -m adapters.teams.package APP_ID HOST OUT.zip\n")
        return 2
    app_id, host, out = arguments
    try:
        build(app_id, host, Path(out))
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
