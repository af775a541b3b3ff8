"""Whoever is asked by mail answers on a small page; opening it changes nothing."""

import re
from datetime import timedelta

import pytest

from bot.signed_links import PATHS
from tests.pages import links_in, look, press
from tests.stage import Stage
from tests.transcripts.cast import STEWARD, directory, on_both, settings
from tests.transcripts.mail_links import (
    AS_OF,
    JOSEPH,
    PUBLIC,
    asked,
    where_from,
    who,
    with_steward,
    with_url,
)
from tests.transcripts.test_own_entry import lines, mails_to


@on_both
@with_url
async def test_only_the_button_confirms(stage: Stage) -> None:
    link = await asked(stage)
    page = await look(stage, link)
    assert page.status == 200
    assert "Is this still right?" in page.text
    assert JOSEPH in page.text
    assert not (await stage.web.head(link)).text
    assert (await who(stage)).count(AS_OF) >= 2, "a mail scanner that follows links does nothing"
    done = await press(stage, page, "confirm")
    assert done.status == 200
    assert "confirmed as of today" in done.text
    today = stage.clock.at.date().isoformat()
    assert f"Joseph Example · {JOSEPH} (confirmed {today})" in await who(stage)
    assert await where_from(stage, "confirmed") == {"mail"}
    before = await lines(stage)
    again = await press(stage, page, "confirm")
    assert "confirmed as of today" in again.text
    assert await lines(stage) == before, "pressed twice, done once"


@with_url
async def test_the_page_is_safe_to_open_anywhere(stage: Stage) -> None:
    page = await look(stage, await asked(stage))
    headers = page.answer.headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script" not in page.tags
    assert "://" not in page.answer.text.replace(PUBLIC, "")
    labels = set(re.findall(r'<label for="([^"]+)"', page.answer.text))
    ids = re.findall(r'<(?:input|select|textarea) [^>]*id="([^"]+)"', page.answer.text)
    assert set(ids) == labels
    assert len(ids) == len(labels) >= 8
    assert page.tags.count("h1") == 1


@on_both
@with_steward
async def test_away_and_back_on_the_page(stage: Stage) -> None:
    link = await asked(stage)
    page = await look(stage, link)
    for wrong in ("", "soon", "2020-01-01", "2126-01-01"):
        page = await press(stage, page, "away", until=wrong)
        assert page.status == 422
        assert page.form("away").fields["in.until"] == wrong
    until = (stage.clock.at.date() + timedelta(days=9)).isoformat()
    done = await press(stage, page, "away", until=until)
    assert f"away until {until}" in done.text
    assert "Amina Example stands in" in done.text
    assert "/iom" not in done.text
    await stage.work()
    assert f"You are away until {until}" in mails_to(stage, JOSEPH)
    gone = f"AWAY until {until}"
    assert gone in await who(stage)
    assert await where_from(stage, "away") == {"mail"}
    back = await look(stage, link)
    assert f"You are away until {until}" in back.text
    await press(stage, back, "confirm")
    assert gone not in await who(stage)
    bare = {**back.form("away").fields, "in.until": until}
    del bare["once"]
    for sent in (bare, back.form("confirm").fields, bare):
        assert (await stage.web.post("/confirm", data=sent)).status_code == 200
    assert gone in await who(stage), "what comes without a form's own number is new each time"
    await press(stage, await look(stage, link), "confirm")
    page = await look(stage, link)
    assert until in (await press(stage, page, "away", until=until)).text
    assert gone in await who(stage), "not taken for the first time again"


@on_both
@with_steward
async def test_not_me(stage: Stage) -> None:
    page = await look(stage, await asked(stage))
    assert "marked as doubtful" in (await press(stage, page, "notme")).text
    await stage.pass_time(5)
    assert "Somebody else answers there: Joseph Example" in mails_to(stage, STEWARD)
    assert await where_from(stage, "doubtful") == {"mail"}


