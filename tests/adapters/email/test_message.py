"""Deliveries as mails: readable without the bot, and safe whatever they hold."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.email.message import Sender, render
from adapters.email.plain import WIDTH, plain
from routing.card import Action, Card, Choice, Fact, Link, Menu, Section
from routing.notices import Delivery, Recipient

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SENDER = Sender.parse("Qui peut aider ? <bot@Example.org>")
AMINA = Recipient("mail", "amina@example.org", "Amina Exemple-Épée", "fr")
CARD = Card(
    "Abri au Kenya : on demande votre aide",
    text=(
        "Quelqu'un demande de l'aide pour des abris d'urgence à Garissa, et vous êtes le contact "
        "du bureau de pays pour ce sujet.",
    ),
    facts=(Fact("Gravité", "élevée"), Fact("Demandé par", "Ben Example, ben@example.org")),
    sections=(Section("Échelle", ("1. Bureau de pays", "2. RTS de Nairobi")),),
    links=(
        Link("Écrire", "mailto:ben@example.org"),
        Link("Ouvrir", "https://bot.example.org/cases/7?" + "x" * 100),
    ),
    actions=(Action("ack", "Je m'en charge", "7"),),
    menus=(Menu("choose", "Sujet", (Choice("WASH", "wash"),)),),
    footer=("Les réponses à ce message ne sont pas lues.",),
    reference="IOM-7",
)
TEXT = """\
Abri au Kenya : on demande votre aide [IOM-7]

Quelqu'un demande de l'aide pour des abris d'urgence à Garissa, et vous
êtes le contact du bureau de pays pour ce sujet.

Gravité: élevée
Demandé par: Ben Example, ben@example.org

Échelle
- 1. Bureau de pays
- 2. RTS de Nairobi

Écrire: ben@example.org
Ouvrir: https://bot.example.org/cases/7?{x}

Les réponses à ce message ne sont pas lues.
""".format(x="x" * 100)


def delivery(card: Card = CARD, to: Recipient = AMINA, key: str = "notice-1") -> Delivery:
    return Delivery(key, to, card, thread="case-7")


def received(mail: EmailMessage) -> EmailMessage:
    """The mail as a mail program reads it."""
    return message_from_bytes(mail.as_bytes(), _class=EmailMessage, policy=default)


def text_of(mail: EmailMessage) -> str:
    return str(received(mail).get_content()).replace("\r\n", "\n")


def test_the_text_makes_sense_without_the_bot() -> None:
    mail = render(delivery(), SENDER, NOW)
    assert text_of(mail) == TEXT
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"


def test_the_headers() -> None:
    mail = received(render(delivery(), SENDER, NOW))
    assert mail["From"] == "Qui peut aider ? <bot@example.org>"
    assert mail["To"] == "Amina Exemple-Épée <amina@example.org>"
    assert mail["Subject"] == "[IOM-7] Abri au Kenya : on demande votre aide"
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "fr"
    assert mail["In-Reply-To"] == mail["References"] != mail["Message-ID"]
    assert mail["Message-ID"].endswith("@example.org>")


def test_a_mail_that_is_sent_again_is_the_same_mail() -> None:
    later = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
    first, again = render(delivery(), SENDER, NOW), render(delivery(), SENDER, later)
    other = render(delivery(key="notice-2"), SENDER, NOW)
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first["References"] == other["References"]


def test_a_reference_in_the_title_stands_there_once() -> None:
    mail = render(delivery(Card("IOM-7 is closed", reference="IOM-7")), SENDER, NOW)
    assert mail["Subject"] == "IOM-7 is closed"
    assert text_of(mail) == "IOM-7 is closed\n"


def test_lines_are_short_except_for_urls() -> None:
    lines = render(delivery(), SENDER, NOW).get_content().splitlines()
    assert [line for line in lines if len(line) > WIDTH] == [
        "Ouvrir: https://bot.example.org/cases/7?" + "x" * 100
    ]


def test_line_breaks_of_a_text_stay() -> None:
    assert plain(Card("T", text=("a\r\nb\rc\n\nd",))) == "T\n\na\nb\nc\n\nd\n"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.org",
        "a@",
        "a b@example.org",
        "a@b@c",
        "a@example.org\nBcc: x@example.org",
        "a@example.org, b@example.org",
        "<a@example.org>",
        "é@example.org",
        "a@[127.0.0.1]",
        "a@" + "x" * 70 + ".org",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        render(delivery(to=Recipient("mail", address, "A", "en")), SENDER, NOW)


def test_a_domain_in_other_letters_is_written_in_ascii() -> None:
    mail = render(delivery(to=Recipient("mail", "a@bücher.example.org", "", "en")), SENDER, NOW)
    assert mail["To"] == "a@xn--bcher-kva.example.org"


def test_a_sender_on_this_machine() -> None:
    assert Sender.parse("iom-bot@localhost").domain == "localhost"


@pytest.mark.parametrize("mail_from", ["", "nobody", "Name <>", "Name <a@>"])
def test_a_sender_that_cant_be_read(mail_from: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        Sender.parse(mail_from)


NASTY = st.text() | st.sampled_from(
    ["\r\nBcc: x@example.org", "a\r\n\r\nbody", "\x00\x85\u2028", '"', ",;<>@", "é" * 90, "\ud800"]
)
HEADERS = {
    "from", "to", "subject", "date", "message-id", "in-reply-to", "references",
    "auto-submitted", "x-auto-response-suppress", "content-language", "content-type",
    "content-transfer-encoding", "mime-version",
}  # fmt: skip


@settings(deadline=None)
@given(title=NASTY, name=NASTY, text=NASTY, key=st.text())
def test_nothing_gets_into_the_headers(title: str, name: str, text: str, key: str) -> None:
    card = Card(title, text=(text,), reference="IOM-7")
    mail = render(delivery(card, Recipient("mail", "a@example.org", name, "en"), key), SENDER, NOW)
    read = message_from_bytes(mail.as_bytes(), policy=SMTP)
    assert sorted(header.lower() for header, _ in read.items()) == sorted(HEADERS)
    assert [address.addr_spec for address in read["To"].addresses] == ["a@example.org"]
    assert "IOM-7" in str(read["Subject"])
    assert all(len(line) <= 998 for line in mail.as_bytes().split(b"\r\n"))
