"""A real SMTP server on 127.0.0.1 that keeps what it gets, and goes wrong where it's told to.

async with FakeSmtp() as server:
    server.refuse("RCPT", "550 no such user")
    server.drop("CONTENT")
"""

import asyncio
import ssl
import warnings
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any, Literal, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

Stage = Literal["CONNECT", "MAIL", "RCPT", "DATA", "CONTENT"]


class FakeSmtp:
    """``mails`` are what was accepted, ``attempts`` how many connections were made.

    ``dead`` are mailboxes that are refused, each with its reply such as ``550 no such user``.

    With ``password`` it wants that password of anybody; with ``tls`` it offers STARTTLS.
    """

    def __init__(self, password: str | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.attempts = 0
        self.port = 0
        self._password = password
        self._tls = tls
        self._replies: dict[Stage, str] = {}
        self.dead: dict[str, str] = {}
        self._drops: set[Stage] = set()
        self._holds: set[Stage] = set()
        self._server: asyncio.Server | None = None
        self._open: list[_Protocol] = []

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        for protocol in self._open:
            await protocol.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def refuse(self, stage: Stage, reply: str) -> None:
        """Answer a stage with this reply from now on, such as ``451 later``."""
        self._replies[stage] = reply

    def drop(self, stage: Stage) -> None:
        """Hang up at a stage from now on; CONTENT is after the final dot, before the reply."""
        self._drops.add(stage)

    def hold(self, stage: Stage) -> None:
        """Never answer a stage from now on."""
        self._holds.add(stage)

    def work(self) -> None:
        """Do everything right again."""
        self._replies.clear()
        self.dead.clear()
        self._drops.clear()
        self._holds.clear()

    async def reply(self, stage: Stage, protocol: "_Protocol") -> str | None:
        """What a stage is answered with; None where nothing is wrong."""
        if stage in self._drops:
            protocol.hang_up()
        if stage in self._drops | self._holds:
            await asyncio.Event().wait()
        return self._replies.get(stage)

    def keep(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, _class=EmailMessage, policy=POLICY))
        self.envelopes.append(envelope)

    def _protocol(self) -> "_Protocol":
        self.attempts += 1
        options: dict[str, Any] = {}
        if self._password is not None:
            options |= {
                "authenticator": self._authenticate,
                "auth_required": True,
                "auth_require_tls": self._tls is not None,
            }
        with warnings.catch_warnings():
            # aiosmtpd warns of passwords without TLS; here they stay on this machine.
            warnings.simplefilter("ignore")
            protocol = _Protocol(self, tls_context=self._tls, **options)
        self._open.append(protocol)
        return protocol

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: Any
    ) -> AuthResult:
        given = getattr(login, "password", b"").decode()
        return AuthResult(success=given == self._password, handled=False)


class _Protocol(SMTP):
    """aiosmtpd's protocol, that asks the fake before each stage."""

    def __init__(self, fake: FakeSmtp, **options: Any) -> None:
        super().__init__(_Keeper(fake), hostname="mail.example.org", **options)
        self._fake = fake
        self._lost = asyncio.Event()

    async def stop(self) -> None:
        self.hang_up()
        await self._lost.wait()

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._lost.set()

    def hang_up(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def _handle_client(self) -> None:
        reply = await self._fake.reply("CONNECT", self)
        if reply is not None:
            await self.push(reply)
            if self.transport is not None:
                self.transport.close()
            return
        await super()._handle_client()

    async def _stage(self, stage: Stage, go_on: Callable[[str], Any], arg: str) -> None:
        reply = await self._fake.reply(stage, self)
        if reply is None:
            await go_on(arg)
        else:
            await self.push(reply)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        await self._stage("MAIL", super().smtp_MAIL, arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        dead = [reply for mailbox, reply in self._fake.dead.items() if f"<{mailbox}>" in arg]
        if dead:
            await self.push(dead[0])
        else:
            await self._stage("RCPT", super().smtp_RCPT, arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        await self._stage("DATA", super().smtp_DATA, arg)


class _Keeper:
    def __init__(self, fake: FakeSmtp) -> None:
        self._fake = fake

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: _Protocol, session: Session, envelope: Envelope
    ) -> str:
        reply = await self._fake.reply("CONTENT", server)
        if reply is not None:
            return reply
        self._fake.keep(envelope)
        return "250 kept"
