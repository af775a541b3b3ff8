"""People change their own entry, or hand it over; both sides hear of it, and the trail says so."""

from copy import deepcopy

import pytest

from bot.verification import verify
from tests.shown import shown
from tests.slack_side import button, labels
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    EVE,
    FATOU,
    LUCIA,
    NOOR,
    STEWARD,
    WANJIRU,
    on_both,
    settings,
)

JOSEPH = "UJOSEPH"


def mails_to(stage: Stage, address: str) -> str:
    found = [mail for mail in stage.smtp.mails if address in mail["To"]]
    return "\n".join(f"{m['Subject']}\n{' '.join(m.get_content().split())}" for m in found)


async def lines(stage: Stage) -> list[str]:
    chain = await stage.bot.database.read(lambda reader: reader.directory_chain())
    return [link.line.what for link in chain.links if link.line is not None]


@on_both
async def test_a_new_number_by_the_form_in_free_text(stage: Stage) -> None:
    said = "my number changed, it's now +254 711 222333"
    answer = await stage.say(AMINA, said)
    view = await stage.form(AMINA, answer, "change")
    assert "+254 711 222333" in shown(view)
    assert "Africa/Nairobi" in shown(view), "with the present values"
    done = await stage.submit(AMINA, view, phone="+254 711 222333")
    assert "Changed, and confirmed as of today" in shown(done.blocks)
    stranger = await stage.slash(EVE, said)
    assert "steward" in stranger, "who isn't in the directory is sent to whoever keeps it"


@on_both
async def test_changed_by_the_form_under_the_question(stage: Stage) -> None:
    await stage.pass_time(days=84)
    asked = stage.slack.sent_to(AMINA)[-1]
    done = await stage.fill(AMINA, asked, "change", phone="+254711222333")
    assert "+254 711 222333" in shown(done.blocks)
    await stage.pass_time(5)
    told = shown(stage.slack.sent_to(AMINA)[-1].blocks)
    assert "+254 700 000010 → +254 711 222333" in told
    today = stage.clock.at.date().isoformat()
    assert f"+254 711 222333 (confirmed {today})" in shown(
        (await stage.say(AMINA, "who shelter kenya")).blocks
    )
    assert "changed" in await lines(stage)
    verdict = await stage.bot.database.read(lambda reader: verify(reader, lambda _: None))
    assert verdict.sound


@on_both
async def test_another_address_is_confirmed_to_the_old_and_the_new_one(stage: Stage) -> None:
    stage.slack.users.add(JOSEPH, "joseph@example.org", "Joseph Example")
    await stage.slash(JOSEPH, "change email j.example@example.net")
    await stage.pass_time(5)
    for address in ("joseph@example.org", "j.example@example.net"):
        assert "joseph@example.org → j.example@example.net" in mails_to(stage, address), address
    assert "j.example@example.net" in await stage.slash(EVE, "who shelter kenya")
    assert "confirmed as of today" in await stage.slash(JOSEPH, "confirm"), "still theirs"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("phone 12345", "No telephone can have this number: 12345"),
        ("phone +254 1", "No telephone can have this number"),
        ("email amina@", "This can't be a mail address: amina@"),
        ("timezone Nairobi", "Not a time zone: Nairobi"),
        ("language klingon", "Not a language of the bot"),
        ("name Amina Example", "Nothing was changed: that is what the directory says already"),
    ],
)
async def test_what_cannot_be_right_changes_nothing(stage: Stage, typed: str, says: str) -> None:
    before = await stage.bot.database.read(lambda reader: reader.contacts())
    assert says in await stage.slash(AMINA, f"change {typed}")
    assert await stage.bot.database.read(lambda reader: reader.contacts()) == before
    assert "You are not in the directory" in await stage.slash(EVE, f"change {typed}")


async def test_in_teams_and_in_french(stage: Stage) -> None:
    await stage.pass_time(days=84)
    sent = stage.chat(NOOR)[-1]
    answer = await stage.press_in_teams(NOOR, sent, "Modifier", timezone="Europe/Vienna")
    assert "Fuseau horaire : Europe/Vienna" in shown(answer.card).replace("\u00a0", " ")
    await stage.pass_time(5)
    assert "Votre fiche de l'annuaire a été modifiée" in shown(stage.chat(NOOR)[-1].card)


