"""An entry is changed on the page of a mail's link, faults and outages and all."""

import asyncio
import re

import pytest

from routing.errors import StoreUnavailable
from tests.pages import links_in, look, press
from tests.stage import Stage
from tests.transcripts.cast import on_both
from tests.transcripts.mail_links import (
    AS_OF,
    JOSEPH,
    asked,
    where_from,
    who,
    with_url,
)
from tests.transcripts.test_own_entry import lines, mails_to


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
