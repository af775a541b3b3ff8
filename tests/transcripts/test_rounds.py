"""Contacts are asked whether their entries are right: when, how often, and what follows."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot import rounds
from bot.rounds import Rounds
from bot.verification import Verdict, verify
from content.calendars import working_calendar
from routing.posts import parse_post
from routing.worktime import working_day
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    EVE,
    FATOU,
    LUCIA,
    MOTSE,
    NOOR,
    OMAR,
    STEWARD,
    directory,
    on_both,
    settings,
)

DAYS_UNTIL_DUE = 80
"""From the stage's Monday until 90 days after the cast's last confirmation."""

HOMES = {
    AMINA: ("rts:nairobi", "Africa/Nairobi"),
    FATOU: ("rts:dakar", "Africa/Dakar"),
    OMAR: ("rts:cairo", "Africa/Cairo"),
    LUCIA: ("rts:panama", "America/Panama"),
    NOOR.object_id: ("prd:shelter_settlements", "Europe/Zurich"),
    "joseph@example.org": ("rts:nairobi", "Africa/Nairobi"),
    "doe@example.org": ("doe", "Europe/Zurich"),
}


async def trail(stage: Stage) -> Verdict:
    return await stage.bot.database.read(lambda reader: verify(reader, lambda _: None))


def local(address: str, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(HOMES[address][1]))


@on_both
async def test_each_is_asked_once_on_the_morning_of_a_working_day(stage: Stage) -> None:
    await stage.pass_time(days=DAYS_UNTIL_DUE - 1)
    assert stage.rows.written("confirm") == [], "not before it is due"
    await stage.pass_time(days=5)
    asked = stage.rows.written("confirm")
    assert sorted(address for address, _ in asked) == sorted(HOMES)
    for address, at in asked:
        post, zone = HOMES[address]
        there = at.astimezone(ZoneInfo(zone))
        assert time(8) <= there.time() < time(12), address
        assert working_day(there.date(), working_calendar(parse_post(post), zone)), address


@on_both
async def test_a_large_directory_is_taken_up_some_entries_at_a_time(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is asked before all of them are known, and the last ones are not forgotten."""
    monkeypatch.setattr(rounds, "_MATCHED_AT_ONCE", 2)
    with stage.bot.database.store.write() as writer:
        writer.touch_directory(stage.clock.now())
        writer.drop_seats([(state.post, state.rank) for state in writer.seats()])
    await Rounds(stage.bot.database, stage.bot.knowledge, stage.clock).work()
    with stage.bot.database.store.read() as reader:
        assert len(reader.seats()) == len(HOMES)
    await stage.pass_time(days=DAYS_UNTIL_DUE + 4)
    asked = stage.rows.written("confirm")
    assert sorted(address for address, _ in asked) == sorted(HOMES)


async def test_in_three_languages_by_three_channels(stage: Stage) -> None:
    await stage.pass_time(days=DAYS_UNTIL_DUE + 4)
    assert "Is this still right?" in shown(stage.slack.sent_to(AMINA)[-1].blocks)
    assert "Est-ce toujours exact" in shown(stage.slack.sent_to(FATOU)[-1].blocks)
    assert "¿Sigue siendo correcto?" in shown(stage.slack.sent_to(LUCIA)[-1].blocks)
    assert "Est-ce toujours exact" in shown(stage.chat(NOOR)[-1].card)
    mails = {mail["To"]: mail.get_content() for mail in stage.smtp.mails}
    assert "/iom confirm" in mails["Joseph Example <joseph@example.org>"]
    assert "+254 700 000011" in mails["Joseph Example <joseph@example.org>"]


@on_both
async def test_one_tap_confirms(stage: Stage) -> None:
    await stage.pass_time(days=DAYS_UNTIL_DUE + 4)
    asked = stage.slack.sent_to(AMINA)[-1]
    thanked = await stage.press(AMINA, asked, "confirm")
    assert "confirmed as of today" in shown(thanked.blocks)
    today = stage.clock.at.date().isoformat()
    assert f"Amina Example · amina@example.org (confirmed {today})" in await stage.slash(
        EVE, "who shelter kenya"
    )
    await stage.press_in_teams(NOOR, stage.chat(NOOR)[-1], "confirm")
    assert f"fiche confirmée le {today}" in await stage.say_in_teams(NOOR, "who shelter kenya")
    written = len(stage.rows.written("confirm"))
    await stage.pass_time(days=20)
    again = [address for address, _ in stage.rows.written("confirm")[written:]]
    assert AMINA not in again
    assert NOOR.object_id not in again
    assert FATOU in again, "who hasn't answered is asked again"
    verdict = await trail(stage)
    assert verdict.sound


async def test_typed_by_somebody_who_is_only_asked_by_mail(stage: Stage) -> None:
    stage.slack.users.add("UJOSEPH", "joseph@example.org", "Joseph Example")
    await stage.pass_time(days=DAYS_UNTIL_DUE + 4)
    assert "confirmed as of today" in await stage.slash("UJOSEPH", "confirm")
    assert "You are not in the directory" in await stage.slash(EVE, "confirm")