@on_both
@with_steward
@pytest.mark.parametrize("answer", ["confirm", "notme"])
async def test_handed_over_by_links_alone(stage: Stage, answer: str) -> None:
    link = await asked(stage)
    page = await look(stage, link)
    for wrong, says in (("zola", "mail address"), (JOSEPH, "your own"), ("", "fill this in")):
        bad = await press(stage, page, "change", "handed", name="Zola Example", email=wrong)
        assert (bad.status, says in bad.text) == (422, True)
    done = await press(
        stage, page, "change", "handed", name="Zola <b>Example", email="zola@example.org"
    )
    assert "is asked to accept" in done.text
    await stage.pass_time(5)
    assert "Zola <b>Example is asked to take your entries over" in mails_to(stage, JOSEPH)
    (offer,) = links_in(stage, "zola@example.org")
    assert offer.startswith("/accept?")
    opened = await look(stage, offer)
    assert "Joseph Example has handed over to you" in opened.text
    assert "Joseph Example" in await who(stage)
    answered = await press(stage, opened, answer)
    assert answered.status == 200
    assert (await press(stage, opened, answer)).text == answered.text
    assert (await look(stage, offer)).status == 410
    await stage.pass_time(5)
    if answer == "confirm":
        assert "Zola &lt;b&gt;Example" not in answered.text
        assert "zola@example.org" in await who(stage)
        assert "Handed over to Zola" in mails_to(stage, JOSEPH)
        assert (await look(stage, link)).status == 410
        assert await where_from(stage, "given_on") == {"mail"}
    else:
        assert "Joseph Example" in await who(stage)
        assert "has not accepted a handover" in mails_to(stage, JOSEPH)
        assert "has not accepted a handover" in mails_to(stage, STEWARD)
        assert await where_from(stage, "declined") == {"mail"}


@with_url
@pytest.mark.parametrize(
    ("language", "question", "fault", "done"),
    [
        ("fr", "Est-ce toujours exact", "Aucun téléphone", "confirmée à la date d'aujourd'hui"),
        ("es", "¿Sigue siendo correcto?", "Ningún teléfono", "confirmada con fecha de hoy"),
    ],
)
async def test_in_their_language(
    stage: Stage, language: str, question: str, fault: str, done: str
) -> None:
    line = f"rts:nairobi,2,Josè <script>,{JOSEPH},,,,{language},Africa/Nairobi,2026-02-20"
    await stage.import_contacts(directory(joseph=line))
    page = await look(stage, await asked(stage))
    assert page.language == language
    assert question in page.text
    assert "Josè &lt;script&gt;" in page.answer.text
    assert "script" not in page.tags
    wrong = await press(stage, page, "change", "entry?", phone="12")
    assert wrong.language == language
    assert fault in wrong.text
    assert done in (await press(stage, page, "confirm")).text


@with_url
async def test_the_mail_says_what_the_page_is_for_and_nothing_that_needs_a_chat(
    stage: Stage,
) -> None:
    await asked(stage)
    text = mails_to(stage, JOSEPH)
    assert "handed over or are away" in text
    assert "/iom confirm" not in text


async def test_without_an_address_from_outside_the_mail_says_where_to_write(stage: Stage) -> None:
    await stage.pass_time(days=84)
    (mail,) = [m for m in stage.smtp.mails if JOSEPH in m["To"]]
    assert "/iom confirm" in mail.get_content()
    assert "confirm?t=" not in mail.get_content()
    for path in PATHS.values():
        assert (await stage.web.get(path)).status_code == 410


@settings(public_url=PUBLIC, offset=3600)
async def test_a_rehearsal_says_so(stage: Stage) -> None:
    assert "rehearsal" in (await look(stage, await asked(stage))).text.lower()


@on_both
@with_url
async def test_who_has_no_chat_sees_what_is_kept_about_them(stage: Stage) -> None:
    link = await asked(stage)
    shown = await press(stage, await look(stage, link), "choose")
    assert shown.status == 200
    for part in ("What is kept about you", JOSEPH, "+254 700 000011", "tell whoever keeps"):
        assert part in shown.text, part
    assert "Nothing is kept" not in shown.text
    assert "amina" not in shown.text.lower()
    assert AS_OF in await who(stage), "nothing was changed"
    mail = stage.smtp.mails[-1].get_content()
    assert "The page also shows all that is kept about you" in " ".join(mail.split())
