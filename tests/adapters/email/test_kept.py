"""Mails that nothing can send are kept, for a person to send."""

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from adapters.email.kept import MAX_BODY, KeptMail
from routing.card import Card
from routing.notices import Delivery, Kept, Later, Outcome, Recipient, Refused

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
AMINA = Recipient("mail", "amina+x@example.org", "Amina", "fr")
CARD = Card("Abri & eau ?", text=("Une ligne,\nune autre é",), reference="IOM-7")


def kept_in(folder: Path) -> KeptMail:
    return KeptMail(folder, "bot@example.org", lambda: NOW)


def keep(folder: Path, delivery: Delivery) -> Outcome:
    return asyncio.run(kept_in(folder).send(delivery))


def test_a_mail_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "mail"
    outcome = keep(folder, Delivery("notice-1", AMINA, CARD))
    assert isinstance(outcome, Kept)
    path = Path(outcome.path)
    assert [path] == list(folder.iterdir())
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    mail = message_from_bytes(path.read_bytes())
    assert mail["To"] == "Amina <amina+x@example.org>"
    assert mail["X-Unsent"] == "1"


def test_a_delivery_that_comes_again_has_the_same_file(tmp_path: Path) -> None:
    first = keep(tmp_path, Delivery("notice-1", AMINA, CARD))
    assert first == keep(tmp_path, Delivery("notice-1", AMINA, CARD))
    keep(tmp_path, Delivery("../../notice 2", AMINA, CARD))
    assert len(list(tmp_path.iterdir())) == 2


async def test_the_link_opens_the_mail_in_any_program(tmp_path: Path) -> None:
    outcome = await kept_in(tmp_path).send(Delivery("notice-1", AMINA, CARD))
    assert isinstance(outcome, Kept)
    link = urlsplit(outcome.mailto)
    assert (link.scheme, unquote(link.path)) == ("mailto", "amina+x@example.org")
    fields = parse_qs(link.query, strict_parsing=True)
    assert fields["subject"] == ["[IOM-7] Abri & eau ?"]
    assert fields["body"] == ["Abri & eau ? [IOM-7]\r\n\r\nUne ligne,\r\nune autre é"]
    assert "+" not in outcome.mailto


async def test_a_long_text_is_cut_between_characters(tmp_path: Path) -> None:
    long = Card("Title", text=("é🙂" * 5000,))
    outcome = await kept_in(tmp_path).send(Delivery("notice-1", AMINA, long))
    assert isinstance(outcome, Kept)
    body = outcome.mailto.partition("&body=")[2]
    assert MAX_BODY - 12 < len(body) <= MAX_BODY
    assert unquote(body, errors="strict").startswith("Title\r\n\r\né🙂")


async def test_what_goes_wrong(tmp_path: Path) -> None:
    nobody = Recipient("mail", "nobody", "", "en")
    channel = kept_in(tmp_path)
    assert await channel.send(Delivery("n", nobody, CARD)) == Refused("bad_address")
    (tmp_path / "file").write_text("in the way")
    blocked = kept_in(tmp_path / "file")
    assert await blocked.send(Delivery("n", AMINA, CARD)) == Later("cannot_write")


async def test_nothing_to_ask_or_change(tmp_path: Path) -> None:
    channel = kept_in(tmp_path)
    delivery = Delivery("n", AMINA, CARD)
    assert await channel.settle(delivery) is None
    assert await channel.update(delivery) == Refused("mail_cannot_change")
