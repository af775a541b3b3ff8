"""Slack's three steps of an upload: a place is granted, the bytes are posted, the file is shared.

Until the last step nobody sees anything. Lengths and files are checked as Slack does.
"""

import json
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack_payloads import fresh

Arguments = dict[str, Any]


class SlackError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class File:
    """``data`` is None until it was uploaded; ``title`` is given when it is shared."""

    id: str
    name: str
    length: int
    alt: str
    data: bytes | None = None
    title: str = ""
    shared: bool = False


class Files(dict[str, File]):
    """By id; ``url`` is where uploads go."""

    url = ""

    def grant(self, arguments: Arguments) -> Arguments:
        """files.getUploadURLExternal"""
        name, length = arguments.get("filename"), str(arguments.get("length", ""))
        if not name or not length.isdecimal() or int(length) == 0:
            raise SlackError("invalid_arguments")
        file = File(fresh("F"), str(name), int(length), str(arguments.get("alt_txt", "")))
        self[file.id] = file
        return {"upload_url": f"{self.url}/{file.id}", "file_id": file.id}

    def upload(self, file_id: str, data: bytes) -> int:
        """The status that the upload is answered with."""
        file = self.get(file_id)
        if file is None or file.length != len(data):
            return 400
        file.data = data
        return 200

    def share(self, arguments: Arguments) -> list[File]:
        """files.completeUploadExternal: the files that are seen from now on, with their titles."""
        found = []
        files = arguments.get("files") or []
        for wanted in json.loads(files) if isinstance(files, str) else files:
            file = self.get(wanted.get("id", ""))
            if file is None or file.data is None or file.shared:
                raise SlackError("file_not_found")
            file.title = wanted.get("title", file.name)
            found.append(file)
        if not found:
            raise SlackError("invalid_arguments")
        for file in found:
            file.shared = True
        return found
