"""The bot is thrown away at any moment and started again: the conversation goes on."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.postman import HANDS
from routing.notices import Route
from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage, staged
from tests.transcripts.cast import AMINA, NOOR, WANJIRU, enter, on_both

Step = Callable[[Stage], Awaitable[object]]


async def noor_takes_it(stage: Stage) -> None:
    await stage.press_in_teams(NOOR, stage.chat(NOOR)[0], "ack")


async def noor_resolves_it(stage: Stage) -> None:
    await stage.press_in_teams(NOOR, stage.chat(NOOR)[0], "resolve", note="300 kits")


STEPS: tuple[Step, ...] = (
    lambda stage: stage.slash(WANJIRU, "escalate shelter high -- no roofs"),
    lambda stage: stage.slash(WANJIRU, "Kenya"),
    lambda stage: stage.pass_time(10),
    lambda stage: stage.slash(WANJIRU, "details IOM-1 -- the bridge is closed"),
    lambda stage: stage.pass_time(15),
    lambda stage: stage.pass_time(1800),
    lambda stage: stage.slash(AMINA, "details IOM-1 -- looking into it"),
    lambda stage: stage.pass_time(1800),
    noor_takes_it,
    lambda stage: stage.pass_time(5),
    noor_resolves_it,
    lambda stage: stage.pass_time(7200),
)


async def ending(stage: Stage) -> str:
    """All that anybody sees in the end, with times."""
    slack = [shown(m.blocks) for user in (WANJIRU, AMINA) for m in stage.slack.sent_to(user)]
    teams = [shown(sent.card) for sent in stage.chat(NOOR)]
    mails = [mail.as_string() for mail in stage.smtp.mails]
    return "\n".join([*slack, *teams, *mails, await stage.slash(WANJIRU, "status IOM-1")])


async def play(folder: Path, restarts: range) -> str:
    """The whole conversation, with a restart before each of these steps."""
    async with staged(folder) as stage:
        await enter(stage)
        for number, step in enumerate(STEPS):
            if number in restarts:
                await stage.restart()
            await step(stage)
        return await ending(stage)


def _folder(parent: Path, name: str, database: Path) -> Path:
    (parent / name).mkdir()
    shutil.copyfile(database, parent / name / "bot.db")
    return parent / name


async def test_a_restart_before_any_step_changes_nothing(
    tmp_path: Path, migrated_file: Path
) -> None:
    expected = await play(_folder(tmp_path, "never", migrated_file), range(0))
    assert "Noor Exemple resolved it: 300 kits" in expected
    every = range(1, len(STEPS))
    for name, restarts in {"always": every, "odd": every[::2], "even": every[1::2]}.items():
        found = await play(_folder(tmp_path, name, migrated_file), restarts)
        assert found == expected, f"restarted before the steps {list(restarts)}"


async def lost(stage: Stage, route: Route, *, sent: bool) -> None:
    """A worker that is killed: notices are leased, sent or not, and no outcome is written."""
    outbox = stage.bot.postman._outbox
    leased = await stage.bot.database.write(lambda writer: outbox.lease(writer, HANDS))
    for errand in leased.errands:
        if sent and errand.delivery.to.route == route:
            await stage.bot.platforms.channels[route].send(errand.delivery)
    await stage.restart()


@pytest.fixture
async def due(stage: Stage) -> Stage:
    """A case whose first level is to be told just now."""
    await stage.slash(WANJIRU, "escalate shelter kenya critical -- no roofs")
    await stage.bot.engine.tick()
    return stage


@on_both
async def test_killed_before_sending_it_is_sent_after_the_lease(due: Stage) -> None:
    await lost(due, "slack", sent=False)
    await due.pass_time(24)
    assert due.slack.sent_to(AMINA) == [], "another worker may be at it"
    await due.pass_time(2)
    (told,) = due.slack.sent_to(AMINA)
    assert "may be a repeat" not in shown(told.blocks), "Slack says that it has nothing"
    await due.pass_time(60)
    assert len(due.slack.sent_to(AMINA)) == 1


@on_both
async def test_killed_after_sending_it_is_not_sent_twice(due: Stage) -> None:
    await lost(due, "slack", sent=True)
    (told,) = due.slack.sent_to(AMINA)
    await due.pass_time(60)
    assert len(due.slack.sent_to(AMINA)) == 1
    assert len(due.slack.sent_to(WANJIRU)) == 1
    await due.press(AMINA, told, "ack")
    await due.pass_time(5)
    assert "taken by Amina Example" in shown(told.blocks)


@on_both
async def test_killed_after_sending_and_answered_before_anybody_noticed(due: Stage) -> None:
    await lost(due, "slack", sent=True)
    (told,) = due.slack.sent_to(AMINA)
    answer = await due.press(AMINA, told, "I take it")
    assert "IOM-1 is yours" in answer.text
    await due.pass_time(60)
    assert len(due.slack.sent_to(AMINA)) == 1
    assert "taken by Amina Example" in shown(told.blocks)
    assert labels(told) == ["Resolve", "Not mine: hand over"]


async def test_killed_after_mailing_the_repeat_has_the_same_message_id(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya critical -- no roofs")
    for _ in range(3):
        await stage.slash(AMINA, "next IOM-1")
    await lost(stage, "mail", sent=True)
    await stage.pass_time(60)
    first, again = [mail for mail in stage.smtp.mails if "doe@example.org" in str(mail["To"])]
    assert first["Message-ID"] == again["Message-ID"], "mail servers may drop the second"
    assert "may be a repeat" in again.get_content()


async def test_what_was_due_while_the_bot_was_away_is_done_at_its_return(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    stage.clock.at = stage.clock.at.replace(hour=13)
    await stage.restart()
    await stage.work()
    assert len(stage.chat(NOOR)) == 1, "one level late, not all of them at once"
    assert stage.smtp.mails == []