@on_both
@settings(stewards=(STEWARD,))
async def test_handed_over_when_the_new_person_accepts(stage: Stage) -> None:
    await stage.slash(WANJIRU, "help")  # the bot knows her account now
    asked = await stage.slash(AMINA, "change handover Wanjiru Example wanjiru@example.org")
    assert "Wanjiru Example is asked to accept" in asked
    assert "Amina Example" in await stage.slash(EVE, "who shelter kenya")
    await stage.pass_time(5)
    offer = stage.slack.sent_to(WANJIRU)[-1]
    assert "Amina Example has handed over to you" in shown(offer.blocks)
    assert "another address" in shown((await stage.press(EVE, offer, "confirm")).blocks)
    again = deepcopy(offer)
    accepted = await stage.press(WANJIRU, offer, "confirm")
    assert "These entries are yours now" in shown(accepted.blocks)
    ladder = await stage.slash(EVE, "who shelter kenya")
    assert "Wanjiru Example · wanjiru@example.org (confirmed 2026-03-02)" in ladder
    assert "Amina" not in ladder
    await stage.pass_time(5)
    assert "Handed over to Wanjiru Example" in shown(stage.slack.sent_to(AMINA)[-1].blocks)
    assert "Handed over to Wanjiru Example" in mails_to(stage, STEWARD)
    assert "given_on" in await lines(stage)
    assert "isn't open any more" in shown((await stage.press(WANJIRU, again, "confirm")).blocks)


@settings(stewards=(STEWARD,))
async def test_handed_over_and_declined(stage: Stage) -> None:
    await stage.slash(WANJIRU, "help")
    await stage.slash(AMINA, "change handover Wanjiru Example wanjiru@example.org")
    await stage.pass_time(5)
    offer = stage.slack.sent_to(WANJIRU)[-1]
    assert "another address" in shown((await stage.press(EVE, offer, "notme")).blocks)
    again = deepcopy(offer)
    declined = await stage.press(WANJIRU, offer, "notme")
    assert "the entries stay as they are" in shown(declined.blocks)
    await stage.pass_time(5)
    assert "has not accepted a handover" in shown(stage.slack.sent_to(AMINA)[-1].blocks)
    assert "has not accepted a handover" in mails_to(stage, STEWARD)
    assert (await lines(stage))[-2:] == ["offered", "declined"]
    assert "isn't open any more" in shown((await stage.press(WANJIRU, again, "confirm")).blocks)
    assert "Amina Example" in await stage.slash(EVE, "who shelter kenya")


async def test_handed_over_by_mail_to_somebody_new(stage: Stage) -> None:
    await stage.slash(AMINA, "change handover Zola Example zola@example.org")
    await stage.pass_time(5)
    assert "/iom confirm" in mails_to(stage, "zola@example.org")
    stage.slack.users.add("UZOLA", "zola@example.org", "Zola Example")
    assert "These entries are yours now" in await stage.slash("UZOLA", "confirm")
    assert "Zola Example" in await stage.slash(EVE, "who shelter kenya")


async def test_an_offer_ends_after_two_weeks(stage: Stage) -> None:
    assert "zola@example.org is asked" in await stage.slash(
        AMINA, "change handover zola@example.org"
    )
    await stage.pass_time(days=15)
    stage.slack.users.add("UZOLA", "zola@example.org", "Zola Example")
    assert "You are not in the directory" in await stage.slash("UZOLA", "confirm")
    assert "Amina Example" in await stage.slash(EVE, "who shelter kenya")


@pytest.mark.parametrize(
    ("who", "said", "title"),
    [
        (AMINA, "my details have changed", "Is this still right?"),
        (AMINA, "I'm away until Friday", "Is this still right?"),
        (AMINA, "not me", "Is this still right?"),
        (FATOU, "mes coordonnées ont changé", "Est-ce toujours exact\xa0?"),
        (FATOU, "ce n'est plus moi", "Est-ce toujours exact\xa0?"),
        (LUCIA, "ya no soy yo", "¿Sigue siendo correcto?"),
    ],
)
async def test_who_writes_about_their_entry_gets_every_button(
    stage: Stage, who: str, said: str, title: str
) -> None:
    answer = await stage.say(who, said)
    assert title in shown(answer.blocks)
    for verb in ("confirm", "change", "away", "notme"):
        assert button(answer, verb)
    assert len(labels(answer)) == 5


async def test_nobody_else_sees_the_form_in_a_channel(stage: Stage) -> None:
    for said in ("my number changed, it's now +254 711 222333", "not me", "change"):
        answer = await stage.mention(AMINA, said)
        assert "That is for you alone" in answer.text
        assert not labels(answer)
    in_teams = await stage.mention_in_teams(NOOR, "mes coordonnées ont changé")
    assert "noor@example.org" not in str(in_teams.card)


async def test_an_address_that_slack_made_a_link_of(stage: Stage) -> None:
    offered = "change handover Zola Example <mailto:zola@example.org|zola@example.org>"
    assert "Zola Example is asked to accept" in (await stage.say(AMINA, offered)).text
    number = "change phone <tel:+254711222333|+254 711 222333>"
    assert "Changed" in (await stage.say(AMINA, number)).text
    await stage.say(AMINA, "change email <mailto:new@example.org|new@example.org>")
    ladder = await stage.slash(EVE, "who shelter kenya")
    assert "new@example.org" in ladder
    assert "mailto" not in ladder
