"""Whoever is asked by mail answers on a small page; opening it changes nothing."""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.signed_links import PATHS, Purpose, Signed, Subject, link_key, read_token, token_of
from routing.errors import StoreUnavailable
from tests.pages import links_in, look, press
from tests.stage import MONDAY, Stage
from tests.transcripts.cast import EVE, STEWARD, directory, on_both, settings
from tests.transcripts.test_own_entry import lines, mails_to

PUBLIC = "https://bot.example.org/doe/"
AS_OF = "confirmed 2026-02-20"
JOSEPH = "joseph@example.org"
with_url = settings(public_url=PUBLIC)
with_steward = settings(public_url=PUBLIC, stewards=(STEWARD,))
KEY = b"k" * 32


async def asked(stage: Stage, address: str = JOSEPH) -> str:
    """The link in the mail that asks somebody."""
    await stage.pass_time(days=84)
    (link,) = links_in(stage, address)
    return link


async def who(stage: Stage) -> str:
    return await stage.slash(EVE, "who shelter kenya")


async def where_from(stage: Stage, what: str) -> set[str]:
    chain = await stage.bot.database.read(lambda reader: reader.directory_chain())
    found = [link.line for link in chain.links if link.line is not None]
    return {line.platform for line in found if line.what == what}


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
@with_url
async def test_changed_on_the_page(stage: Stage) -> None:
    link = await asked(stage)
    page = await look(stage, link)
    assert page.form("change", "entry?").fields["in.phone"] == "+254 700 000011"
    form = {"phone": "+254 711 222333", "email": "j.example@example.net", "timezone": "UTC"}
    done = await press(stage, page, "change", "entry?", **form)
    assert done.status == 200
    assert "Changed, and confirmed as of today" in done.text
    assert "Joseph Example · j.example@example.net" in await who(stage)
    assert await where_from(stage, "changed") == {"mail"}
    twice = await press(stage, page, "change", "entry?", **form)
    assert "Changed, and confirmed as of today" in twice.text
    assert (await lines(stage)).count("changed") == 1
    await stage.pass_time(5)
    for address in (JOSEPH, "j.example@example.net"):
        assert "+254 700 000011 → +254 711 222333" in mails_to(stage, address)
    old = await look(stage, link)
    assert old.status == 410
    assert "not yours any more" in old.text
    assert "j.example" not in old.text, "an old mail doesn't show what is so now"
    assert links_in(stage, JOSEPH) == [link], "the old address has no way to the new entry"
    (fresh,) = links_in(stage, "j.example@example.net")
    assert (await look(stage, fresh)).form("change", "entry?").fields["in.phone"] == form["phone"]


@on_both
@with_url
async def test_sent_twice_at_once_is_done_once(stage: Stage) -> None:
    page = await look(stage, await asked(stage))
    both = await asyncio.gather(
        *(press(stage, page, "change", "entry?", phone="+254 711 222333") for _ in range(2))
    )
    assert [each.status for each in both] == [200, 200]
    assert both[0].text == both[1].text
    assert (await lines(stage)).count("changed") == 1
    await stage.pass_time(5)
    assert len(links_in(stage, JOSEPH)) == 2


@with_url
async def test_what_cannot_be_right_is_said_at_its_field_and_nothing_is_lost(stage: Stage) -> None:
    page = await look(stage, await asked(stage))
    typed = {"name": "Joseph <i>", "email": "joseph@", "phone": "12", "timezone": "Nairobi"}
    for _ in range(2):
        page = await press(stage, page, "change", "entry?", **typed)
        assert page.status == 422
        fields = page.form("change", "entry?").fields
        assert {name: fields[f"in.{name}"] for name in typed} == typed
        assert "No telephone can have this number: 12" in page.text
        assert "<i>" not in page.answer.text
        assert page.answer.text.count('aria-invalid="true"') == 3
        for field in re.findall(r'<a href="#([^"]+)">', page.answer.text):
            assert f'aria-describedby="{field}-fault"' in page.answer.text
        assert "<details open>" in page.answer.text
    assert AS_OF in await who(stage)
    good = {"email": JOSEPH, "phone": "+254711222333", "timezone": "Africa/Kampala"}
    page = await press(stage, page, "change", "entry?", **good)
    assert "Joseph &lt;i&gt;" in page.answer.text
    assert "+254 711 222333" in page.text


@with_url
async def test_an_old_link_says_what_happened_and_sends_a_new_one(stage: Stage) -> None:
    link = await asked(stage)
    await press(stage, await look(stage, link), "change", "entry?", phone="+254 711 222333")
    await stage.pass_time(5)
    old = await look(stage, link)
    assert old.status == 410
    assert "has changed since that mail" in old.text
    assert "711" not in old.text
    sent = await press(stage, old, "confirm")
    assert "a new link" in sent.text
    await stage.pass_time(5)
    assert len(links_in(stage, JOSEPH)) == 3, "the question, the change, and the one asked for"
    assert (await look(stage, links_in(stage, JOSEPH)[-1])).status == 200


