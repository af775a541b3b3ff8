"""Mail over SMTP as a way to reach people."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Final

from adapters.email.message import Clock, Sender, render
from adapters.email.smtp import DEADLINE, Conversation, Envelope, Server
from routing.notices import Delivery, Later, Outcome, Refused, Unknown

logger = logging.getLogger(__name__)

THREADS: Final = 4
GRACE: Final = 2.0
"""Seconds beyond the deadline: looking up a name isn't bounded by a socket's time-out."""
CANNOT_CHANGE: Final = Refused("mail_cannot_change")


def _now() -> datetime:
    return datetime.now(UTC)


class MailChannel:
    """Sends mails in ``threads`` threads, each within ``deadline`` seconds.

    Raises ValueError for a ``smtp_url`` or ``mail_from`` that can't be read. ``clock`` dates the
    mails. ``tls`` says which certificates are believed: by default those that the system does.
    """

    def __init__(
        self,
        smtp_url: str,
        mail_from: str,
        clock: Clock = _now,
        deadline: float = DEADLINE,
        tls: ssl.SSLContext | None = None,
        threads: int = THREADS,
    ) -> None:
        self._server = Server.parse(smtp_url)
        self._sender = Sender.parse(mail_from)
        self._clock = clock
        self._deadline = deadline
        self._tls = tls or ssl.create_default_context()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="mail")

    async def send(self, delivery: Delivery) -> Outcome:
        """Hand the mail to the server; ``message`` of what is sent is its Message-ID."""
        try:
            mail = render(delivery, self._sender, self._clock())
        except ValueError:
            return Refused("bad_address")
        to = mail["To"].addresses[0].addr_spec
        envelope = Envelope(
            self._sender.address.addr_spec, to, mail.as_bytes(), str(mail["Message-ID"])
        )
        return await self._in_thread(envelope, delivery.in_time)

    async def settle(self, delivery: Delivery) -> Outcome | None:  # noqa: ARG002
        """Always None: SMTP can't be asked. A repeated mail has the same Message-ID."""
        return None

    async def update(self, delivery: Delivery) -> Outcome:  # noqa: ARG002
        """Always refused: a mail that was sent doesn't change."""
        return CANNOT_CHANGE

    async def close(self) -> None:
        """Let the conversations under way end."""
        await asyncio.to_thread(self._threads.shutdown)

    async def _in_thread(self, envelope: Envelope, in_time: Callable[[], bool]) -> Outcome:
        job = self._threads.submit(self._deliver, envelope, in_time)
        done, _ = await asyncio.wait({asyncio.wrap_future(job)}, timeout=self._deadline + GRACE)
        if not done:
            return _given_up(job)
        try:
            return job.result()
        except Exception:
            logger.exception("a mail can't be sent")
            return Unknown("failed")

    def _deliver(self, envelope: Envelope, in_time: Callable[[], bool]) -> Outcome:
        conversation = Conversation(self._server, self._tls, self._deadline, in_time=in_time)
        return conversation.deliver(envelope)


def _given_up(job: Future[Outcome]) -> Outcome:
    # A job that hadn't begun sends nothing any more; one that had may still.
    return Later("busy") if job.cancel() else Unknown("timeout")
