"""Entries in doubt: flagged, away, not me, stale; who is told then, and what answers say."""

import pytest

from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import (
    AMINA,
    EVE,
    LUCIA,
    MAHAMAT,
    NOOR,
    OMAR,
    ROSA,
    STEWARD,
    WANJIRU,
    directory,
    on_both,
    settings,
)

FLAGGED = "DOUBTFUL: reported as wrong"
STALE = {
    "amina": f"rts:nairobi,1,Amina Example,amina@example.org,,{AMINA},,en,Africa/Nairobi,"
    "2025-02-20",
    "joseph": "rts:nairobi,2,Joseph Example,joseph@example.org,,,,en,Africa/Nairobi,2025-02-20",
}


def told(stage: Stage) -> list[str]:
    return [address for address, _ in stage.rows.written("tell")]


def mails_to(stage: Stage, address: str) -> str:
    found = [mail for mail in stage.smtp.mails if address in mail["To"]]
    return "\n".join(f"{m['Subject']}\n{' '.join(m.get_content().split())}" for m in found)


@on_both
@settings(stewards=(STEWARD,))
async def test_two_independent_flags_mark_an_entry_until_it_is_confirmed(stage: Stage) -> None:
    answer = await stage.slash(EVE, "flag rts:nairobi 1 -- she moved to Geneva")
    assert "Amina Example (DOE RTS, Regional Office in Nairobi, rank 1)" in answer
    assert "You have said so before" in await stage.slash(EVE, "flag rts:nairobi")
    assert FLAGGED not in await stage.slash(WANJIRU, "who shelter kenya"), "one isn't enough"
    await stage.pass_time(5)
    assert "she moved to Geneva" in mails_to(stage, STEWARD)
    asked = stage.slack.sent_to(AMINA)[-1]
    assert "Somebody has said that this entry is wrong" in shown(asked.blocks)
    assert "douteuse" in await stage.say_in_teams(MAHAMAT, "/iom flag rts:nairobi 1")
    ladder = await stage.slash(WANJIRU, "who shelter kenya")
    assert FLAGGED in ladder
    assert ladder.index("Joseph Example") < ladder.index("Amina Example")
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    assert told(stage) == ["joseph@example.org"]
    await stage.press(AMINA, asked, "confirm")
    ladder = await stage.slash(WANJIRU, "who shelter kenya")
    assert FLAGGED not in ladder
    assert ladder.index("Amina Example") < ladder.index("Joseph Example")


@settings(stewards=(STEWARD,))
async def test_what_somebody_adds_to_their_flag_reaches_the_stewards_once(stage: Stage) -> None:
    for text in (
        "flag rts:nairobi 1",
        "flag rts:nairobi 1 -- moved",
        "flag rts:nairobi 1 -- moved",
    ):
        await stage.slash(EVE, text)
    await stage.pass_time(5)
    assert mails_to(stage, STEWARD).count("moved") == 1
    assert FLAGGED not in await stage.slash(WANJIRU, "who shelter kenya"), "one person is one flag"


async def test_the_button_on_a_ladder_asks_which_and_why(stage: Stage) -> None:
    ladder = await stage.say(ROSA, "who shelter kenya")
    done = await stage.fill(ROSA, ladder, "flag", seat="rts:nairobi#2", remark="ya no trabaja aquí")
    assert "Joseph Example" in shown(done.blocks)
    await stage.pass_time(5)
    assert "/iom confirm" in mails_to(stage, "joseph@example.org")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("flag", "Which contact is wrong?"),
        ("flag nobody at all", "Not found: nobody at all"),
        ("flag rts:nairobi 7", "Not found: rts:nairobi 7"),
    ],
)
async def test_a_flag_without_a_contact(stage: Stage, text: str, says: str) -> None:
    assert says in await stage.slash(EVE, text)
    assert "That is your own entry" in await stage.slash(AMINA, "flag rts:nairobi 1")


