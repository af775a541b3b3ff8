"""The main job as the issue tells it: Slack and Teams mixed, two languages, a virtual clock."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.teams_activities import AMINA, Member
from tests.shown import shown
from tests.stage import Stage, staged

NOOR = Member(
    "44444444-dddd-4ddd-8ddd-444444444444", "Noor Exemple", "noor@example.org", locale="fr-FR"
)
DIRECTORY = f"""post,rank,name,email,phone,slack,teams,language,timezone,verified_on
rts:nairobi,1,Amina Example,amina@example.org,+254 700 000010,UAMINA,,en,Africa/Nairobi,2026-02-20
rts:nairobi,2,Joseph Example,joseph@example.org,,,,en,Africa/Nairobi,2026-02-20
prd:shelter_settlements,1,Noor Exemple,{NOOR.email},,,{NOOR.object_id},fr,Europe/Zurich,2026-02-20
doe,1,Director's Office,doe@example.org,+41 700000040,,,en,Europe/Zurich,2026-02-20
"""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        stage.slack.users.add("UASK", "wanjiru@example.org", "Wanjiru Example", "en-US")
        stage.slack.users.add("UAMINA", "amina@example.org", "Amina Example", "en-US")
        stage.teams.members = {NOOR.object_id: NOOR, AMINA.object_id: AMINA}
        await stage.import_contacts(DIRECTORY)
        await stage.say_in_teams(NOOR, "aide")
        yield stage


async def test_unanswered_then_acknowledged_in_the_other_platform(stage: Stage) -> None:
    answer = await stage.slash("UASK", "escalate shelter kenya high -- 300 families, no roofs")
    assert "IOM-1" in answer
    assert "Amina Example" in answer
    assert stage.slack.sent_to("UAMINA") == []

    await stage.pass_time(25)
    (told,) = stage.slack.sent_to("UAMINA")
    text = shown(told.blocks)
    assert "300 families, no roofs" in text
    assert "wanjiru@example.org" in text
    assert "IOM-1" in text
    (news,) = stage.slack.sent_to("UASK")
    assert "Amina Example" in news.text

    posted = len(stage.teams.sent)
    await stage.pass_time(3600)
    (asked,) = stage.teams.sent[posted:]
    assert asked.conversation == NOOR.conversation
    french = shown(asked.card)
    assert "Noor" not in french or "IOM-1" in french
    assert "Je" in french or "prends" in french.lower()
    assert stage.smtp.mails == []

    response = await stage.click(NOOR, asked, "ack")
    assert response.status_code == 200
    await stage.pass_time(1)
    assert told.edited == 2
    assert "Noor Exemple" in shown(told.blocks)
    assert "Noor Exemple" in stage.slack.sent_to("UASK")[-1].text

    await stage.pass_time(100_000)
    assert len(stage.slack.sent_to("UAMINA")) == 1
    assert stage.smtp.mails == []
    await resolved_in_teams(stage)


async def resolved_in_teams(stage: Stage) -> None:
    reply = await stage.say_in_teams(NOOR, "resolve IOM-1 -- 300 kits envoyés")
    assert "IOM-1" in reply
    await stage.pass_time(1)
    assert "300 kits envoyés" in shown(stage.slack.sent_to("UASK")[-1].blocks)
    status = await stage.slash("UASK", "status IOM-1")
    assert "300 kits envoyés" in status
    assert "Noor Exemple" in status
