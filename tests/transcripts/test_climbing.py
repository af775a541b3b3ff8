"""Nobody answers: the case climbs, level by level, each at its time."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from tests.shown import shown
from tests.slack_side import labels
from tests.stage import MONDAY, Stage
from tests.transcripts.cast import AMINA, NOOR, OMAR, WANJIRU, directory, on_both, settings


def news_of(stage: Stage, user: str = WANJIRU) -> list[str]:
    """What the asker was told, line by line."""
    return [message.text for message in stage.slack.sent_to(user)]


def recipient(mail: EmailMessage) -> str:
    return str(mail["To"].addresses[0].addr_spec)


@on_both
async def test_to_the_end_of_the_ladder(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    assert len(stage.slack.sent_to(AMINA)) == 1
    await stage.pass_time(hours=1)
    assert len(stage.chat(NOOR)) == 1
    await stage.pass_time(hours=1)
    assert [mail["To"] for mail in stage.smtp.mails] == ["Office of the Director <doe@example.org>"]
    await stage.pass_time(hours=1)
    reminder = stage.smtp.mails[-1]
    assert "still nobody has answered" in reminder["Subject"]
    assert len(stage.slack.sent_to(AMINA)) == 1, "each level is told once"
    assert len(stage.chat(NOOR)) == 1
    told = news_of(stage)
    assert "Amina Example" in told[0]
    assert "no answer in time. Noor Exemple" in told[1]
    assert "no answer in time. Office of the Director" in told[2]
    assert "the end of the ladder is reached" in told[3]
    numbers = shown(stage.slack.sent_to(WANJIRU)[3].blocks)
    for number in ("+41 700 000040", "+254 700 000010", "+254 700 000011"):
        assert number in numbers


async def test_reminders_come_with_growing_pauses_up_to_a_day(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(hours=3, seconds=20)
    reminded = []
    before = len(stage.smtp.mails)
    for _ in range(24 * 5):
        await stage.pass_time(hours=1)
        if len(stage.smtp.mails) > before:
            before = len(stage.smtp.mails)
            reminded.append((stage.clock.at - MONDAY) // timedelta(hours=1) - 3)
    pauses = [later - earlier for earlier, later in zip([0, *reminded], reminded, strict=False)]
    assert pauses == [2, 4, 8, 16, 24, 24, 24]
    assert sum("the end of the ladder" in line for line in news_of(stage)) == 1


@settings(policy="duty_numbers: ['+41 22 000 0000 (duty officer)']")
async def test_the_policys_duty_numbers_come_first(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(hours=3, seconds=20)
    (end,) = [m for m in stage.slack.sent_to(WANJIRU) if "the end of the ladder" in m.text]
    lines = shown(end.blocks).splitlines()
    assert lines[1] == "+41 22 000 0000 (duty officer)"


@on_both
async def test_critical_has_no_grace_and_goes_on_at_night(stage: Stage) -> None:
    stage.clock.at = datetime(2026, 3, 7, 23, 0, tzinfo=UTC)  # Sunday, 2 in the morning in Nairobi
    answer = await stage.slash(WANJIRU, "escalate shelter kenya critical -- fire")
    assert "The first level is told now" in answer
    await stage.work()
    assert len(stage.slack.sent_to(AMINA)) == 1
    await stage.pass_time(900)
    assert len(stage.chat(NOOR)) == 1
    await stage.pass_time(900)
    assert len(stage.smtp.mails) == 1


async def noor_is_told(
    stage: Stage, country: str, first: str, opened: datetime, next_told: datetime
) -> None:
    """A country's case goes to ``first`` when it opens, and to Noor then, no second before."""
    stage.clock.at = opened - timedelta(seconds=20)
    await stage.slash(WANJIRU, f"escalate shelter {country}")
    await stage.pass_time(20)
    assert len(stage.slack.sent_to(first)) == 1, "the message itself is sent at once"
    await stage.pass_time((next_told - opened).total_seconds() - 1)
    assert stage.chat(NOOR) == []
    await stage.pass_time(1)
    assert len(stage.chat(NOOR)) == 1


