"""Whoever is asked by mail confirms on a small page; opening it changes nothing."""

import re
from datetime import timedelta

import pytest

from bot.confirm_links import asked, read_token, token_of
from tests.builders import contact
from tests.stage import MONDAY, Stage
from tests.transcripts.cast import EVE, directory, on_both, settings

PUBLIC = "https://bot.example.org/doe/"
AS_OF = "confirmed 2026-02-20"
with_url = settings(public_url=PUBLIC)
KEY = b"k" * 32


async def token_for(stage: Stage, address: str = "joseph@example.org") -> str:
    """The link's token in the mail that asks somebody."""
    await stage.pass_time(days=84)
    (mail,) = [m for m in stage.smtp.mails if address in m["To"]]
    found = re.search(r"https://bot\.example\.org/doe/confirm\?t=([\w.-]+)", mail.get_content())
    assert found, mail.get_content()
    return found.group(1)


@on_both
@with_url
async def test_only_the_button_confirms(stage: Stage) -> None:
    token = await token_for(stage)
    page = await stage.web.get("/confirm", params={"t": token})
    assert page.status_code == 200
    assert "Is this still right?" in page.text
    assert "joseph@example.org" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    ladder = await stage.slash(EVE, "who shelter kenya")
    assert ladder.count(AS_OF) >= 2, "a mail scanner that follows links confirms nothing"
    done = await stage.web.post("/confirm", data={"t": token})
    assert done.status_code == 200
    assert "confirmed as of today" in done.text
    today = stage.clock.at.date().isoformat()
    assert f"Joseph Example · joseph@example.org (confirmed {today})" in await stage.slash(
        EVE, "who shelter kenya"
    )


@settings(public_url=PUBLIC)
async def test_in_their_language(stage: Stage) -> None:
    french = "rts:nairobi,2,Josèphe <b>,joseph@example.org,,,,fr,Africa/Nairobi,2026-02-20"
    await stage.import_contacts(directory(joseph=french))
    page = await stage.web.get("/confirm", params={"t": await token_for(stage)})
    assert "Est-ce toujours exact" in page.text
    assert "Josèphe &lt;b&gt;" in page.text
    assert 'lang="fr"' in page.text


@with_url
@pytest.mark.parametrize("cut", [1, 20, 200])
async def test_a_link_that_was_changed_does_not_hold(stage: Stage, cut: int) -> None:
    token = await token_for(stage)
    for wrong in ("", token[:-cut], token[cut:], f"{token}x", token.replace(".", "")):
        for answer in (
            await stage.web.get("/confirm", params={"t": wrong}),
            await stage.web.post("/confirm", data={"t": wrong}),
        ):
            assert answer.status_code == 410
            assert "joseph" not in answer.text.lower()
    assert AS_OF in await stage.slash(EVE, "who shelter kenya")


@with_url
async def test_a_link_ends_with_the_round_and_with_a_change(stage: Stage) -> None:
    token = await token_for(stage)
    other = "rts:nairobi,2,Joseph Example,joseph@example.org,+254 700 000099,,,en,,2026-02-20"
    await stage.import_contacts(directory(joseph=other))
    assert (await stage.web.get("/confirm", params={"t": token})).status_code == 410
    await stage.import_contacts(directory())
    assert (await stage.web.get("/confirm", params={"t": token})).status_code == 200
    stage.clock.at += timedelta(days=15)
    assert (await stage.web.post("/confirm", data={"t": token})).status_code == 410


async def test_without_an_address_from_outside_the_mail_says_where_to_write(stage: Stage) -> None:
    await stage.pass_time(days=84)
    (mail,) = [m for m in stage.smtp.mails if "joseph@example.org" in m["To"]]
    assert "/iom confirm" in mail.get_content()
    assert "confirm?t=" not in mail.get_content()
    assert (await stage.web.get("/confirm")).status_code == 410


def test_a_token_says_what_it_was_made_of_until_its_time() -> None:
    about = asked([contact("rts:nairobi")], MONDAY)
    token = token_of(about, KEY)
    assert read_token(token, KEY, MONDAY) == about
    assert read_token(token, KEY, MONDAY + timedelta(seconds=1)) is None
    assert read_token(token, b"x" * 32, MONDAY) is None
    assert read_token("é.é", KEY, MONDAY) is None
