"""Mails over SMTP against a real server, and each place in which the conversation can break."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.email.channel import MailChannel
from adapters.email.smtp import Conversation, Envelope, Server, transparent
from routing.card import Card
from routing.notices import Delivery, Later, Outcome, Recipient, Refused, Sent, Unknown
from routing.retry import HELD_UP
from tests.fakes.smtp import FakeSmtp, Stage

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
AMINA = Recipient("mail", "amina@example.org", "Amina Example", "en")
DELIVERY = Delivery("notice-1", AMINA, Card("Shelter", text=(".", "..dots"), reference="IOM-7"))
MAIL_FROM = "Who can help <bot@example.org>"


@pytest.fixture
async def server() -> AsyncIterator[FakeSmtp]:
    async with FakeSmtp() as server:
        yield server


@pytest.fixture
async def channel(server: FakeSmtp) -> AsyncIterator[MailChannel]:
    channel = MailChannel(server.url, MAIL_FROM, lambda: NOW, deadline=5)
    yield channel
    await channel.close()


async def send_once(url: str, deadline: float = 5.0) -> Outcome:
    channel = MailChannel(url, MAIL_FROM, lambda: NOW, deadline)
    outcome = await channel.send(DELIVERY)
    await channel.close()
    return outcome


async def test_a_mail_arrives_as_it_was_written(channel: MailChannel, server: FakeSmtp) -> None:
    outcome = await channel.send(DELIVERY)
    (mail,), (envelope,) = server.mails, server.envelopes
    assert outcome == Sent(mail["Message-ID"])
    assert mail["Subject"] == "[IOM-7] Shelter"
    assert mail.get_content() == "Shelter [IOM-7]\r\n\r\n.\r\n\r\n..dots\r\n"
    assert envelope.mail_from == "bot@example.org"
    assert envelope.rcpt_tos == ["amina@example.org"]


@pytest.mark.parametrize(
    ("stage", "reply", "outcome"),
    [
        ("CONNECT", "421 too busy", Later("smtp_421")),
        ("CONNECT", "554 no service", Refused("server_554")),
        ("MAIL", "451 later", Later("smtp_451")),
        ("MAIL", "550 not you", Refused("sender_550")),
        ("RCPT", "450 greylisted", Later("smtp_450")),
        ("RCPT", "452 full", Later("smtp_452")),
        ("RCPT", "550 no such user", Refused("smtp_550")),
        ("RCPT", "551 not here", Refused("smtp_551")),
        ("RCPT", "553 bad name", Refused("smtp_553")),
        ("RCPT", "554 no", Refused("smtp_554")),
        ("RCPT", "530 log in first", Refused("server_530")),
        ("DATA", "451 later", Later("smtp_451")),
        ("DATA", "554 no valid recipients", Refused("smtp_554")),
        ("CONTENT", "451 later", Later("smtp_451")),
        ("CONTENT", "552 too big", Refused("smtp_552")),
        ("CONTENT", "554 spam", Refused("smtp_554")),
        ("CONTENT", "nonsense", Unknown("lost_after_data")),
    ],
)
async def test_what_the_server_says(
    channel: MailChannel, server: FakeSmtp, stage: Stage, reply: str, outcome: Outcome
) -> None:
    server.refuse(stage, reply)
    assert await channel.send(DELIVERY) == outcome
    assert server.mails == []
    server.work()
    assert isinstance(await channel.send(DELIVERY), Sent)


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("CONNECT", Later("connection_failed")),
        ("MAIL", Later("connection_failed")),
        ("RCPT", Later("connection_failed")),
        ("DATA", Later("connection_failed")),
        ("CONTENT", Unknown("lost_after_data")),
    ],
)
async def test_where_the_connection_breaks(
    channel: MailChannel, server: FakeSmtp, stage: Stage, outcome: Outcome
) -> None:
    server.drop(stage)
    assert await channel.send(DELIVERY) == outcome


@pytest.mark.parametrize(
    ("stage", "outcomes"),
    [
        ("CONNECT", (Later("timeout"), Later("connection_failed"))),
        ("RCPT", (Later("timeout"), Later("connection_failed"))),
        ("CONTENT", (Unknown("lost_after_data"),)),
    ],
)
async def test_a_server_that_is_silent(
    server: FakeSmtp, stage: Stage, outcomes: tuple[Outcome, ...]
) -> None:
    server.hold(stage)
    assert await send_once(server.url, deadline=0.2) in outcomes


async def test_a_server_that_isnt_there(server: FakeSmtp) -> None:
    await server.__aexit__()
    assert await send_once(server.url) == Later("connection_failed")


async def test_more_mails_than_threads_all_arrive(channel: MailChannel, server: FakeSmtp) -> None:
    deliveries = [Delivery(f"notice-{n}", AMINA, DELIVERY.card) for n in range(12)]
    outcomes = await asyncio.gather(*(channel.send(delivery) for delivery in deliveries))
    assert {type(outcome) for outcome in outcomes} == {Sent}
    assert len({mail["Message-ID"] for mail in server.mails}) == 12


async def test_a_mail_whose_time_is_over_does_not_leave(
    channel: MailChannel, server: FakeSmtp
) -> None:
    assert await channel.send(replace(DELIVERY, in_time=lambda: False)) == HELD_UP
    assert server.mails == []
    assert isinstance(await channel.send(DELIVERY), Sent)
    assert len(server.mails) == 1


async def test_an_address_that_is_none_is_refused_unsent(
    channel: MailChannel, server: FakeSmtp
) -> None:
    to = Recipient("mail", "amina", "Amina", "en")
    assert await channel.send(Delivery("n", to, DELIVERY.card)) == Refused("bad_address")
    assert server.attempts == 0


async def test_mails_cant_be_asked_about_or_changed(channel: MailChannel) -> None:
    assert await channel.settle(DELIVERY) is None
    assert await channel.update(DELIVERY) == Refused("mail_cannot_change")


async def test_a_password_is_used(server: FakeSmtp) -> None:
    async with FakeSmtp(password="p@ss word") as locked:
        url = f"smtp://bot:p%40ss%20word@127.0.0.1:{locked.port}"
        assert isinstance(await send_once(url), Sent)
        assert await send_once(url.replace("word", "wrong")) == Refused("auth_535")
        assert await send_once(locked.url) == Refused("sender_530")


def test_a_password_isnt_sent_in_clear_over_a_network() -> None:
    server = Server("mail.example.org", 25, user="bot", password="secret")
    conversation = Conversation(server, ssl.create_default_context())

    class Open:
        sock = None
        said: list[str] = []  # noqa: RUF012

        def ehlo_or_helo_if_needed(self) -> None:
            self.said.append("EHLO")

        def has_extn(self, name: str) -> bool:
            return False

        def close(self) -> None:
            self.said.append("close")

    conversation._connect = Open  # type: ignore[method-assign,assignment]
    envelope = Envelope("a@example.org", "b@example.org", b"", "<1@example.org>")
    assert conversation.deliver(envelope) == Later("tls_not_offered")
    assert Open.said == ["EHLO", "close"]


Contexts = Callable[[], tuple[ssl.SSLContext, ssl.SSLContext]]


@pytest.fixture
def contexts(tmp_path: Path) -> Contexts:
    """A server's and a client's context that trust one certificate, made here."""

    def make() -> tuple[ssl.SSLContext, ssl.SSLContext]:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
        now = datetime.now(UTC)
        address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(address, critical=False)
            .sign(key, SHA256())
        )
        path = tmp_path / "server.pem"
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(pem + certificate.public_bytes(Encoding.PEM))
        server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        server.load_cert_chain(path)
        return server, ssl.create_default_context(cafile=str(path))

    return make


async def test_starttls_is_used_where_offered(contexts: Contexts) -> None:
    server_side, client_side = contexts()
    async with FakeSmtp(password="secret", tls=server_side) as server:
        url = f"smtp://bot:secret@127.0.0.1:{server.port}"
        channel = MailChannel(url, MAIL_FROM, lambda: NOW, tls=client_side)
        assert isinstance(await channel.send(DELIVERY), Sent)
        await channel.close()


async def test_a_certificate_that_nobody_vouches_for(contexts: Contexts) -> None:
    server_side, _ = contexts()
    async with FakeSmtp(tls=server_side) as server:
        assert await send_once(server.url) == Later("tls_failed")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 25)),
        ("smtp://mail.example.org:587", Server("mail.example.org", 587)),
        ("smtps://u:p%3A@mail.example.org", Server("mail.example.org", 465, True, "u", "p:")),
    ],
)
def test_server_urls(url: str, server: Server) -> None:
    assert Server.parse(url) == server


@pytest.mark.parametrize("url", ["", "mail.example.org", "http://mail.example.org", "smtp://:25"])
def test_urls_of_no_mail_server(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        MailChannel(url, MAIL_FROM)


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (b"", b"\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b"a\r\n", b"a\r\n.\r\n"),
        (b".\r\n..\n.a", b"..\r\n...\r\n..a\r\n.\r\n"),
    ],
)
def test_dots_at_a_lines_start_are_doubled(content: bytes, sent: bytes) -> None:
    assert transparent(content) == sent