@settings(stewards=(STEWARD,))
async def test_without_an_answer_reminded_then_the_steward_then_stale(stage: Stage) -> None:
    await stage.pass_time(days=DAYS_UNTIL_DUE + 4)
    await stage.pass_time(days=6)
    assert "Please look" in shown(stage.slack.sent_to(AMINA)[-1].blocks)
    assert not stage.slack.sent_to(MOTSE)
    await stage.pass_time(days=8)
    reports = [m for m in stage.smtp.mails if m["To"].endswith(f"<{STEWARD}>")]
    assert reports, "the steward hears of it"
    assert "Amina Example, DOE RTS, Regional Office in Nairobi, rank 1" in "\n".join(
        " ".join(mail.get_content().split()) for mail in reports
    )
    assert len(reports) <= 3, "what falls on one day is one message"
    assert "STALE: last confirmed 2026-02-20" in await stage.slash(EVE, "who shelter kenya")


async def test_who_never_confirmed_is_asked_on_the_next_morning(stage: Stage) -> None:
    new = "rts:vienna,1,Ivo Example,ivo@example.org,,,,en,Europe/Vienna,"
    await stage.import_contacts(directory(ivo=new))
    await stage.pass_time(days=1.5)
    asked = stage.rows.written("confirm")
    assert [address for address, _ in asked] == ["ivo@example.org"]
    await stage.pass_time(days=16)
    assert "never confirmed, though asked" in await stage.slash(EVE, "who shelter ukraine")


async def test_a_changed_entry_is_asked_about_at_once(stage: Stage) -> None:
    await stage.pass_time(days=1)
    moved = (
        f"rts:nairobi,1,Amina Example,amina@example.org,+254 700 000099,{AMINA},,en,"
        "Africa/Nairobi,2026-02-20"
    )
    await stage.import_contacts(directory(amina=moved))
    await stage.pass_time(days=1.5)
    assert [address for address, _ in stage.rows.written("confirm")] == [AMINA]


async def test_who_keeps_twenty_posts_gets_one_message(stage: Stage) -> None:
    countries = "KEN UGA TZA ETH SOM RWA BDI SSD DJI ERI MDG MWI MUS MOZ NAM ZAF ZMB ZWE BWA LSO"
    posts = {
        iso: f"co:{iso},1,Fatou Exemple,fatou@example.org,,{FATOU},,fr,,2026-02-20"
        for iso in countries.split()
    }
    await stage.import_contacts(directory(**posts))
    await stage.pass_time(days=DAYS_UNTIL_DUE + 4)
    asked = [address for address, _ in stage.rows.written("confirm") if address == FATOU]
    assert len(asked) == 1
    card = stage.slack.sent_to(FATOU)[-1]
    assert "Botswana" in shown(card.blocks)
    await stage.press(FATOU, card, "confirm")
    assert "fiche confirmée le 2026-05" in await stage.slash(FATOU, "who shelter botswana")


async def test_what_is_due_within_two_weeks_is_asked_in_one_message(stage: Stage) -> None:
    posts = {
        "kenya": f"co:KEN,1,Fatou Exemple,fatou@example.org,,{FATOU},,fr,,2026-02-10",
        "uganda": f"co:UGA,1,Fatou Exemple,fatou@example.org,,{FATOU},,fr,,2026-02-27",
    }
    await stage.import_contacts(directory(**posts))
    await stage.pass_time(days=DAYS_UNTIL_DUE - 7)
    (card,) = stage.slack.sent_to(FATOU)
    assert "Kenya" in shown(card.blocks)
    assert "Dakar" in shown(card.blocks), "due ten days later"
    assert "Ouganda" not in shown(card.blocks), "due seventeen days later"
    thanked = shown((await stage.press(FATOU, card, "confirm")).blocks)
    assert "Merci" in thanked
    assert "Ouganda" not in thanked, "it was not asked about"
    await stage.pass_time(days=17)
    _, later = stage.slack.sent_to(FATOU)
    assert "Ouganda" in shown(later.blocks)
    assert "Dakar" not in shown(later.blocks)


@on_both
async def test_an_outage_of_three_days_is_caught_up_once(stage: Stage) -> None:
    await stage.pass_time(days=DAYS_UNTIL_DUE - 2)
    await stage.close()
    stage.clock.at = datetime.fromisoformat("2026-05-26T07:30:00+00:00")
    await stage.open()
    await stage.pass_time(days=5)  # the feast lasts until Saturday in Cairo
    asked = stage.rows.written("confirm")
    assert sorted(address for address, _ in asked) == sorted(HOMES)
    for address, at in asked:
        assert time(8) <= local(address, at).time() < time(12), address


async def test_the_next_channel_is_tried_and_a_dead_address_makes_the_entry_doubtful(
    stage: Stage,
) -> None:
    del stage.slack.users[AMINA]
    await stage.pass_time(days=DAYS_UNTIL_DUE + 4)
    assert "amina@example.org" in [address for address, _ in stage.rows.written("confirm")]
    answer = await stage.slash(EVE, "who shelter kenya")
    assert "DOUBTFUL: an address doesn't work" in answer
    assert answer.index("Joseph Example") < answer.index("Amina Example"), "behind the deputy"