@on_both
async def test_away_until_a_day_the_deputy_stands_in(stage: Stage) -> None:
    assert "Joseph Example stands in" in await stage.slash(AMINA, "away 2026-03-10")
    ladder = await stage.slash(WANJIRU, "who shelter kenya")
    assert "AWAY until 2026-03-10" in ladder
    assert ladder.index("Joseph Example") < ladder.index("Amina Example")
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    assert told(stage) == ["joseph@example.org"]
    await stage.pass_time(days=9)
    ladder = await stage.slash(WANJIRU, "who shelter kenya")
    assert ladder.index("Amina Example") < ladder.index("Joseph Example"), "back by herself"


async def test_nobody_is_asked_while_away(stage: Stage) -> None:
    await stage.pass_time(days=75)
    await stage.slash(AMINA, "away 2026-06-10")
    await stage.pass_time(days=20)
    assert AMINA not in [address for address, _ in stage.rows.written("confirm")]
    await stage.pass_time(days=12)
    assert AMINA in [address for address, _ in stage.rows.written("confirm")]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-02-01", "can't end on 2026-02-01"),
        ("2030-01-01", "can't end on 2030-01-01"),
        ("tomorrow", "tomorrow"),
        ("2026-02-31", "2026-02-31"),
    ],
)
async def test_a_day_that_cannot_be(stage: Stage, day: str, says: str) -> None:
    assert says in await stage.slash(AMINA, f"away {day}")
    assert "AWAY" not in await stage.slash(EVE, "who shelter kenya")


@pytest.mark.parametrize(
    "text",
    ["away until 2026-03-10", "absent jusqu'au 2026-03-10", "ausente hasta el 2026-03-10"],
)
async def test_the_day_may_stand_in_a_few_words(stage: Stage, text: str) -> None:
    await stage.say(AMINA, text)
    assert "AWAY until 2026-03-10" in await stage.slash(EVE, "who shelter kenya")


async def test_today_is_the_day_where_the_contact_is(stage: Stage) -> None:
    await stage.pass_time(hours=18)  # Tuesday, 02:00 UTC; in Panama it is still Monday
    assert "no puede terminar" in await stage.slash(LUCIA, "away 2026-03-01")
    assert "Anotado: ausente hasta el 2026-03-02" in await stage.slash(LUCIA, "away 2026-03-02")


async def test_away_alone_says_that_nobody_stands_in(stage: Stage) -> None:
    assert "nobody stands in" in await stage.slash(OMAR, "away 2026-03-10")
    assert "You are not in the directory" in await stage.slash(EVE, "away 2026-03-10")


@settings(stewards=(STEWARD,))
async def test_not_me(stage: Stage) -> None:
    await stage.pass_time(days=84)
    sent = stage.chat(NOOR)[-1]
    answer = await stage.press_in_teams(NOOR, sent, "notme")
    assert "douteuse" in shown(answer.card)
    assert "quelqu'un d'autre y répond" in await stage.say_in_teams(MAHAMAT, "who shelter kenya")
    await stage.pass_time(5)
    assert "Somebody else answers there: Noor Exemple" in mails_to(stage, STEWARD)


async def test_a_stale_contact_is_never_told_alone(stage: Stage) -> None:
    await stage.import_contacts(directory(**STALE))
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    assert told(stage) == [AMINA, "joseph@example.org", NOOR.object_id]
    assert "IOM-1" in await stage.say_in_teams(NOOR, "status IOM-1")
    await stage.say_in_teams(NOOR, "/iom ack IOM-1")
    await stage.pass_time(hours=3)
    assert len(told(stage)) == 3, "whoever of them answers has it"


async def test_a_stale_contact_and_a_fresh_deputy(stage: Stage) -> None:
    await stage.import_contacts(directory(amina=STALE["amina"]))
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    assert told(stage) == ["joseph@example.org"], "the deputy is told, and is not in doubt"


async def test_one_of_two_who_are_told_together_bounces(stage: Stage) -> None:
    await stage.import_contacts(directory("joseph", amina=STALE["amina"]))
    del stage.slack.users[AMINA]
    stage.smtp.refuse("RCPT", "550 no such user")
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    assert told(stage) == [AMINA, NOOR.object_id, "amina@example.org"]
    await stage.pass_time(hours=1)
    assert told(stage).count(NOOR.object_id) == 2, "the next level has its own turn after the wait"