@on_both
@with_url
async def test_a_link_whose_time_is_over(stage: Stage) -> None:
    link = await asked(stage)
    page = await look(stage, link)
    stage.clock.at += timedelta(days=15)
    late = await press(stage, page, "confirm")
    assert late.status == 410
    assert "This link held until" in late.text
    assert AS_OF in await who(stage)
    before = len(links_in(stage, JOSEPH))
    assert "a new link" in (await press(stage, late, "confirm")).text
    await stage.work()
    assert len(links_in(stage, JOSEPH)) > before
    fresh = await look(stage, links_in(stage, JOSEPH)[-1])
    assert "confirmed as of today" in (await press(stage, fresh, "confirm")).text


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
@pytest.mark.parametrize("cut", [1, 20, 200])
async def test_a_link_that_was_changed_does_not_hold(stage: Stage, cut: int) -> None:
    token = (await asked(stage)).partition("=")[2]
    sent = {"verb": "confirm", "value": "x"}
    for wrong in ("", token[:-cut], token[cut:], f"{token}x", token.replace(".", "")):
        for answer in (
            await stage.web.get("/confirm", params={"t": wrong}),
            await stage.web.post("/confirm", data={"t": wrong, **sent}),
        ):
            assert answer.status_code == 410
            assert "joseph" not in answer.text.lower()
    assert AS_OF in await who(stage)


@with_url
async def test_a_link_for_something_else_does_not_hold(stage: Stage) -> None:
    token = (await asked(stage)).partition("=")[2]
    for path in ("/accept", "/drill", "/case"):
        assert (await stage.web.get(path, params={"t": token})).status_code == 410
        sent = {"t": token, "verb": "confirm", "value": ""}
        assert (await stage.web.post(path, data=sent)).status_code == 410
    assert AS_OF in await who(stage)


@with_url
async def test_only_the_buttons_of_the_page_can_be_pressed(stage: Stage) -> None:
    token = (await asked(stage)).partition("=")[2]
    for verb, value in (
        ("confirm", f"remove|{JOSEPH}"),
        ("confirm", "drill|all|x"),
        ("notme", "decline|x"),
        ("flag", "rts:nairobi#1"),
        ("ack", "IOM-1"),
    ):
        sent = {"t": token, "verb": verb, "value": value, "in.seat": "rts:nairobi#1"}
        assert (await stage.web.post("/confirm", data=sent)).status_code == 409, value
    assert AS_OF in await who(stage)
    assert not await lines(stage) or set(await lines(stage)) <= {"asked"}


@with_url
async def test_what_is_no_form_is_refused_in_words(stage: Stage) -> None:
    token = (await asked(stage)).partition("=")[2]
    many = "&".join(f"f{count}=x" for count in range(50))
    for body in (b"", b"\xff\xfe", b'{"t": 1}', many.encode(), f"t={token}&verb=sing".encode()):
        answer = await stage.web.post("/confirm", content=body)
        assert answer.status_code == 400, body
        assert "can&#x27;t be read" in answer.text
    large = await stage.web.post("/confirm", content=b"t=" + b"x" * 40_000)
    assert large.status_code == 413
    assert "too much text" in large.text
    nul = {"t": token, "verb": "change", "value": "entry?", "in.name": "Joseph\x00\x1b Example"}
    assert (await stage.web.post("/confirm", data=nul)).status_code == 200
    assert (await stage.web.put("/confirm")).status_code == 405


@with_url
async def test_a_link_cannot_be_pressed_without_end(stage: Stage) -> None:
    page = await look(stage, await asked(stage))
    for _ in range(30):
        assert (await press(stage, page, "away", until="soon")).status == 422
    refused = await press(stage, page, "away", until="soon")
    assert (refused.status, refused.answer.headers["retry-after"]) == (429, "600")
    stage.clock.at += timedelta(minutes=10)
    assert (await press(stage, page, "away", until="soon")).status == 422


@with_url
async def test_while_the_database_is_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    link = await asked(stage)
    page = await look(stage, link)

    async def away(*_: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(stage.bot.database, "write", away)
        kept = await press(stage, page, "change", "entry?", phone="+254 711 222333")
        assert kept.status == 503
        assert "sent twice, it is done once" in kept.text
        broken.setattr(stage.bot.database, "read", away)
        for answer in (await look(stage, link), await press(stage, page, "confirm")):
            assert answer.status == 503
            assert "try again" in answer.text
            assert "réessayer" in answer.text
    assert AS_OF in await who(stage)
    done = await press(stage, kept, "change", "entry?")
    assert "+254 711 222333" in done.text, "what was typed is still there"
    twice = await press(stage, kept, "change", "entry?")
    assert twice.text == done.text


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


def test_a_token_says_what_it_was_made_of_for_its_purpose_alone() -> None:
    about = Signed(Subject("drill", "DRILL-3", "fr", ("rts:nairobi#1",), "abc"), MONDAY)
    token = token_of(about, KEY)
    assert read_token(token, KEY, "drill") == about
    others: tuple[Purpose, ...] = ("confirm", "accept", "case")
    for other in others:
        assert read_token(token, KEY, other) is None
    assert read_token(token, b"x" * 32, "drill") is None
    assert read_token("é.é", KEY, "drill") is None


@with_url
async def test_what_is_signed_but_no_link_is_no_link(stage: Stage) -> None:
    await asked(stage)
    key = await stage.bot.database.read(link_key)
    assert key is not None
    strange = Signed(Subject("case", "IOM-99", "en", ("rts:nairobi#1",), "nobody"), MONDAY)
    answer = await stage.web.get("/case", params={"t": token_of(strange, key)})
    assert answer.status_code == 410
