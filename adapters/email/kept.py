"""Mail where no server is set: kept as a file, with a link for a person to send it."""

import asyncio
import contextlib
import hashlib
import os
import tempfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Final
from urllib.parse import quote

from adapters.email.message import Clock, Sender, mail_address, render, subject
from adapters.email.plain import plain
from routing.notices import Delivery, Kept, Later, Outcome, Refused

MAX_BODY: Final = 1800
"""Characters of a link's body, percent-encoded: some programs cut links at about 2,000."""


def _now() -> datetime:
    return datetime.now(UTC)


class KeptMail:
    """Writes mails into a folder as ``.eml`` files that only the bot's own user may read.

    Raises ValueError for a ``mail_from`` that can't be read.
    """

    def __init__(self, folder: Path, mail_from: str, clock: Clock = _now) -> None:
        self._folder = folder
        self._sender = Sender.parse(mail_from)
        self._clock = clock

    async def send(self, delivery: Delivery) -> Outcome:
        """Keep the mail; a delivery that comes again has the same file."""
        try:
            mail = render(delivery, self._sender, self._clock())
        except ValueError:
            return Refused("bad_address")
        # Mail programs open such a file as a draft.
        mail["X-Unsent"] = "1"
        path = self._folder / f"{hashlib.sha256(delivery.key.encode()).hexdigest()[:40]}.eml"
        try:
            await asyncio.to_thread(_write, path, mail)
        except OSError:
            return Later("cannot_write")
        return Kept(str(path), mailto(delivery))

    async def settle(self, delivery: Delivery) -> Outcome | None:  # noqa: ARG002
        """Always None: writing again does no harm."""
        return None

    async def update(self, delivery: Delivery) -> Outcome:  # noqa: ARG002
        """Always refused: somebody may have sent the mail already."""
        return Refused("mail_cannot_change")


def mailto(delivery: Delivery) -> str:
    """A ``mailto:`` link (RFC 6068) with recipient, subject and as much text as fits."""
    to = mail_address(delivery.to.address).addr_spec
    title = quote(subject(delivery.card), safe="")
    body = _encoded(plain(delivery.card).strip(), MAX_BODY)
    return f"mailto:{quote(to, safe='@')}?subject={title}&body={body}"


def _encoded(text: str, limit: int) -> str:
    """Percent-encoded, cut between two characters to at most ``limit``."""
    parts, size = [], 0
    for character in text:
        part = "%0D%0A" if character == "\n" else quote(character, safe="")
        size += len(part)
        if size > limit:
            break
        parts.append(part)
    return "".join(parts)


def _write(path: Path, mail: EmailMessage) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes files that only their owner may read.
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(mail.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
