"""One SMTP conversation (RFC 5321): what the server said, and where it broke off."""

import contextlib
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from routing.notices import Later, Outcome, Refused, Sent, Unknown
from routing.retry import HELD_UP

DEADLINE: Final = 10.0
"""Seconds for a whole conversation."""

# Replies to RCPT that say something about the mailbox, and not about this server or this session.
DEAD_MAILBOX: Final = frozenset({510, 511, 513, 521, 550, 551, 553, 554, 556})
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

_LINE_END = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over. ``implicit_tls`` is ``smtps://``; else STARTTLS if offered."""

    host: str
    port: int
    implicit_tls: bool = False
    user: str = ""
    password: str = ""

    @classmethod
    def parse(cls, url: str) -> "Server":
        """From ``smtp://user:password@host:port`` or ``smtps://…``. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("SMTP_URL must be smtp://host:port or smtps://host:port")
        implicit = parts.scheme == "smtps"
        return cls(
            parts.hostname,
            parts.port or (465 if implicit else 25),
            implicit,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail as it goes over the wire; ``message_id`` is what names it afterwards."""

    sender: str
    recipient: str
    content: bytes
    message_id: str


class _Refusal(Exception):
    """A reply that ends the conversation, and what it means."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


class Conversation:
    """Hands one mail over, within a deadline. Blocks: run it in a thread.

    ``in_time`` is asked last of all before the mail itself: where it says no, nothing was sent.
    """

    def __init__(
        self,
        server: Server,
        tls: ssl.SSLContext,
        deadline: float = DEADLINE,
        monotonic: Callable[[], float] = time.monotonic,
        in_time: Callable[[], bool] = lambda: True,
    ) -> None:
        self._server = server
        self._in_time = in_time
        self._tls = tls
        self._monotonic = monotonic
        self._until = monotonic() + deadline
        self._content_sent = False

    def deliver(self, envelope: Envelope) -> Outcome:
        """What became of the mail. Raises nothing that a network can cause."""
        try:
            with contextlib.closing(self._connect()) as smtp:
                self._greet(smtp)
                self._hand_over(smtp, envelope)
                self._leave(smtp)
        except _Refusal as refusal:
            return refusal.outcome
        except smtplib.SMTPAuthenticationError as error:
            return _replied(error.smtp_code, "auth")
        except smtplib.SMTPResponseException as error:
            if self._content_sent:
                return self._broken(error)
            return _replied(error.smtp_code, "server")
        except (smtplib.SMTPException, OSError) as error:
            return self._broken(error)
        return Sent(envelope.message_id)

    def _broken(self, error: Exception) -> Outcome:
        if self._content_sent:
            return Unknown("lost_after_data")
        if isinstance(error, ssl.SSLError):
            return Later("tls_failed")
        return Later("timeout" if isinstance(error, TimeoutError) else "connection_failed")

    def _connect(self) -> smtplib.SMTP:
        host, port, name, left = self._server.host, self._server.port, _own_name(), self._left()
        if self._server.implicit_tls:
            return smtplib.SMTP_SSL(host, port, name, timeout=left, context=self._tls)
        return smtplib.SMTP(host, port, name, timeout=left)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        self._limit(smtp)
        smtp.ehlo_or_helo_if_needed()
        is_private = self._server.implicit_tls or self._server.host in LOOPBACK
        if not self._server.implicit_tls and smtp.has_extn("starttls"):
            smtp.starttls(context=self._tls)
            smtp.ehlo_or_helo_if_needed()
            is_private = True
        if self._server.user:
            if not is_private:
                # The password would go over the network in clear.
                raise _Refusal(Later("tls_not_offered"))
            self._limit(smtp)
            smtp.login(self._server.user, self._server.password)

    def _hand_over(self, smtp: smtplib.SMTP, envelope: Envelope) -> None:
        self._limit(smtp)
        _expect(smtp.mail(envelope.sender), "sender")
        self._limit(smtp)
        code, text = smtp.rcpt(envelope.recipient)
        _expect((code, text), "smtp" if code in DEAD_MAILBOX else "server")
        self._limit(smtp)
        code, text = smtp.docmd("DATA")
        if code != 354:
            raise _Refusal(_replied(code, "smtp"))
        self._limit(smtp)
        if not self._in_time():
            raise _Refusal(HELD_UP)
        self._content_sent = True
        smtp.send(transparent(envelope.content))
        _expect(smtp.getreply(), "smtp")

    def _leave(self, smtp: smtplib.SMTP) -> None:
        # The server has the mail: how it says goodbye changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._limit(smtp)
            smtp.quit()

    def _left(self) -> float:
        left = self._until - self._monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _limit(self, smtp: smtplib.SMTP) -> None:
        if smtp.sock is not None:
            smtp.sock.settimeout(self._left())


def _own_name() -> str:
    """This machine's name for EHLO, without asking a name server, which could take long."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"


def _expect(reply: tuple[int, bytes], about: str) -> None:
    code = reply[0]
    if code == -1:
        raise smtplib.SMTPServerDisconnected("the server hung up")
    if not 200 <= code < 300:
        raise _Refusal(_replied(code, about))


def _replied(code: int, about: str) -> Refused | Later:
    """5yz is for good, everything else for now (RFC 5321, 4.2.1).

    ``about`` says what a refusal is about: ``smtp`` for the mailbox or the mail, else ``auth``,
    ``sender`` or ``server``, for which the mailbox can do nothing.
    """
    return Refused(f"{about}_{code}") if code >= 500 else Later(f"smtp_{code}")


def transparent(content: bytes) -> bytes:
    """The content between DATA's reply and its final dot, that dot included (RFC 5321, 4.5.2)."""
    lines = _DOT.sub(b"..", _LINE_END.sub(b"\r\n", content))
    return lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n")
