"""What is no link of ours, or no longer, or not for this, is refused in words."""

from datetime import timedelta

import pytest

from bot.signed_links import Purpose, Signed, Subject, link_key, read_token, token_of
from tests.pages import links_in, look, press
from tests.stage import MONDAY, Stage
from tests.transcripts.cast import on_both
from tests.transcripts.mail_links import AS_OF, JOSEPH, asked, who, with_url
from tests.transcripts.test_own_entry import lines

KEY = b"k" * 32


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
