"""A delivery as a mail (RFC 5322)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from adapters.email.plain import one_line, plain
from routing.card import Card
from routing.notices import Delivery, Picture

POLICY = SMTP.clone(max_line_length=78)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who mails come from, out of MAIL_FROM: ``bot@example.org`` or ``Name <bot@example.org>``."""

    address: Address

    @classmethod
    def parse(cls, mail_from: str) -> "Sender":
        """Raises ValueError where that is no mail address."""
        name, spec = parseaddr(one_line(mail_from))
        return cls(mail_address(spec, name))

    @property
    def domain(self) -> str:
        return self.address.domain


def mail_address(spec: str, name: str = "") -> Address:
    """An address for a header. Raises ValueError unless it is ``local@domain`` in ASCII.

    A domain with other letters is written in its ASCII form.
    """
    local, at, domain = one_line(spec).rpartition("@")
    if not at or not local or not local.isascii() or " " in local:
        raise ValueError(f"not a mail address: {spec!r}")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
        address = Address(one_line(name), addr_spec=f"{local}@{ascii_domain}")
    except (MessageError, ValueError, IndexError) as error:
        raise ValueError(f"not a mail address: {spec!r}") from error
    if not address.domain or address.domain.startswith("["):
        raise ValueError(f"not a mail address: {spec!r}")
    return address


def render(delivery: Delivery, sender: Sender, now: datetime) -> EmailMessage:
    """The mail for a delivery, dated ``now`` (aware).

    Its Message-ID depends on nothing but the delivery's key, so that a mail that is sent again is
    the same mail. Raises ValueError where the recipient has no mail address.
    """
    card, to = delivery.card, delivery.to
    message = EmailMessage(policy=POLICY)
    message["From"] = sender.address
    message["To"] = mail_address(to.address, to.name)
    message["Subject"] = subject(card)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(delivery.key, sender)
    if delivery.thread:
        thread = message_id(f"thread:{delivery.thread}", sender)
        message["In-Reply-To"] = thread
        message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"
    # Exchange answers automatic mails with absence notices unless it is told not to.
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(plain(card), charset="utf-8", cte="quoted-printable")
    if delivery.picture is not None:
        _attach(message, delivery.picture)
    message["Content-Language"] = to.language
    return message


def _attach(message: EmailMessage, picture: Picture) -> None:
    """Mail programs show it below the text; what it shows is said in its description too."""
    message.add_attachment(
        picture.png, maintype="image", subtype="png", filename=picture.name, disposition="inline"
    )
    for part in message.iter_attachments():
        part["Content-Description"] = one_line(picture.alt)


def subject(card: Card) -> str:
    """The title in one line, with the case's reference."""
    title = one_line(card.title)[:150].rstrip()
    if card.reference and card.reference not in title:
        return f"[{card.reference}] {title}".rstrip()
    return title


def message_id(key: str, sender: Sender) -> str:
    """A Message-ID at the sender's domain, always the same for a key."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.domain}>"