@pytest.mark.parametrize(
    ("opened", "next_told"),
    [
        # Four working hours. In Nairobi 8 to 17 is 5 to 14 in UTC.
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), datetime(2026, 3, 2, 12, 0, tzinfo=UTC)),
        # From Monday 15:00 there: two hours left that day, two on Tuesday.
        (datetime(2026, 3, 2, 12, 0, tzinfo=UTC), datetime(2026, 3, 3, 7, 0, tzinfo=UTC)),
        # In the night: from 8 in the morning on.
        (datetime(2026, 3, 2, 22, 0, tzinfo=UTC), datetime(2026, 3, 3, 9, 0, tzinfo=UTC)),
        # From Friday 15:00: two hours left, two on Monday.
        (datetime(2026, 3, 6, 12, 0, tzinfo=UTC), datetime(2026, 3, 9, 7, 0, tzinfo=UTC)),
        # Good Friday and Easter Monday are holidays in Kenya: from Thursday 15:00 to Tuesday.
        (datetime(2026, 4, 2, 12, 0, tzinfo=UTC), datetime(2026, 4, 7, 7, 0, tzinfo=UTC)),
    ],
)
async def test_normal_waits_in_the_recipients_working_hours(
    stage: Stage, opened: datetime, next_told: datetime
) -> None:
    await noor_is_told(stage, "kenya", AMINA, opened, next_told)


@settings(policy="contacts: {confirm_every_days: 3650}")
@pytest.mark.parametrize(
    ("opened", "next_told"),
    [
        # Cairo (two hours ahead of UTC in winter) works on Sundays ...
        (datetime(2026, 3, 1, 8, 0, tzinfo=UTC), datetime(2026, 3, 1, 12, 0, tzinfo=UTC)),
        # ... and not on Fridays and Saturdays: from Thursday 15:00 to Sunday.
        (datetime(2026, 3, 5, 13, 0, tzinfo=UTC), datetime(2026, 3, 8, 8, 0, tzinfo=UTC)),
        # Its clocks go back on the last Friday of October: from Thursday 16:00 to Sunday 11:00.
        (datetime(2026, 10, 29, 13, 0, tzinfo=UTC), datetime(2026, 11, 1, 9, 0, tzinfo=UTC)),
    ],
)
async def test_cairos_week_begins_on_sunday(
    stage: Stage, opened: datetime, next_told: datetime
) -> None:
    await noor_is_told(stage, "egypt", OMAR, opened, next_told)


@settings(stewards=("motse@example.org",))
async def test_a_vacant_level_is_passed_over_at_once_and_reported_once(stage: Stage) -> None:
    await stage.import_contacts(directory("amina", "joseph"))
    answer = await stage.slash(WANJIRU, "escalate shelter kenya high")
    assert "Vacant: nobody on file" in answer
    assert "In 20 s the first level is told: PRD: Shelter and Settlements" in answer
    await stage.pass_time(20)
    assert len(stage.chat(NOOR)) == 1
    (report,) = stage.smtp.mails
    assert recipient(report) == "motse@example.org"
    assert "DOE RTS, Regional Office in Nairobi" in report["Subject"]
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "DOE RTS, Regional Office in Nairobi is vacant: passed over, stewards told" in status
    await stage.pass_time(days=3)
    reports = [mail for mail in stage.smtp.mails if recipient(mail) == "motse@example.org"]
    assert len(reports) == 1


async def test_with_every_level_vacant_the_asker_is_told_whom_to_call(stage: Stage) -> None:
    await stage.import_contacts(directory("amina", "joseph", "noor", "director"))
    answer = await stage.slash(WANJIRU, "escalate health kenya critical")
    assert "No level above you has anybody on file" in answer
    assert "Turn to your security focal point" in answer
    await stage.work()
    (end,) = stage.slack.sent_to(WANJIRU)
    assert "the end of the ladder is reached" in end.text
    assert "No telephone number is on file" in shown(end.blocks)


async def test_a_vacant_unit_is_answered_for_by_its_division(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate wash kenya high")
    await stage.pass_time(hours=1, seconds=20)
    (mail,) = stage.smtp.mails
    assert recipient(mail) == "prdcore@iom.int"
    assert "Water, Sanitation and Hygiene (WASH)" in mail["Subject"]


@settings(policy="waits: {high: {seconds: 0.5}}\ngrace_seconds: 0.25")
async def test_waits_may_be_fractions(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(0.25)
    assert len(stage.slack.sent_to(AMINA)) == 1
    await stage.pass_time(0.5)
    assert len(stage.chat(NOOR)) == 1


async def test_whoever_was_told_first_sees_where_the_case_is_now(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(hours=1, seconds=20)
    (first,) = stage.slack.sent_to(AMINA)
    assert "3 of 4: PRD: Shelter and Settlements" in shown(first.blocks)
    assert "I take it" in labels(first), "she may still take it"
    answer = await stage.press(AMINA, first, "I take it")
    assert "IOM-1 is yours" in answer.text
    await stage.pass_time(days=1)
    assert stage.smtp.mails == []
